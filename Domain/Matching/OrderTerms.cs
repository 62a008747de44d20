namespace Quern.Domain.Matching;

/// <summary>What only an amend or an end needs to know of a resting order: kept apart, so that a trade does not load it.</summary>
internal struct OrderTerms
{
    /// <summary>The total size, what is filled included.</summary>
    public long Quantity;

    public bool PostOnly;

    public SelfTradePrevention SelfTrade;
}
