namespace Quern.Grains.Journal.Files;

/// <summary>Streams the records of ended runs: exactly those that counted when each run ended, whatever stands behind them.</summary>
internal static class RunReader
{
    /// <param name="folder">The journal's folder.</param>
    /// <param name="name">The journal's name.</param>
    /// <param name="runs">What to read, oldest first.</param>
    /// <param name="after">Records up to this number are left out; runs that end there are not opened.</param>
    /// <exception cref="JournalException">Records that were there when their run ended can't be read any more.</exception>
    public static IEnumerable<JournalLine> Read(string folder, string name, IReadOnlyList<JournalRun> runs, long after)
    {
        for (int index = 0; index < runs.Count; index++)
        {
            JournalRun run = runs[index];
            if (run.Records == 0 || run.Last <= after)
                continue;
            byte[] before = index == 0 ? [] : Convert.FromHexString(runs[index - 1].Hash);
            foreach (JournalLine line in Read(folder, name, run, before))
            {
                if (line.Sequence > after)
                    yield return line;
            }
        }
    }

    private static IEnumerable<JournalLine> Read(string folder, string name, JournalRun run, byte[] before)
    {
        using var chain = new GroupChain(before);
        long sequence = run.First - 1;
        string problem = "";
        foreach (string path in FileJournalStore.SegmentsOf(folder, run.Epoch))
        {
            using var reader = new SegmentReader(path, name);
            while (sequence < run.Last && reader.TryRead(out ReadOnlyMemory<byte> bytes, out bool isSeal))
            {
                if (isSeal)
                {
                    chain.Close();
                    continue;
                }

                chain.Add(bytes.Span);
                yield return new(run.Epoch, bytes) { Sequence = ++sequence };
            }

            problem = reader.Damage is null ? "" : $": {path} is damaged at offset {reader.Offset}, {reader.Damage}";
            if (sequence == run.Last || reader.Damage is not null)
                break;
        }

        if (chain.Open > 0)
            chain.Close();
        if (sequence != run.Last || Convert.ToHexStringLower(chain.Last) != run.Hash)
        {
            throw new JournalException(
                $"The journal of '{name}' has lost records that it had: run {run.Epoch} ended with {run.Records}, {sequence - run.First + 1} are found{problem}. "
                + $"Restore {folder} from a copy, or move it away: orders and positions are then read from the venue.");
        }
    }
}
