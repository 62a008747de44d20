using Microsoft.Win32.SafeHandles;
using Quern.Domain.Matching;

namespace Quern.Connectors.Recordings.Commands;

/// <summary>
/// A matching engine that survives: each command is in the journal before it is executed, and a new engine opened on the same folder stands
/// where the last one fell. A killed process loses at most the command that it was writing; a machine that loses power loses at most what
/// came after the last <see cref="Flush"/>.
/// </summary>
/// <remarks>
/// The folder holds segments of commands, which are never deleted, and the two newest snapshots. What is damaged keeps its bytes: such
/// a file is set aside under its name with <c>.damaged</c>, and a torn tail is cut where it tears. For one writer, not for two threads at once.
/// </remarks>
public sealed class JournaledEngine : IMatchingEngine, IDisposable
{
    private const int SnapshotsKept = 2;
    private const string LockName = "writer.lock";
    private readonly string _folder;
    private readonly IMatchingBook _engine;
    private readonly byte[] _market;
    private readonly long _segmentBytes;
    private readonly SafeFileHandle _writer;
    private CommandSegment _segment;
    private uint _chain;

    private JournaledEngine(string folder, IMatchingBook engine, long segmentBytes)
    {
        (_folder, _engine, _segmentBytes) = (folder, engine, segmentBytes);
        _market = SegmentHeader.MarketOf(engine);
        Directory.CreateDirectory(folder);
        _writer = File.OpenHandle(Path.Combine(folder, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        try
        {
            Recovered = CommandRecovery.Into(engine, folder, _market, out long offset);
            (Sequence, _chain) = (Recovered.Sequence, Recovered.Chain);
            _segment = TakeUp(offset);
        }
        catch
        {
            _writer.Dispose();
            throw;
        }
    }

    /// <summary>What the journal gave back when it was opened.</summary>
    public RecoveredCommands Recovered { get; }

    /// <summary>The last command in the journal; the first one is 1.</summary>
    public long Sequence { get; private set; }

    /// <summary>Opens the journal of a folder, recovers what it proves into the engine, and goes on from there.</summary>
    /// <param name="folder">Made when it is not there. One market, one folder.</param>
    /// <param name="engine">A new engine of the market's rules; used through this object alone from now on.</param>
    /// <param name="segmentBytes">Bytes of a segment, claimed at once. Default 64 MiB, room for 838,859 commands.</param>
    /// <exception cref="CommandJournalException">The journal is of another market, of a newer build, or misnamed.</exception>
    /// <exception cref="IOException">Another process writes it, or the disk is full.</exception>
    public static JournaledEngine Open(string folder, IMatchingBook engine, long segmentBytes = 64 << 20)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentOutOfRangeException.ThrowIfLessThan(segmentBytes, SegmentHeader.Size + CommandRecord.Size);
        return new(folder, engine, segmentBytes);
    }

    /// <inheritdoc/>
    /// <exception cref="IOException">The disk is full; the command was not executed.</exception>
    public void Execute(in MatchCommand command, MatchEventBuffer output)
    {
        if (_segment.IsFull)
            Roll();
        _chain = _segment.Append(Sequence + 1, _chain, in command);
        Sequence++;
        _engine.Execute(in command, output);
    }

    /// <summary>Returns when all commands are on the disk.</summary>
    public void Flush() => _segment.FlushToDisk();

    /// <summary>Writes the engine's state beside the journal, so that recovery begins there; the one before stays, older ones go.</summary>
    /// <exception cref="IOException">The disk is full; the snapshots before are as they were.</exception>
    public void Snapshot()
    {
        if (Sequence == 0)
            return;

        // A snapshot must never know more than the journal on the disk.
        Flush();
        MatchSnapshot.Write(_folder, _engine, Sequence, _chain, _market);
        foreach ((_, string path) in MatchSnapshot.Find(_folder).Skip(SnapshotsKept))
            File.Delete(path);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _segment.Dispose();
        _writer.Dispose();
    }

    // Goes on in the segment that holds the last command, or begins one when it cannot.
    private CommandSegment TakeUp(long offset)
    {
        foreach ((long sequence, string path) in MatchSnapshot.Find(_folder))
        {
            if (sequence > Recovered.SnapshotSequence)
                SetAside(path);
        }

        List<(long First, string Path)> segments = SegmentHeader.Find(_folder);
        foreach ((long _, string path) in segments.Where(segment => segment.First > Sequence + 1))
            SetAside(path);

        (long first, string? last) = segments.LastOrDefault(segment => segment.First <= Sequence + 1);
        bool holdsLast = last is not null && offset == SegmentReader.OffsetOf(first, Sequence + 1);
        if (!holdsLast || IsDamaged(last!, offset: 0) || offset + CommandRecord.Size > _segmentBytes)
        {
            if (first == Sequence + 1)
                SetAside(last!);
            return CommandSegment.Create(_folder, Sequence + 1, _segmentBytes, _market);
        }

        bool isClean = !IsDamaged(last!, offset);
        if (!isClean)
            File.Copy(last!, NameAside(last!));
        return CommandSegment.Reopen(last!, offset, _segmentBytes, isClean);
    }

    private bool IsDamaged(string path, long offset) =>
        Recovered.Damage.Any(damage => damage.File == Path.GetFileName(path) && damage.Offset == offset);

    private void Roll()
    {
        CommandSegment next = CommandSegment.Create(_folder, Sequence + 1, _segmentBytes, _market);
        _segment.FlushToDisk();
        _segment.Dispose();
        _segment = next;
    }

    private static void SetAside(string path) => File.Move(path, NameAside(path));

    private static string NameAside(string path)
    {
        string aside = path + ".damaged";
        for (int copy = 2; File.Exists(aside); copy++)
            aside = $"{path}.damaged-{copy}";
        return aside;
    }
}
