using System.Collections.Immutable;
using Quern.Connectors.Ethereum.Abi;
using Quern.Connectors.Ethereum.Contracts;
using Quern.Connectors.Ethereum.Rpc;
using Quern.Domain.Pools;

namespace Quern.Connectors.Ethereum.Following;

/// <summary>A position token of ours with what it is worth.</summary>
/// <param name="Owned">The token.</param>
/// <param name="Value">Principal, fees up to the block, and whether it earns.</param>
public sealed record ValuedPosition(OwnedPosition Owned, PositionValue Value);

/// <summary>A pool and our positions there at one block.</summary>
/// <param name="Block">The block.</param>
/// <param name="FinalBlock">The highest block that we treat as final, or null before there is one.</param>
/// <param name="Token0">The pool's token0.</param>
/// <param name="Token1">The pool's token1.</param>
/// <param name="Tier">Fee and spacing.</param>
/// <param name="State">The pool's scalars.</param>
/// <param name="Positions">Ours, by account and number.</param>
public sealed record PoolReading(
    BlockHeader Block,
    ulong? FinalBlock,
    Address Token0,
    Address Token1,
    FeeTier Tier,
    PoolState State,
    ImmutableArray<ValuedPosition> Positions);

/// <summary>
/// Keeps an eye on a pool and on our positions there: each look gives both at one block, or fails. After a failure that left no pool
/// the next look reads everything anew. One caller at a time.
/// </summary>
/// <param name="client">Whom we ask.</param>
/// <param name="chain">Where the position manager is.</param>
/// <param name="pool">The pool.</param>
/// <param name="accounts">Whose position tokens are ours.</param>
/// <param name="finalityDepth">Blocks that may be taken back.</param>
public sealed class PoolWatch(ChainClient client, Chain chain, Address pool, IReadOnlyList<Address> accounts, int finalityDepth)
{
    private readonly PoolContract _contract = new(pool);
    private readonly OwnedPositions _owned = new(client, new(chain.PositionManager));
    private PoolFollower? _follower;
    private (Address Token0, Address Token1)? _tokens;
    private ulong? _finalBlock;

    /// <summary>The pool now.</summary>
    /// <exception cref="RpcUnavailableException">No answer; look again later.</exception>
    /// <exception cref="RpcException">The node refused, for example because the block was taken back meanwhile; look again.</exception>
    /// <exception cref="RpcDisagreementException">Endpoints contradict each other.</exception>
    /// <exception cref="PoolDivergedException">The events were not true; the next look reads everything anew.</exception>
    /// <exception cref="ChainLostException">The chain went back too far; the next look reads everything anew.</exception>
    public async Task<PoolReading> Look(CancellationToken cancellation)
    {
        _tokens ??= await Tokens(cancellation);
        if (_follower is not { HasPool: true })
            await Start(cancellation);
        await CatchUp(cancellation);

        PoolFollower follower = _follower!;
        BlockHeader block = follower.Head!;
        (Address token0, Address token1) = _tokens.Value;
        ImmutableArray<OwnedPosition> owned = await _owned.Read(accounts, BlockTag.Of(block.Hash), cancellation);
        Pool current = follower.Pool;
        return new(
            block,
            _finalBlock,
            token0,
            token1,
            current.Tier,
            current.State,
            [
                .. owned
                    .Where(position => position.Record.Token0 == token0 && position.Record.Token1 == token1 && position.Record.FeePips == current.Tier.FeePips)
                    .Select(position => new ValuedPosition(position, Value(current, position.Record))),
            ]);
    }

    private static PositionValue Value(Pool pool, PositionTokenRecord record) =>
        PositionValue.Of(pool, record.TickLower, record.TickUpper, record.Position);

    private async Task Start(CancellationToken cancellation)
    {
        _follower = null;
        _finalBlock = null;
        PoolFollower follower = new(client, pool, finalityDepth);
        await follower.Start([], cancellation);
        _follower = follower;
    }

    private async Task CatchUp(CancellationToken cancellation)
    {
        ChainStep step;
        do
        {
            step = await _follower!.Advance(cancellation);
            _finalBlock = step.FinalBlock;
        }
        while (!step.IsEmpty);
    }

    private async Task<(Address, Address)> Tokens(CancellationToken cancellation)
    {
        IReadOnlyList<RpcAnswer> answers = await client.Call(
            [_contract.Ask(PoolContract.Token0Function), _contract.Ask(PoolContract.Token1Function)], BlockTag.Latest, cancellation);
        return (PoolContract.Token0Function.Decode(answers[0].Value.Data())[0].Address, PoolContract.Token1Function.Decode(answers[1].Value.Data())[0].Address);
    }
}
