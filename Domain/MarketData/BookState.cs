namespace Quern.Domain.MarketData;

/// <summary>What a book can prove about itself.</summary>
public enum BookState : byte
{
    /// <summary>No snapshot yet, or one that has not been closed.</summary>
    Empty = 0,

    /// <summary>A snapshot and every update since, without a gap.</summary>
    Proven = 1,

    /// <summary>A gap, or a lost feed: no levels are kept, and none are taken until the next snapshot.</summary>
    Broken = 2,
}
