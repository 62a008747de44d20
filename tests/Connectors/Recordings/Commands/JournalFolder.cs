using Quern.Connectors.Recordings.Commands;
using Quern.Domain.Instruments;
using Quern.Domain.Matching;

namespace Quern.Connectors.Tests.Recordings.Commands;

/// <summary>A folder that is gone with the test, and a market whose state after each command is known.</summary>
internal sealed class JournalFolder : IDisposable
{
    public const long SegmentBytes = 128 + 200 * 80;

    public string Path { get; } = Directory.CreateTempSubdirectory("quern-commands-").FullName;

    public IEnumerable<string> Segments => Directory.EnumerateFiles(Path, "commands-*.qcj").Order(StringComparer.Ordinal);

    public IEnumerable<string> Snapshots => Directory.EnumerateFiles(Path, "state-*.qms").Order(StringComparer.Ordinal);

    public string LastSegment => Segments.Last();

    /// <summary>The same commands for the same seed, however many are taken: most of them rest, some trade, some are refused.</summary>
    public static IEnumerable<MatchCommand> Commands(int seed)
    {
        var random = new Random(seed);
        for (long id = 1; ; id++)
        {
            var side = (Side)random.Next(2);
            yield return random.Next(10) switch
            {
                < 6 => MatchCommand.Limit(id * 7919, side, 1000 - side.Sign() * random.Next(-1, 30), random.Next(1, 50), owner: random.Next(4)),
                < 9 => MatchCommand.Cancel((id - random.Next(1, 200)) * 7919),
                _ => MatchCommand.Market(id * 7919, side, random.Next(1, 30)),
            };
        }
    }

    /// <summary>The state's hash after none, one, two … of the commands.</summary>
    public static string[] Hashes(int seed, int count)
    {
        var engine = new MatchingEngine();
        var events = new MatchEventBuffer();
        List<string> hashes = [engine.StateHash()];
        foreach (MatchCommand command in Commands(seed).Take(count))
        {
            events.Clear();
            engine.Execute(in command, events);
            hashes.Add(engine.StateHash());
        }

        return [.. hashes];
    }

    /// <summary>Writes the commands that follow what the folder holds, a snapshot after each so many.</summary>
    public void Write(int seed, int upTo, int snapshotEvery = int.MaxValue, long segmentBytes = SegmentBytes)
    {
        using var journal = JournaledEngine.Open(Path, new MatchingEngine(), segmentBytes);
        var events = new MatchEventBuffer();
        foreach (MatchCommand command in Commands(seed).Take(upTo).Skip((int)journal.Sequence))
        {
            events.Clear();
            journal.Execute(in command, events);
            if (journal.Sequence % snapshotEvery == 0)
                journal.Snapshot();
        }
    }

    /// <summary>What a new process would find.</summary>
    public (RecoveredCommands Recovered, string Hash) Recover()
    {
        var engine = new MatchingEngine();
        RecoveredCommands recovered = CommandRecovery.Into(engine, Path);
        return (recovered, engine.StateHash());
    }

    public JournalFolder Copy()
    {
        var copy = new JournalFolder();
        foreach (string file in Directory.EnumerateFiles(Path))
            File.Copy(file, System.IO.Path.Combine(copy.Path, System.IO.Path.GetFileName(file)));
        return copy;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
