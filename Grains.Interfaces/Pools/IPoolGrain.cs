namespace Quern.Grains.Interfaces.Pools;

/// <summary>
/// One Uniswap V3 pool as the chain has it, and our positions there; the key is <c>chain:address</c>, lower case. It holds nothing that
/// the chain does not: whenever it wakes it reads everything anew.
/// </summary>
[Alias("pool")]
public interface IPoolGrain : IGrainWithStringKey
{
    /// <summary>Wakes the pool. Harmless when awake.</summary>
    [Alias("wake")]
    Task Wake();

    /// <summary>Ends this activation.</summary>
    [Alias("hand-over")]
    Task HandOver();

    /// <summary>Looks at the chain now instead of at the next tick.</summary>
    [Alias("look"), ResponseTimeout("00:01:00")]
    Task<PoolView> Look();

    /// <summary>What is known, without asking the chain.</summary>
    [Alias("view"), AlwaysInterleave]
    Task<PoolView> GetView();
}
