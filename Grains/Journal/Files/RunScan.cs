namespace Quern.Grains.Journal.Files;

/// <summary>What a run that nobody closed turns out to hold: its whole records, and where its tail is damaged.</summary>
/// <param name="Records">Whole records, a prefix of what was appended.</param>
/// <param name="Hash">The chained hash after the last of them.</param>
/// <param name="Damage">What is wrong; null when the tail is whole.</param>
/// <param name="File">Which of the files is damaged; -1 when none is.</param>
/// <param name="CutAt">Offset in that file from which on nothing counts.</param>
internal sealed record RunScan(long Records, byte[] Hash, string? Damage, int File, long CutAt)
{
    /// <summary>Reads a run's files, in the order of their indexes.</summary>
    /// <param name="files">Paths.</param>
    /// <param name="name">The journal that they must belong to.</param>
    /// <param name="before">The chained hash of all runs before.</param>
    /// <exception cref="JournalException">A file is of another build or another journal.</exception>
    public static RunScan Read(IReadOnlyList<string> files, string name, ReadOnlySpan<byte> before)
    {
        var chain = new GroupChain(before);
        long records = 0;
        try
        {
            for (int index = 0; index < files.Count; index++)
            {
                using var reader = new SegmentReader(files[index], name);
                if (reader.IsBlank)
                    continue;
                if (CheckStart(reader, index, chain) is { } wrong)
                    return new(records, Finish(chain), wrong, index, 0);
                if (ReadSegment(reader, ref chain, ref records, out long cutAt) is { } damage)
                    return new(records, Finish(chain), damage, index, cutAt);
            }

            return new(records, Finish(chain), null, -1, 0);
        }
        finally
        {
            chain.Dispose();
        }
    }

    private static string? CheckStart(SegmentReader reader, int index, GroupChain chain) =>
        reader.Damage is { } damage ? damage
        : reader.Header.Index != index + 1 ? $"it is number {reader.Header.Index} where number {index + 1} is missing"
        : !reader.HashBefore.SequenceEqual(chain.Last) || chain.Open > 0 ? "the file before it lost its tail"
        : null;

    private static string? ReadSegment(SegmentReader reader, ref GroupChain chain, ref long records, out long cutAt)
    {
        long sealedAt = reader.Offset;
        long sealedRecords = records;
        while (reader.TryRead(out ReadOnlyMemory<byte> bytes, out bool isSeal))
        {
            if (!isSeal)
            {
                chain.Add(bytes.Span);
                records++;
                continue;
            }

            byte[] last = chain.Last.ToArray();
            if (!bytes.Span.SequenceEqual(chain.Close()))
            {
                // Each record is whole, but they are not the ones that were sealed: none of the group can be trusted.
                chain.Dispose();
                chain = new(last);
                records = sealedRecords;
                cutAt = sealedAt;
                return "a seal does not match the records before it";
            }

            sealedAt = reader.Offset;
            sealedRecords = records;
        }

        cutAt = reader.Offset;
        return reader.CheckEnd();
    }

    private static byte[] Finish(GroupChain chain) => (chain.Open > 0 ? chain.Close() : chain.Last).ToArray();
}
