using Microsoft.Win32.SafeHandles;
using Quern.Domain.Matching;

namespace Quern.Connectors.Recordings.Commands;

/// <summary>
/// Gives an engine back what a journal proves: the newest whole snapshot, then every command after it for as long as each record proves itself
/// and its place. What cannot be proven is named, never guessed.
/// </summary>
public static class CommandRecovery
{
    /// <summary>Recovers into an engine without changing any file.</summary>
    /// <param name="folder">Where the journal lies.</param>
    /// <param name="engine">A new engine of the rules the journal was written for.</param>
    /// <exception cref="CommandJournalException">The journal is of another market, of a newer build, or misnamed.</exception>
    public static RecoveredCommands Into(IMatchingBook engine, string folder)
    {
        ArgumentNullException.ThrowIfNull(engine);
        return Into(engine, folder, SegmentHeader.MarketOf(engine), out _);
    }

    internal static RecoveredCommands Into(IMatchingBook engine, string folder, byte[] market, out long tailOffset)
    {
        List<JournalDamage> damage = [];
        List<(long First, string Path)> segments = SegmentHeader.Find(folder);
        foreach ((long first, string path) in segments)
            CheckHeader(path, first, market, damage);

        var reader = new SegmentReader(engine);
        reader.Sequence = LoadNewestSnapshot(engine, folder, market, damage, out uint chain);
        reader.Chain = chain;
        long snapshot = reader.Sequence;
        tailOffset = Replay(reader, segments, damage);
        return new(reader.Sequence, snapshot, damage) { Chain = reader.Chain };
    }

    private static void CheckHeader(string path, long first, byte[] market, List<JournalDamage> damage)
    {
        byte[] header = new byte[SegmentHeader.Size];
        using SafeFileHandle file = File.OpenHandle(path);
        int length = RandomAccess.Read(file, header, 0);
        string name = Path.GetFileName(path);
        if (SegmentHeader.Damage(header.AsSpan(0, length), name, first, market) is { } problem)
            damage.Add(new(name, 0, problem));
    }

    private static long LoadNewestSnapshot(IMatchingBook engine, string folder, byte[] market, List<JournalDamage> damage, out uint chain)
    {
        foreach ((long sequence, string path) in MatchSnapshot.Find(folder))
        {
            if (MatchSnapshot.TryLoad(path, sequence, market, engine, out chain) is not { } problem)
                return sequence;
            damage.Add(new(Path.GetFileName(path), 0, problem));
        }

        chain = 0;
        return 0;
    }

    // The offset in the segment of the last command at which the next one belongs.
    private static long Replay(SegmentReader reader, List<(long First, string Path)> segments, List<JournalDamage> damage)
    {
        long end = SegmentHeader.Size;
        for (int i = 0; i < segments.Count; i++)
        {
            (long first, string path) = segments[i];
            bool isBehind = i + 1 < segments.Count && segments[i + 1].First <= reader.Sequence + 1;
            if (isBehind)
                continue;

            string name = Path.GetFileName(path);
            if (first > reader.Sequence + 1)
            {
                damage.Add(new(name, 0, $"commands {reader.Sequence + 1} to {first - 1} are missing before it"));
                return end;
            }

            if (reader.Sequence >= first && !SegmentReader.Holds(path, first, reader.Sequence))
                damage.Add(new(name, SegmentReader.OffsetOf(first, reader.Sequence), $"command {reader.Sequence} is not here; the snapshot stands for it"));
            (end, string? problem) = reader.Read(path, first);
            if (problem is not null)
                damage.Add(new(name, end, problem));
        }

        return end;
    }
}
