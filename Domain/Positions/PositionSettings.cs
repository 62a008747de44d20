namespace Quern.Domain.Positions;

/// <summary>How an account's positions and money are kept.</summary>
public sealed record PositionSettings
{
    /// <summary>Decimals of an asset's smallest unit when nothing else is said.</summary>
    public const int DefaultScale = 8;

    /// <summary>The account, <c>venue:account</c>.</summary>
    public required string Account { get; init; }

    /// <summary>Decimals of the smallest unit of single assets. 8 to 18, because venues' money comes in 10^-8. Default: 8 for all.</summary>
    public IReadOnlyDictionary<string, int> AssetScales { get; init; } = new Dictionary<string, int>();

    /// <summary>Trade ids remembered per instrument and side, and funding times per instrument, to book each once. 1 to 1,000,000. Default 16,384.</summary>
    public int IdsKept { get; init; } = 16_384;

    /// <summary>Adjustments kept for reading. 1 to 100,000. Default 256.</summary>
    public int AdjustmentsKept { get; init; } = 256;

    /// <summary>Trades remembered per instrument, to share funding by what was held when it was paid. 1 to 1,000,000. Default 1,024.</summary>
    public int TradesKept { get; init; } = 1_024;

    /// <summary>Fills whose realised profit is known from one side only, ours or the venue's. 1 to 100,000. Default 1,024 of each.</summary>
    public int RealisedKept { get; init; } = 1_024;

    /// <summary>How long after a fill it is measured against the mid. 1 to 16, each above zero. Default 1, 10 and 60 seconds.</summary>
    public IReadOnlyList<TimeSpan> MarkoutHorizons { get; init; } = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(60)];

    /// <summary>A mid that comes this much later than a horizon measures nothing. Above zero. Default 1 s.</summary>
    public TimeSpan MarkoutPatience { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Fills that may wait for a mid, per instrument and horizon. 1 to 1,000,000. Default 16,384.</summary>
    public int MarkoutsWaiting { get; init; } = 16_384;

    /// <summary>The decimals of an asset's smallest unit.</summary>
    public int ScaleOf(string asset) => AssetScales.GetValueOrDefault(asset, DefaultScale);

    /// <summary>Checks every range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the member, the value and the range.</exception>
    public void Validate()
    {
        ArgumentException.ThrowIfNullOrEmpty(Account);
        foreach (int scale in AssetScales.Values)
            Risk.Range.Check(scale, 8, 18, nameof(AssetScales));
        Risk.Range.Check(IdsKept, 1, 1_000_000, nameof(IdsKept));
        Risk.Range.Check(AdjustmentsKept, 1, 100_000, nameof(AdjustmentsKept));
        Risk.Range.Check(TradesKept, 1, 1_000_000, nameof(TradesKept));
        Risk.Range.Check(RealisedKept, 1, 100_000, nameof(RealisedKept));
        Risk.Range.Check(MarkoutsWaiting, 1, 1_000_000, nameof(MarkoutsWaiting));
        Risk.Range.Check(MarkoutHorizons.Count, 1, 16, nameof(MarkoutHorizons));
        foreach (TimeSpan horizon in MarkoutHorizons)
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(horizon, TimeSpan.Zero, nameof(MarkoutHorizons));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(MarkoutPatience, TimeSpan.Zero, nameof(MarkoutPatience));
    }
}
