using System.Collections.Immutable;
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

    /// <summary>Whether there is a pool: started, and not lost since.</summary>
    public bool HasPool => _pool is not null;

    /// <summary>The block that the pool is at, or null before <see cref="Start"/>.</summary>
    public BlockHeader? Head => _chain.Head;

    /// <summary>Our pool. Only to be read: it is replaced when the chain takes blocks back.</summary>
    /// <exception cref="InvalidOperationException">Not started, or lost.</exception>
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
        Pool pool = Pool.Restore(await new PoolReader(client, address).Read(BlockTag.Of(head.Hash), positions, cancellation));
        _pool = pool;
        _history.Clear();
        _chain.Start(head);
    }

    /// <summary>
    /// Plays what the chain did. Everything is asked before anything is changed: where an answer is missing, the pool stays at its
    /// block and the next call does the same again.
    /// </summary>
    /// <returns>What happened, for bars and for our own positions.</returns>
    /// <exception cref="PoolDivergedException">The events cannot be true, or we missed one. There is no pool then: start again.</exception>
    /// <exception cref="ChainLostException">The chain went back too far. There is no pool then: start again.</exception>
    /// <exception cref="RpcUnavailableException">No answer; try again later.</exception>
    public async Task<ChainStep> Advance(CancellationToken cancellation)
    {
        try
        {
            ChainStep step = await _chain.Look(maximumBlocks: 64, cancellation);
            (Pool before, int statesKept) = TakenBack(step.Orphaned);
            PoolEvent[][] events = [.. step.Added.Select(static block => block.Logs.Select(PoolLogs.Read).OfType<PoolEvent>().ToArray())];
            IReadOnlyList<KeyValuePair<PositionKey, PoolPosition>>[] met = await Meet(before, step, events, cancellation);
            Play(step, before, statesKept, events, met);
            _chain.Take(step);
            return step;
        }
        catch (Exception problem) when (problem is PoolDivergedException or ChainLostException or FormatException)
        {
            _pool = null;
            throw;
        }
    }

    // The pool as it was before the blocks taken back, and how many of the remembered states are still true.
    private (Pool Before, int StatesKept) TakenBack(ImmutableArray<FollowedBlock> orphaned)
    {
        int kept = _history.Count;
        foreach (FollowedBlock block in orphaned)
        {
            if (kept > 0 && _history[kept - 1].Block == block.Header.Number)
                kept--;
        }

        return (kept == _history.Count ? Pool : Pool.Restore(_history[kept].Before), kept);
    }

    // A pool does not list its positions: one that we meet for the first time is read as it was before the block.
    private async Task<IReadOnlyList<KeyValuePair<PositionKey, PoolPosition>>[]> Meet(
        Pool before, ChainStep step, PoolEvent[][] events, CancellationToken cancellation)
    {
        PoolReader reader = new(client, address);
        var met = new IReadOnlyList<KeyValuePair<PositionKey, PoolPosition>>[events.Length];
        HashSet<PositionKey> known = [];
        for (int index = 0; index < events.Length; index++)
        {
            PositionKey[] unknown = [.. events[index].Select(KeyOf).OfType<PositionKey>().Where(key => !before.Knows(key) && known.Add(key))];
            met[index] = unknown.Length == 0
                ? []
                : await reader.Positions(unknown, BlockTag.Of(step.Added[index].Header.ParentHash), cancellation);
        }

        return met;
    }

    private void Play(
        ChainStep step, Pool before, int statesKept, PoolEvent[][] events, IReadOnlyList<KeyValuePair<PositionKey, PoolPosition>>[] met)
    {
        _pool = before;
        _history.RemoveRange(statesKept, _history.Count - statesKept);
        for (int index = 0; index < events.Length; index++)
        {
            if (events[index].Length == 0)
                continue;
            BlockHeader header = step.Added[index].Header;
            foreach ((PositionKey key, PoolPosition position) in met[index])
                before.Learn(key, position);
            _history.Add((header.Number, before.Snapshot()));
            foreach (PoolEvent happened in events[index])
                PoolReplay.Apply(before, happened, unchecked((uint)header.Timestamp));
        }

        if (step.FinalBlock is { } final)
            _history.RemoveAll(state => state.Block <= final);
    }

    private static PositionKey? KeyOf(PoolEvent happened) => happened switch
    {
        LiquidityMinted mint => mint.Key,
        LiquidityBurned burn => burn.Key,
        FeesCollected collect => collect.Key,
        _ => null,
    };
}
