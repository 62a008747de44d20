using System.Collections.Immutable;
using Quern.Connectors.Ethereum.Contracts;
using Quern.Connectors.Ethereum.Rpc;
using Quern.Domain.Numerics;
using Quern.Domain.Pools;

namespace Quern.Connectors.Ethereum.Following;

/// <summary>A position token and who has it.</summary>
/// <param name="TokenId">Its number.</param>
/// <param name="Account">Its owner.</param>
/// <param name="Record">As the manager stores it; fees are stale until it is touched.</param>
public sealed record OwnedPosition(UInt256 TokenId, Address Account, PositionTokenRecord Record);

/// <summary>Lists the position tokens of accounts, in three round trips however many there are.</summary>
/// <param name="client">Whom we ask.</param>
/// <param name="manager">The position manager.</param>
public sealed class OwnedPositions(ChainClient client, PositionManagerContract manager)
{
    /// <summary>Every position token of the accounts, by account and number.</summary>
    /// <param name="accounts">Whose.</param>
    /// <param name="tag">Best by hash: all answers are of one block then.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="RpcException">The node refused, for example because it has no such block.</exception>
    public async Task<ImmutableArray<OwnedPosition>> Read(IReadOnlyList<Address> accounts, BlockTag tag, CancellationToken cancellation)
    {
        if (accounts.Count == 0)
            return [];
        IReadOnlyList<RpcAnswer> counts = await client.Call([.. accounts.Select(manager.BalanceOf)], tag, cancellation);
        (Address Account, ulong Index)[] places =
        [
            .. accounts.Zip(counts, static (account, answer) => (Account: account, Count: (ulong)TokenContract.ReadAmount(answer.Value.Data())))
                .SelectMany(static owned => Indexes(owned.Count).Select(index => (owned.Account, index))),
        ];
        if (places.Length == 0)
            return [];
        IReadOnlyList<RpcAnswer> ids = await client.Call(
            [.. places.Select(place => manager.TokenOfOwnerByIndex(place.Account, place.Index))], tag, cancellation);
        UInt256[] tokens = [.. ids.Select(static answer => TokenContract.ReadAmount(answer.Value.Data()))];
        IReadOnlyList<RpcAnswer> records = await client.Call([.. tokens.Select(manager.Positions)], tag, cancellation);
        return
        [
            .. places.Select((place, index) =>
                    new OwnedPosition(tokens[index], place.Account, PositionManagerContract.ReadPosition(records[index].Value.Data())))
                .OrderBy(static position => position.Account)
                .ThenBy(static position => position.TokenId),
        ];
    }

    private static IEnumerable<ulong> Indexes(ulong count)
    {
        for (ulong index = 0; index < count; index++)
            yield return index;
    }
}
