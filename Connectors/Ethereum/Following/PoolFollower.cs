using Quern.Connectors.Ethereum.Contracts;
using Quern.Connectors.Ethereum.Rpc;
using Quern.Domain.Pools;

namespace Quern.Connectors.Ethereum.Following;

/// <summary>
/// Keeps our pool equal to the chain's: reads it once, then plays every event and proves it. A block taken back restores the
/// state
/// before it.
/// </summary>
/// <param name="client">Whom we ask.</param>
/// <param name="address">The pool.</param>
/// <param name="finalityDepth">Blocks that may be taken back; a state is kept for each of them that changed the pool.</param>
public sealed class PoolFollower(ChainClient client, Address address, int finalityDepth)
{
    private readonly ChainFollower _chain = new(client, address, finalityDepth);
    private readonly List<(ulong Block, PoolSnapshot Before)> _history = [];
    private Pool? _pool;

    /// <summary>The block that the pool is at, or null before <see cref="Start"/>.</summary>
    public BlockHeader? Head => _chain.Head;

    /// <summary>Our pool. Only to be read: it is replaced when the chain takes blocks back.</summary>
    /// <exception cref="InvalidOperationException">Not started.</exception>
    public Pool Pool => _pool ?? throw new InvalidOperationException("Start the follower first.");

    /// <summary>Reads the pool at the newest block and goes on from there.</summary>
    /// <param name="positions">Positions to know from the start; others are read when an event names them.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="RpcException">The node refused.</exception>
    public async Task Start(IReadOnlyList<PositionKey> positions, CancellationToken cancellation)
    {
        ulong number = await client.BlockNumber(cancellation);
        BlockHeader head = await client.Block(BlockTag.At(number), cancellation)
            ?? throw new RpcUnavailableException($"The node has no block {number} that it told.");
        _pool = Pool.Restore(await new PoolReader(client, address).Read(BlockTag.Of(head.Hash), positions, cancellation));
        _history.Clear();
        _chain.Start(head);
    }

    /// <summary>Plays what the chain did.</summary>
    /// <returns>What happened, for bars and for our own positions.</returns>
    /// <exception cref="PoolDivergedException">The events cannot be true, or we missed one: start again.</exception>
    /// <exception cref="ChainLostException">The chain went back too far: start again.</exception>
    public async Task<ChainStep> Advance(CancellationToken cancellation)
    {
        ChainStep step = await _chain.Advance(maximumBlocks: 64, cancellation);
        foreach (FollowedBlock block in step.Orphaned)
        {
            if (_history.Count > 0 && _history[^1].Block == block.Header.Number)
            {
                _pool = Pool.Restore(_history[^1].Before);
                _history.RemoveAt(_history.Count - 1);
            }
        }

        foreach (FollowedBlock block in step.Added)
        {
            PoolEvent[] events = [.. block.Logs.Select(PoolLogs.Read).OfType<PoolEvent>()];
            if (events.Length == 0)
                continue;
            await LearnPositions(block, events, cancellation);
            _history.Add((block.Header.Number, Pool.Snapshot()));
            foreach (PoolEvent happened in events)
                PoolReplay.Apply(Pool, happened, unchecked((uint)block.Header.Timestamp));
        }

        if (step.FinalBlock is { } final)
            _history.RemoveAll(state => state.Block <= final);
        return step;
    }

    // A pool does not list its positions: one that we meet for the first time is read as it was before the block.
    private async Task LearnPositions(FollowedBlock block, PoolEvent[] events, CancellationToken cancellation)
    {
        PositionKey[] unknown = [.. events.Select(KeyOf).OfType<PositionKey>().Distinct().Where(key => !Pool.Knows(key))];
        if (unknown.Length == 0)
            return;
        PoolReader reader = new(client, address);
        foreach ((PositionKey key, PoolPosition position) in await reader.Positions(unknown, BlockTag.Of(block.Header.ParentHash), cancellation))
            Pool.Learn(key, position);
    }

    private static PositionKey? KeyOf(PoolEvent happened) => happened switch
    {
        LiquidityMinted mint => mint.Key,
        LiquidityBurned burn => burn.Key,
        FeesCollected collect => collect.Key,
        _ => null,
    };
}
