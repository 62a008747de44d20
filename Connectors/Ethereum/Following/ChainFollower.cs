using System.Collections.Immutable;
using Quern.Connectors.Ethereum.Rpc;
using Quern.Domain.Pools;

namespace Quern.Connectors.Ethereum.Following;

/// <summary>A block with the logs of the contract that is followed.</summary>
/// <param name="Header">The block.</param>
/// <param name="Logs">Its logs, in order; may be empty.</param>
public sealed record FollowedBlock(BlockHeader Header, ImmutableArray<ChainLog> Logs);

/// <summary>What the chain did since the last look: first blocks taken back, then blocks added, then what became final.</summary>
/// <param name="Orphaned">Taken back, newest first: undo their effects in this order.</param>
/// <param name="Added">New, oldest first.</param>
/// <param name="FinalBlock">The highest block that we treat as final, or null before there is one.</param>
public sealed record ChainStep(ImmutableArray<FollowedBlock> Orphaned, ImmutableArray<FollowedBlock> Added, ulong? FinalBlock)
{
    /// <summary>Whether nothing happened.</summary>
    public bool IsEmpty => Orphaned.IsEmpty && Added.IsEmpty;
}

/// <summary>The chain went back further than we remember, or the endpoint contradicts itself: read everything anew.</summary>
/// <param name="message">What was seen.</param>
public sealed class ChainLostException(string message) : Exception(message);

/// <summary>
/// Follows one contract block by block. Every block is proven to be the child of the one before it, logs are asked for by block
/// hash, and
/// when the chain changes its mind the blocks taken back are told before the new ones. Asked, never asking: call <see
/// cref="Advance"/> on
/// each new head or on a timer.
/// </summary>
/// <param name="client">Whom we ask.</param>
/// <param name="contract">Whose logs.</param>
/// <param name="finalityDepth">Blocks on top of one before it counts as final; this many are remembered. At least 1.</param>
public sealed class ChainFollower(ChainClient client, Address contract, int finalityDepth)
{
    private readonly List<FollowedBlock> _recent = [];

    /// <summary>The newest block that was told, or null before <see cref="Start"/>.</summary>
    public BlockHeader? Head => _recent.Count == 0 ? null : _recent[^1].Header;

    /// <summary>Begins after a block whose state is known: the next step's first block is its child.</summary>
    public void Start(BlockHeader known)
    {
        _recent.Clear();
        _recent.Add(new(known, []));
    }

    /// <summary>Looks at the chain and remembers what it saw.</summary>
    /// <param name="maximumBlocks">At most so many blocks are added in one step; the rest follows in the next.</param>
    /// <param name="cancellation">Gives up; nothing is lost then.</param>
    /// <exception cref="ChainLostException">The common ancestor is older than what is remembered.</exception>
    /// <exception cref="RpcUnavailableException">No answer; try again later.</exception>
    public async Task<ChainStep> Advance(int maximumBlocks, CancellationToken cancellation)
    {
        ChainStep step = await Look(maximumBlocks, cancellation);
        Take(step);
        return step;
    }

    /// <summary>Looks at the chain and remembers nothing: the next look gives the same until <see cref="Take"/>.</summary>
    /// <param name="maximumBlocks">At most so many blocks are added in one step.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ChainLostException">The common ancestor is older than what is remembered.</exception>
    /// <exception cref="RpcUnavailableException">No answer; try again later.</exception>
    public async Task<ChainStep> Look(int maximumBlocks, CancellationToken cancellation)
    {
        BlockHeader known = Head ?? throw new InvalidOperationException("Start the follower at a block first.");
        ulong head = await client.BlockNumber(cancellation);
        (int keep, List<BlockHeader> added) = await Path(known, head, maximumBlocks, cancellation);
        List<FollowedBlock> blocks = [];
        foreach (BlockHeader header in added)
            blocks.Add(new(header, await LogsOf(header, cancellation)));
        ulong newest = blocks.Count > 0 ? blocks[^1].Header.Number : _recent[keep - 1].Header.Number;
        return new(
            [.. _recent.Skip(keep).Reverse()],
            [.. blocks],
            newest >= (ulong)finalityDepth ? newest - (ulong)finalityDepth : null);
    }

    /// <summary>Remembers a step, once its effects are in place. It must be of the last look.</summary>
    public void Take(ChainStep step)
    {
        _recent.RemoveRange(_recent.Count - step.Orphaned.Length, step.Orphaned.Length);
        _recent.AddRange(step.Added);
        int surplus = _recent.Count - finalityDepth - 1;
        if (surplus > 0)
            _recent.RemoveRange(0, surplus);
    }

    // How many remembered blocks are still on the chain, and the headers after them.
    private async Task<(int Keep, List<BlockHeader> Added)> Path(
        BlockHeader known, ulong head, int maximumBlocks, CancellationToken cancellation)
    {
        int keep = _recent.Count;
        List<BlockHeader> added = [];
        if (head < known.Number || !await IsOnChain(known, cancellation))
        {
            do
            {
                if (--keep == 0)
                    throw new ChainLostException($"The chain no longer has block {_recent[0].Header.Number} {_recent[0].Header.Hash}.");
            }
            while (_recent[keep - 1].Header.Number > head || !await IsOnChain(_recent[keep - 1].Header, cancellation));
        }

        BlockHeader last = _recent[keep - 1].Header;
        while (last.Number < head && added.Count < maximumBlocks)
        {
            // A block that is not the child of the last one means that the chain turned while we looked: the next step sees it.
            BlockHeader? next = await client.Block(BlockTag.At(last.Number + 1), cancellation);
            if (next is null || next.ParentHash != last.Hash)
                break;
            added.Add(next);
            last = next;
        }

        return (keep, added);
    }

    private async Task<bool> IsOnChain(BlockHeader header, CancellationToken cancellation) =>
        (await client.Block(BlockTag.At(header.Number), cancellation))?.Hash == header.Hash;

    private async Task<ImmutableArray<ChainLog>> LogsOf(BlockHeader header, CancellationToken cancellation)
    {
        IReadOnlyList<ChainLog> logs = await client.Logs(contract, header.Hash, cancellation);
        foreach (ChainLog log in logs)
        {
            if (log.BlockHash != header.Hash || log.Address != contract)
                throw new ChainLostException($"Asked for logs of block {header.Hash}, got one of {log.BlockHash}.");
        }

        return [.. logs];
    }
}
