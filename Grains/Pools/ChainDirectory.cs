using Quern.Connectors.Ethereum.Cryptography;
using Quern.Domain.Pools;

namespace Quern.Grains.Pools;

/// <summary>The chains of this silo by name; none unless the host names some.</summary>
public sealed class ChainDirectory
{
    private readonly SortedDictionary<string, ChainConnection> _chains = new(StringComparer.Ordinal);

    /// <summary>Takes the chains.</summary>
    /// <exception cref="ArgumentException">Two have one name.</exception>
    public ChainDirectory(IEnumerable<ChainSettings> chains)
    {
        foreach (ChainSettings chain in chains)
            _chains.Add(chain.Chain.Name, new(chain));
    }

    /// <summary>All of them, by name.</summary>
    public IReadOnlyCollection<ChainConnection> All => _chains.Values;

    /// <summary>Keys of all pool grains that should be awake.</summary>
    public IEnumerable<string> PoolKeys =>
        _chains.SelectMany(static chain => chain.Value.Settings.Pools.Select(pool => $"{chain.Key}:{pool.Address}"));

    /// <summary>Keys of all wallet grains that should be awake.</summary>
    public IEnumerable<string> WalletKeys =>
        _chains.SelectMany(static chain => chain.Value.Settings.Keys.Select(key => $"{chain.Key}:{key.Address}"));

    /// <summary>The chain and the settings of a pool grain.</summary>
    /// <exception cref="InvalidOperationException">It is not configured.</exception>
    public (ChainConnection Chain, PoolSettings Pool) PoolOf(string key)
    {
        (ChainConnection chain, Address address) = Parse(key);
        PoolSettings pool = chain.Settings.Pools.FirstOrDefault(known => known.Address == address)
            ?? throw new InvalidOperationException($"Pool '{key}' is not configured.");
        return (chain, pool);
    }

    /// <summary>The chain and the key of a wallet grain.</summary>
    /// <exception cref="InvalidOperationException">It is not configured.</exception>
    public (ChainConnection Chain, PrivateKey Key) WalletOf(string key)
    {
        (ChainConnection chain, Address address) = Parse(key);
        PrivateKey secret = chain.Settings.Keys.FirstOrDefault(known => known.Address == address)
            ?? throw new InvalidOperationException($"Wallet '{key}' is not configured.");
        return (chain, secret);
    }

    // Grain keys are compared as text: one spelling only, or one account would have two wallets.
    private (ChainConnection Chain, Address Address) Parse(string key)
    {
        int colon = key.IndexOf(':', StringComparison.Ordinal);
        if (colon > 0
            && _chains.TryGetValue(key[..colon], out ChainConnection? chain)
            && Address.TryParse(key[(colon + 1)..], out Address address)
            && key[(colon + 1)..] == address.ToString())
            return (chain, address);
        throw new InvalidOperationException($"'{key}' names no configured chain and address; write chain:0x… in lower case.");
    }
}
