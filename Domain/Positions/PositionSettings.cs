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
    }
}
