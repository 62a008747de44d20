using Quern.Connectors.Ethereum;
using Quern.Connectors.Ethereum.Cryptography;
using Quern.Connectors.Ethereum.Rpc;
using Quern.Connectors.Transport.Sockets;
using Quern.Domain.Pools;
using Quern.Grains.Pools;
using Quern.Silo.Configuration;

namespace Quern.Silo.Hosting;

/// <summary>Makes the chains that settings ask for.</summary>
public static class Chains
{
    /// <summary>Every chain of the settings, over real sockets.</summary>
    /// <exception cref="SettingsException">A reference is empty, a node's address makes no sense, or a key is none.</exception>
    public static IReadOnlyList<ChainSettings> Create(IReadOnlyList<ChainEntry> entries, TimeProvider time) =>
        [.. entries.Select(entry => Create(entry, time))];

    private static ChainSettings Create(ChainEntry entry, TimeProvider time)
    {
        PrivateKey[] keys = [.. entry.Wallets.Select((wallet, index) => Key(wallet, $"chains[{entry.Name}].wallets[{index}].key"))];
        var http = new SocketHttpTransport(new(), time);
        IJsonRpc[] endpoints = [.. entry.Endpoints.Select((endpoint, index) => Endpoint(endpoint, $"chains[{entry.Name}].endpoints[{index}]", http, time))];
        IJsonRpc? relay = entry.Relay is { } named ? Endpoint(named, $"chains[{entry.Name}].relay", http, time) : null;
        return new()
        {
            Chain = Chain.All.First(chain => chain.Name == entry.Name),
            Rpc = endpoints.Length == 1 && relay is null ? endpoints[0] : new CheckedJsonRpc(endpoints, entry.Quorum ?? Math.Min(2, endpoints.Length), relay),
            FinalityDepth = entry.FinalityDepth,
            LookEvery = entry.LookEveryMs is { } ms ? TimeSpan.FromMilliseconds(ms) : null,
            Fees = new()
            {
                MaxFeePerGas = (ulong)(entry.Gas.MaxFeeGwei * 1_000_000_000m),
                MaxGas = (ulong)entry.Gas.MaxGas,
                Confirmations = entry.Gas.Confirmations,
                BlocksBeforeReplacement = entry.Gas.BlocksBeforeReplacement,
            },
            Keys = keys,
            Pools =
            [
                .. entry.Pools.Select(pool => new PoolSettings(
                    Address.Parse(pool.Address),
                    [.. pool.Accounts.Select(Address.Parse).Concat(keys.Select(static key => key.Address)).Distinct().Order()])),
            ],
        };
    }

    private static IJsonRpc Endpoint(string text, string where, SocketHttpTransport http, TimeProvider time)
    {
        bool isReference = text.StartsWith("env:", StringComparison.Ordinal) || text.StartsWith("file:", StringComparison.Ordinal);
        string address = isReference ? SecretReference.Resolve(text, where) : text;
        if (!Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) || uri.Scheme is not ("http" or "https" or "ws" or "wss"))
            throw new SettingsException([$"{where}: no http, https, ws or wss address"]);
        RpcOptions options = new() { Address = uri };
        return uri.Scheme is "http" or "https"
            ? new HttpJsonRpc(http, options, time)
            : new LastingSocketJsonRpc(new SocketWebSocketTransport(new(), time), options, time);
    }

    private static PrivateKey Key(WalletEntry wallet, string where)
    {
        try
        {
            return PrivateKey.Parse(SecretReference.Resolve(wallet.Key, where));
        }
        catch (ArgumentException)
        {
            // Not even what is wrong with it is told: the text may be a key with a typing error.
            throw new SettingsException([$"{where}: what {wallet.Key} points at is no private key; write 64 hex digits"]);
        }
    }
}
