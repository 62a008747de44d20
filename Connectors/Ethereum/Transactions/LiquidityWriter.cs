using Quern.Connectors.Ethereum.Contracts;
using Quern.Connectors.Ethereum.Rpc;
using Quern.Domain.Numerics;
using Quern.Domain.Pools;

namespace Quern.Connectors.Ethereum.Transactions;

/// <summary>How far from a believed price, and how late, a write may still be mined.</summary>
/// <param name="SqrtPriceX96">The price that is believed, Q64.96.</param>
/// <param name="ToleranceBps">Either way, in hundredths of a percent. 1 to 2,000.</param>
/// <param name="Patience">From the newest block's time. 1 s to one hour.</param>
public sealed record PriceGuard(UInt256 SqrtPriceX96, int ToleranceBps, TimeSpan Patience);

/// <summary>A call with the time after which its contract refuses it.</summary>
/// <param name="Call">What to do.</param>
/// <param name="Deadline">Block time, Unix seconds; 0 where the contract looks at none.</param>
public sealed record PlannedWrite(ContractCall Call, ulong Deadline = 0);

/// <summary>
/// Builds the calls of an account that provides liquidity. Every call that moves value at a price has minimum amounts from a tolerated
/// interval of that price, and a deadline on the chain's own clock; everything goes to the account itself.
/// </summary>
/// <param name="client">Tells the chain's time and a token's range.</param>
/// <param name="chain">Where the contracts are.</param>
/// <param name="account">Who sends and receives.</param>
public sealed class LiquidityWriter(ChainClient client, Chain chain, Address account)
{
    private readonly PositionManagerContract _manager = new(chain.PositionManager);

    /// <summary>An allowance for the position manager.</summary>
    public PlannedWrite ApproveManager(Address token, UInt256 amount) => new(new TokenContract(token).Approve(chain.PositionManager, amount));

    /// <summary>An allowance for the router.</summary>
    public PlannedWrite ApproveRouter(Address token, UInt256 amount) =>
        new(new TokenContract(token).Approve(chain.SwapRouter ?? chain.SwapRouter02, amount));

    /// <summary>A new position.</summary>
    /// <exception cref="RevertException">The range or the amounts are out of bounds.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The guard is.</exception>
    public async Task<PlannedWrite> Mint(
        Address token0, Address token1, uint feePips, int tickLower, int tickUpper, TokenAmounts desired, PriceGuard guard, CancellationToken cancellation)
    {
        ulong deadline = await Deadline(guard.Patience, cancellation);
        AmountsWanted wanted = Slippage.ForMint(guard.SqrtPriceX96, tickLower, tickUpper, desired, guard.ToleranceBps, deadline);
        return new(_manager.Mint(new(token0, token1, feePips, tickLower, tickUpper, wanted, account)), deadline);
    }

    /// <summary>More liquidity for a token.</summary>
    /// <exception cref="RpcException">There is no such token.</exception>
    public async Task<PlannedWrite> Increase(UInt256 tokenId, TokenAmounts desired, PriceGuard guard, CancellationToken cancellation)
    {
        PositionTokenRecord record = await Record(tokenId, cancellation);
        ulong deadline = await Deadline(guard.Patience, cancellation);
        AmountsWanted wanted = Slippage.ForMint(guard.SqrtPriceX96, record.TickLower, record.TickUpper, desired, guard.ToleranceBps, deadline);
        return new(_manager.IncreaseLiquidity(tokenId, wanted), deadline);
    }

    /// <summary>Less liquidity for a token.</summary>
    /// <exception cref="RpcException">There is no such token.</exception>
    public async Task<PlannedWrite> Decrease(UInt256 tokenId, UInt128 liquidity, PriceGuard guard, CancellationToken cancellation)
    {
        PositionTokenRecord record = await Record(tokenId, cancellation);
        ulong deadline = await Deadline(guard.Patience, cancellation);
        return new(_manager.DecreaseLiquidity(tokenId, liquidity, Minimum(record, liquidity, guard), deadline), deadline);
    }

    /// <summary>Everything owed.</summary>
    public PlannedWrite Collect(UInt256 tokenId) => new(_manager.Collect(tokenId, account));

    /// <summary>The end of an empty token.</summary>
    public PlannedWrite Burn(UInt256 tokenId) => new(_manager.Burn(tokenId));

    /// <summary>All liquidity out, everything paid, the token burned.</summary>
    /// <exception cref="RpcException">There is no such token.</exception>
    public async Task<PlannedWrite> Exit(UInt256 tokenId, PriceGuard guard, CancellationToken cancellation)
    {
        PositionTokenRecord record = await Record(tokenId, cancellation);
        UInt128 liquidity = record.Position.Liquidity;
        ulong deadline = await Deadline(guard.Patience, cancellation);
        return new(_manager.Exit(tokenId, liquidity, Minimum(record, liquidity, guard), deadline, account), liquidity == 0 ? 0 : deadline);
    }

    /// <summary>A swap of an exact input.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No minimum: a swap without one is an invitation.</exception>
    public async Task<PlannedWrite> Swap(
        Address tokenIn, Address tokenOut, uint feePips, UInt256 amountIn, UInt256 minimumOut, UInt256 sqrtPriceLimitX96, TimeSpan patience,
        CancellationToken cancellation)
    {
        if (minimumOut.IsZero)
            throw new ArgumentOutOfRangeException(nameof(minimumOut), "A swap needs a minimum output above zero.");
        SwapRouterContract router = chain.SwapRouter is { } first ? new(first) : new(chain.SwapRouter02, isRouter02: true);
        ulong deadline = await Deadline(patience, cancellation);
        return new(router.ExactInputSingle(new(tokenIn, tokenOut, feePips, account, deadline, amountIn, minimumOut, sqrtPriceLimitX96)), deadline);
    }

    private static TokenAmounts Minimum(PositionTokenRecord record, UInt128 liquidity, PriceGuard guard) =>
        Slippage.ForBurn(guard.SqrtPriceX96, record.TickLower, record.TickUpper, liquidity, guard.ToleranceBps);

    private async Task<PositionTokenRecord> Record(UInt256 tokenId, CancellationToken cancellation) =>
        PositionManagerContract.ReadPosition(await client.Call(_manager.Positions(tokenId), BlockTag.Latest, cancellation));

    private async Task<ulong> Deadline(TimeSpan patience, CancellationToken cancellation)
    {
        if (patience < TimeSpan.FromSeconds(1) || patience > TimeSpan.FromHours(1))
            throw new ArgumentOutOfRangeException(nameof(patience), patience, "A write waits one second to one hour.");
        BlockHeader newest = await client.Block(BlockTag.At(await client.BlockNumber(cancellation)), cancellation)
            ?? throw new RpcUnavailableException("The node has no block at the height it told.");
        return (ulong)Slippage.Deadline(newest.Timestamp, patience);
    }
}
