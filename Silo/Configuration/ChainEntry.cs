using System.Text.Json.Serialization;
using Quern.Connectors.Ethereum;
using Quern.Domain.Pools;

namespace Quern.Silo.Configuration;

/// <summary>One chain: its nodes, the pools that are watched there, and the wallets that sign there.</summary>
public sealed record ChainEntry
{
    /// <summary>ethereum, arbitrum, optimism, polygon or base.</summary>
    public required string Name { get; init; }

    /// <summary>Nodes, in order of preference: http, https, ws or wss addresses. One that holds an access token is a reference, <c>env:NAME</c> or <c>file:PATH</c>.</summary>
    public IReadOnlyList<string> Endpoints { get; init; } = [];

    /// <summary>How many nodes must agree. Default: two when there are several.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Quorum { get; init; }

    /// <summary>A private relay that takes transactions instead of the nodes; an address or a reference. Default none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Relay { get; init; }

    /// <summary>Blocks that may be taken back, 1 to 10,000. Default: the chain's.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? FinalityDepth { get; init; }

    /// <summary>How often the chain is looked at, 100 to 60,000 ms. Default: a third of the block time, at least 500.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? LookEveryMs { get; init; }

    /// <summary>What wallets pay at most.</summary>
    public GasEntry Gas { get; init; } = new();

    /// <summary>Pools to watch.</summary>
    public IReadOnlyList<PoolEntry> Pools { get; init; } = [];

    /// <summary>Accounts that sign; only with mode <c>live</c>.</summary>
    public IReadOnlyList<WalletEntry> Wallets { get; init; } = [];

    /// <summary>Everything wrong with a chain's entry, one line each.</summary>
    internal IEnumerable<string> Problems(string mode)
    {
        string where = $"chains[{Name}]";
        if (!Chain.All.Any(chain => chain.Name == Name))
            yield return $"{where}.name: not known; use {string.Join(", ", Chain.All.Select(static chain => chain.Name))}";
        if (Endpoints.Count == 0)
            yield return $"{where}.endpoints: none; name a node";
        if (Quorum is { } quorum && (quorum < 1 || quorum > Endpoints.Count))
            yield return $"{where}.quorum: {quorum}; use 1 to {Endpoints.Count}, the nodes named";
        if (FinalityDepth is < 1 or > 10_000)
            yield return $"{where}.finalityDepth: {FinalityDepth}; use 1 to 10,000";
        if (LookEveryMs is < 100 or > 60_000)
            yield return $"{where}.lookEveryMs: {LookEveryMs}; use 100 to 60,000";
        foreach (string address in Pools.SelectMany(static pool => pool.Accounts.Prepend(pool.Address)).Where(static text => !Address.TryParse(text, out _)))
            yield return $"{where}.pools: '{address}' is no address";
        if (Wallets.Count > 0 && mode != "live")
            yield return $"{where}.wallets: they sign for a real chain; set mode to live, or remove them to watch only";
        foreach (string problem in Gas.Problems($"{where}.gas"))
            yield return problem;
    }
}

/// <summary>What wallets of a chain pay at most.</summary>
public sealed record GasEntry
{
    /// <summary>Most that is ever offered, gwei per gas, 0.001 to 100,000. Above it a transaction waits. Default 300.</summary>
    public decimal MaxFeeGwei { get; init; } = 300;

    /// <summary>Most gas of one transaction, 21,000 to 30,000,000. A larger estimate is refused. Default 3,000,000.</summary>
    public long MaxGas { get; init; } = 3_000_000;

    /// <summary>Blocks on top of a receipt before it is believed, 0 to 1,000. Default 12.</summary>
    public int Confirmations { get; init; } = 12;

    /// <summary>A transaction not mined after so many blocks is replaced with a higher offer, 1 to 1,000. Default 3.</summary>
    public int BlocksBeforeReplacement { get; init; } = 3;

    internal IEnumerable<string> Problems(string where)
    {
        if (MaxFeeGwei is < 0.001m or > 100_000m)
            yield return $"{where}.maxFeeGwei: {MaxFeeGwei}; use 0.001 to 100,000";
        if (MaxGas is < 21_000 or > 30_000_000)
            yield return $"{where}.maxGas: {MaxGas}; use 21,000 to 30,000,000";
        if (Confirmations is < 0 or > 1_000)
            yield return $"{where}.confirmations: {Confirmations}; use 0 to 1,000";
        if (BlocksBeforeReplacement is < 1 or > 1_000)
            yield return $"{where}.blocksBeforeReplacement: {BlocksBeforeReplacement}; use 1 to 1,000";
    }
}

/// <summary>A pool that is watched.</summary>
public sealed record PoolEntry
{
    /// <summary>Its address.</summary>
    public required string Address { get; init; }

    /// <summary>Accounts whose positions are ours. The chain's wallets need not be named.</summary>
    public IReadOnlyList<string> Accounts { get; init; } = [];
}

/// <summary>An account that signs.</summary>
public sealed record WalletEntry
{
    /// <summary>The private key: a reference, <c>env:NAME</c> or <c>file:PATH</c>; never the key itself.</summary>
    public required string Key { get; init; }
}
