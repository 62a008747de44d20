using Quern.Connectors.Ethereum.Abi;
using Quern.Connectors.Ethereum.Rpc;
using Quern.Domain.Pools;

namespace Quern.Connectors.Ethereum.Contracts;

/// <summary>Asks the chain whether our configuration is true, before anything is sent.</summary>
public static class ChainCheck
{
    /// <summary>Everything that is wrong, in words; empty when all is well.</summary>
    /// <param name="chain">What we believe.</param>
    /// <param name="client">Whom we ask.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<IReadOnlyList<string>> Check(Chain chain, ChainClient client, CancellationToken cancellation)
    {
        List<string> problems = [];
        ulong id = await client.ChainId(cancellation);
        if (id != chain.Id)
            problems.Add($"The endpoint serves chain {id}, not {chain.Name} ({chain.Id}).");
        foreach ((string name, Address address) in Contracts(chain))
        {
            if ((await client.Code(address, cancellation)).Length == 0)
                problems.Add($"{name} {address} has no code on {chain.Name}.");
        }

        if (problems.Count > 0)
            return problems;
        PositionManagerContract manager = new(chain.PositionManager);
        byte[] answer = await client.Call(manager.Factory(), BlockTag.Latest, cancellation);
        Address factory = AbiCodec.Decode(AbiType.Parse("(address)"), answer)[0].Address;
        if (factory != chain.Factory)
            problems.Add($"The position manager's factory is {factory}, not {chain.Factory}.");
        return problems;
    }

    private static IEnumerable<(string Name, Address Address)> Contracts(Chain chain)
    {
        yield return ("Factory", chain.Factory);
        yield return ("Position manager", chain.PositionManager);
        if (chain.SwapRouter is { } router)
            yield return ("Swap router", router);
    }
}
