using Quern.Grains.Leases;

namespace Quern.Grains.Journal;

/// <summary>What a journal in memory holds, beyond the life of its owners.</summary>
internal sealed class MemoryContent
{
    public int Epoch { get; private set; }

    public List<JournalLine> Lines { get; } = [];

    /// <summary>When each record of the open run was appended.</summary>
    public List<long> Stamps { get; } = [];

    public List<JournalRun> Runs { get; } = [];

    public JournalSnapshot? Snapshot { get; set; }

    public LeaseRecord? Lease { get; set; }

    private bool IsOpen => Epoch > 0 && (Runs.Count == 0 || Runs[^1].Epoch < Epoch);

    private string Damage { get; set; } = "";

    private long First => Runs.Count == 0 ? 1 : Runs[^1].Last + 1;

    /// <summary>Takes it over.</summary>
    /// <returns>The new epoch, and what was odd.</returns>
    public (int Epoch, string Notice) TakeOver()
    {
        string notice = Damage;
        if (IsOpen)
            EndRun(notice.Length == 0 ? RunEnding.Recovered : RunEnding.Quarantined, notice);
        if (Snapshot is { } snapshot && snapshot.Sequence > Lines.Count)
            Snapshot = null;
        return (++Epoch, notice);
    }

    public void EndRun(RunEnding ending, string detail)
    {
        using var chain = new GroupChain(Runs.Count == 0 ? [] : Convert.FromHexString(Runs[^1].Hash));
        for (int index = (int)First - 1; index < Lines.Count; index++)
            chain.Add(Lines[index].Record.Span);
        ReadOnlySpan<byte> hash = chain.Open > 0 ? chain.Close() : chain.Last;
        Runs.Add(new(Epoch, ending, First, Lines.Count - First + 1, Convert.ToHexStringLower(hash), detail));
        Stamps.Clear();
        Damage = "";
    }

    public int LoseTail(int records, bool isDamaged)
    {
        int lost = IsOpen ? (int)Math.Min(records, Lines.Count - First + 1) : 0;
        Lines.RemoveRange(Lines.Count - lost, lost);
        Stamps.RemoveRange(Stamps.Count - lost, lost);
        if (isDamaged && lost > 0)
            Damage = FormattableString.Invariant($"the tail is damaged after record {Lines.Count}; {lost} records are cut off");
        return lost;
    }
}
