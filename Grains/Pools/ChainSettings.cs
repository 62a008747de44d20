using Quern.Connectors.Ethereum;
using Quern.Connectors.Ethereum.Contracts;
using Quern.Connectors.Ethereum.Cryptography;
using Quern.Connectors.Ethereum.Rpc;
using Quern.Connectors.Ethereum.Transactions;
using Quern.Domain.Pools;

namespace Quern.Grains.Pools;

/// <summary>A pool that is watched.</summary>
/// <param name="Address">Where it is.</param>
/// <param name="Accounts">Whose position tokens are ours; may be empty.</param>
public sealed record PoolSettings(Address Address, IReadOnlyList<Address> Accounts);

/// <summary>A chain as this silo uses it. Every silo of a cluster names the same pools and accounts.</summary>
public sealed record ChainSettings
{
    /// <summary>The chain and its contracts.</summary>
    public required Chain Chain { get; init; }

    /// <summary>One endpoint, or several checked against each other, with or without a private relay.</summary>
    public required IJsonRpc Rpc { get; init; }

    /// <summary>How often pools and wallets look at the chain. Default: a third of the block time, at least 500 ms.</summary>
    public TimeSpan? LookEvery { get; init; }

    /// <summary>A reading older than this is not told any more. Default: three looks and four blocks, at least 15 s.</summary>
    public TimeSpan? StaleAfter { get; init; }

    /// <summary>Blocks that may be taken back. Default: the chain's.</summary>
    public int? FinalityDepth { get; init; }

    /// <summary>Fees, caps and patience of wallets.</summary>
    public FeePolicy Fees { get; init; } = new();

    /// <summary>Pools to watch.</summary>
    public IReadOnlyList<PoolSettings> Pools { get; init; } = [];

    /// <summary>Keys of the accounts that this chain's wallets sign for. They never leave this object but to sign.</summary>
    public IReadOnlyList<PrivateKey> Keys { get; init; } = [];

    internal TimeSpan Every => LookEvery ?? Longer(Chain.BlockTime / 3, TimeSpan.FromMilliseconds(500));

    internal TimeSpan Stale => StaleAfter ?? Longer(Every * 3 + Chain.BlockTime * 4, TimeSpan.FromSeconds(15));

    internal int Depth => FinalityDepth ?? Chain.FinalityDepth;

    private static TimeSpan Longer(TimeSpan left, TimeSpan right) => left > right ? left : right;
}

/// <summary>The chain does not have what our configuration says.</summary>
/// <param name="message">All that is wrong.</param>
public sealed class WrongChainException(string message) : Exception(message);

/// <summary>One chain of this silo, asked once whether our configuration is true before anything else is asked or sent.</summary>
/// <param name="settings">What was configured.</param>
public sealed class ChainConnection(ChainSettings settings)
{
    private bool _isRight;

    /// <summary>What was configured.</summary>
    public ChainSettings Settings => settings;

    /// <summary>Asks the chain.</summary>
    public ChainClient Client { get; } = new(settings.Rpc);

    /// <summary>Returns once the chain has said that it is the one configured, with its contracts.</summary>
    /// <exception cref="WrongChainException">It is not.</exception>
    /// <exception cref="RpcUnavailableException">No answer.</exception>
    public async Task RequireRight(CancellationToken cancellation)
    {
        if (_isRight)
            return;
        IReadOnlyList<string> problems = await ChainCheck.Check(settings.Chain, Client, cancellation);
        if (problems.Count > 0)
            throw new WrongChainException(string.Join(" ", problems));
        _isRight = true;
    }
}
