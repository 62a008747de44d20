using System.Collections.Immutable;

namespace Quern.Client.Watch;

/// <summary>The total since the watching began. When it is full every second sample goes, so it always covers everything.</summary>
public sealed record PnlHistory
{
    /// <summary>The most samples kept.</summary>
    public const int Capacity = 512;

    private PnlHistory()
    {
    }

    /// <summary>Nothing seen yet.</summary>
    public static PnlHistory Empty { get; } = new();

    /// <summary>The samples, oldest first; the last one is the newest view's.</summary>
    public ImmutableArray<decimal> Samples { get; private init; } = [];

    // Views a sample stands for, and how many of them the last sample has had.
    private int Stride { get; init; } = 1;
    private int Taken { get; init; }

    /// <summary>With one more total.</summary>
    public PnlHistory With(decimal total)
    {
        if (Taken % Stride != 0)
            return this with { Samples = Samples.SetItem(Samples.Length - 1, total), Taken = Taken + 1 };
        if (Samples.Length < Capacity)
            return this with { Samples = Samples.Add(total), Taken = 1 };
        return this with { Samples = [.. Samples.Where((_, index) => index % 2 == 1), total], Stride = Stride * 2, Taken = 1 };
    }
}
