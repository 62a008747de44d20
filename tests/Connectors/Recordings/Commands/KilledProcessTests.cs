using System.Diagnostics;
using System.Globalization;
using Quern.Connectors.Recordings.Commands;
using Quern.Domain.Matching;

namespace Quern.Connectors.Tests.Recordings.Commands;

/// <summary>A real process is killed while it writes: everything it had acknowledged is there, and the state is that of those commands.</summary>
public sealed class KilledProcessTests : IDisposable
{
    private const string FolderVariable = "QUERN_COMMAND_JOURNAL";
    private const string Acknowledged = "acknowledged";
    private const int Seed = 12;
    private readonly JournalFolder _folder = new();

    [Fact, Trait("Category", "end-to-end")]
    public void A_killed_process_loses_nothing_that_it_had_acknowledged()
    {
        var random = new Random(3);
        long before = 0;
        for (int kill = 0; kill < 3; kill++)
        {
            KillAfter(before, random.Next(5_000));

            var engine = new MatchingEngine();
            RecoveredCommands recovered = CommandRecovery.Into(engine, _folder.Path);
            long acknowledged = ReadAcknowledged();
            Assert.InRange(recovered.Sequence, acknowledged, acknowledged + 1);
            Assert.Equal(JournalFolderHash((int)recovered.Sequence), engine.StateHash());
            before = recovered.Sequence;
        }

        Assert.True(before > 3);
    }

    /// <summary>Also the process that the test above kills: with a folder of its own it goes on until then.</summary>
    [Fact, Trait("Category", "end-to-end")]
    public void Every_acknowledged_command_is_in_the_journal()
    {
        const int Enough = 500;
        string? folder = Environment.GetEnvironmentVariable(FolderVariable);
        foreach (long acknowledged in WriteTo(folder ?? _folder.Path))
        {
            if (folder is null && acknowledged == Enough)
                break;
        }

        Assert.Equal((Enough, Enough), (ReadAcknowledged(), _folder.Recover().Recovered.Sequence));
    }

    public void Dispose() => _folder.Dispose();

    private static IEnumerable<long> WriteTo(string folder)
    {
        using var journal = JournaledEngine.Open(folder, new MatchingEngine(), segmentBytes: 128 + 3_000 * 80);
        using var file = File.OpenHandle(Path.Combine(folder, Acknowledged), FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite);
        var events = new MatchEventBuffer();
        byte[] acknowledged = new byte[sizeof(long)];
        foreach (MatchCommand command in JournalFolder.Commands(Seed).Skip((int)journal.Sequence))
        {
            events.Clear();
            journal.Execute(in command, events);
            BitConverter.TryWriteBytes(acknowledged, journal.Sequence);
            RandomAccess.Write(file, acknowledged, 0);
            if (journal.Sequence % 1_000 == 0)
                journal.Snapshot();
            yield return journal.Sequence;
        }
    }

    private static string JournalFolderHash(int count)
    {
        var engine = new MatchingEngine();
        var events = new MatchEventBuffer();
        foreach (MatchCommand command in JournalFolder.Commands(Seed).Take(count))
        {
            events.Clear();
            engine.Execute(in command, events);
        }

        return engine.StateHash();
    }

    private void KillAfter(long before, int more)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(typeof(KilledProcessTests).Assembly.Location);
        foreach (string argument in (string[])["-method", $"*.{nameof(Every_acknowledged_command_is_in_the_journal)}"])
            start.ArgumentList.Add(argument);
        start.Environment[FolderVariable] = _folder.Path;

        using Process process = Process.Start(start)!;
        var waited = Stopwatch.StartNew();
        while (ReadAcknowledged() <= before + more && !process.HasExited && waited.Elapsed < TimeSpan.FromSeconds(60))
            Thread.Sleep(1);
        Assert.False(process.HasExited, string.Create(CultureInfo.InvariantCulture, $"The writer ended by itself after {waited.Elapsed}."));
        process.Kill();
        process.WaitForExit();
    }

    private long ReadAcknowledged()
    {
        string path = Path.Combine(_folder.Path, Acknowledged);
        if (!File.Exists(path))
            return 0;
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        byte[] bytes = new byte[sizeof(long)];
        return RandomAccess.Read(file, bytes, 0) == bytes.Length ? BitConverter.ToInt64(bytes) : 0;
    }
}
