using Quern.Connectors.Ethereum.Transactions;
using Quern.Domain.Pools;
using Quern.Grains.Interfaces.Pools;

namespace Quern.Grains.Pools;

// The purpose of an intent is the order itself in words: the same key with another order is refused, over restarts too.
public sealed partial class WalletGrain
{
    /// <inheritdoc/>
    public Task<WalletReply> Approve(ApproveToken order) => Submit(order.Key, order.ToString(), _ => Task.FromResult(order.Spender switch
    {
        TokenSpender.PositionManager => _writer.ApproveManager(order.Token, order.Amount),
        TokenSpender.SwapRouter => _writer.ApproveRouter(order.Token, order.Amount),
        _ => throw new ArgumentException($"There is no spender {order.Spender}.", nameof(order)),
    }));

    /// <inheritdoc/>
    public Task<WalletReply> Mint(MintPosition order) => Submit(order.Key, order.ToString(), cancellation => _writer.Mint(
        order.Token0, order.Token1, order.FeePips, order.TickLower, order.TickUpper, new(order.Amount0, order.Amount1),
        Guard(order.Protection), cancellation));

    /// <inheritdoc/>
    public Task<WalletReply> Increase(IncreasePosition order) => Submit(order.Key, order.ToString(), cancellation =>
        _writer.Increase(order.TokenId, new(order.Amount0, order.Amount1), Guard(order.Protection), cancellation));

    /// <inheritdoc/>
    public Task<WalletReply> Decrease(DecreasePosition order) => Submit(order.Key, order.ToString(), cancellation =>
        _writer.Decrease(order.TokenId, order.Liquidity, Guard(order.Protection), cancellation));

    /// <inheritdoc/>
    public Task<WalletReply> Collect(CollectPosition order) =>
        Submit(order.Key, order.ToString(), _ => Task.FromResult(_writer.Collect(order.TokenId)));

    /// <inheritdoc/>
    public Task<WalletReply> Burn(BurnPosition order) =>
        Submit(order.Key, order.ToString(), _ => Task.FromResult(_writer.Burn(order.TokenId)));

    /// <inheritdoc/>
    public Task<WalletReply> Exit(ExitPosition order) => Submit(order.Key, order.ToString(), cancellation =>
        _writer.Exit(order.TokenId, Guard(order.Protection), cancellation));

    /// <inheritdoc/>
    public Task<WalletReply> Swap(SwapTokens order) => Submit(order.Key, order.ToString(), cancellation => _writer.Swap(
        order.TokenIn, order.TokenOut, order.FeePips, order.AmountIn, order.MinimumOut, order.SqrtPriceLimitX96,
        TimeSpan.FromSeconds(order.PatienceSeconds), cancellation));

    private static PriceGuard Guard(WriteProtection protection) =>
        new(protection.SqrtPriceX96, protection.ToleranceBps, TimeSpan.FromSeconds(protection.PatienceSeconds));
}
