using Quern.Domain.Numerics;

namespace Quern.Domain.Pools;

/// <summary>A position token, as the manager books it. Its fees are stale until the position is touched.</summary>
/// <param name="User">Who owns the token.</param>
/// <param name="TickLower">First tick in range.</param>
/// <param name="TickUpper">First tick out of range again.</param>
/// <param name="Position">Liquidity, growth and tokens owed of this token alone.</param>
public readonly record struct PositionToken(Address User, int TickLower, int TickUpper, PoolPosition Position);

/// <summary>What a mint or an increase gave.</summary>
/// <param name="TokenId">The position token.</param>
/// <param name="Liquidity">Added.</param>
/// <param name="Amounts">Paid by the user.</param>
public readonly record struct LiquidityAdded(ulong TokenId, UInt128 Liquidity, TokenAmounts Amounts);

/// <summary>What leaving a position gave.</summary>
/// <param name="Principal">Amounts of the liquidity taken out.</param>
/// <param name="Collected">Principal and fees, really paid.</param>
public readonly record struct PositionExit(TokenAmounts Principal, TokenAmounts Collected);

/// <summary>
/// The arithmetic of the NonfungiblePositionManager for one pool: several tokens over the same ticks share one pool position, so
/// fees
/// are tracked per token and rounded twice.
/// </summary>
/// <param name="pool">The pool that it lends to.</param>
/// <param name="address">Its own address: the owner of every position it mints.</param>
/// <remarks>v3-periphery NonfungiblePositionManager.</remarks>
public sealed class PositionManager(Pool pool, Address address)
{
    private readonly Dictionary<ulong, PositionToken> _tokens = [];
    private ulong _nextTokenId = 1;

    /// <summary>Its own address.</summary>
    public Address Address => address;

    /// <summary>A token's record, or null when it was never minted or is burned.</summary>
    public PositionToken? Find(ulong tokenId) => _tokens.TryGetValue(tokenId, out PositionToken token) ? token : null;

    /// <summary>Mints a token for as much liquidity as both desired amounts pay for.</summary>
    /// <returns>Price slippage check below the minimums; Transaction too old after the deadline.</returns>
    public Outcome<LiquidityAdded> Mint(Address user, int tickLower, int tickUpper, in AmountsWanted wanted, uint blockTime)
    {
        Outcome<LiquidityAdded> added = AddLiquidity(tickLower, tickUpper, wanted, blockTime);
        if (!added.IsAccepted)
            return added;
        ulong tokenId = _nextTokenId++;
        FeeGrowth inside = pool.PositionOf(Key(tickLower, tickUpper)).FeeGrowthInsideLast;
        _tokens[tokenId] = new(user, tickLower, tickUpper, new(added.Value.Liquidity, inside, 0, 0));
        return new(RevertReason.None, added.Value with { TokenId = tokenId });
    }

    /// <summary>Adds to a token's liquidity; anybody may.</summary>
    public Outcome<LiquidityAdded> IncreaseLiquidity(ulong tokenId, in AmountsWanted wanted, uint blockTime)
    {
        if (blockTime > wanted.Deadline)
            return new(RevertReason.TransactionTooOld, default);
        if (!_tokens.TryGetValue(tokenId, out PositionToken token))
            return new(RevertReason.Bare, default);
        Outcome<LiquidityAdded> added = AddLiquidity(token.TickLower, token.TickUpper, wanted, blockTime);
        if (!added.IsAccepted)
            return added;
        _tokens[tokenId] = token with { Position = Booked(token, (Int128)added.Value.Liquidity) };
        return new(RevertReason.None, added.Value with { TokenId = tokenId });
    }

    /// <summary>Takes liquidity out; principal and fees stay owed until <see cref="Collect"/>.</summary>
    /// <param name="user">Who asks.</param>
    /// <param name="tokenId">The position token.</param>
    /// <param name="liquidity">How much; above zero.</param>
    /// <param name="amount0Min">Refuse below this much token0.</param>
    /// <param name="amount1Min">Refuse below this much token1.</param>
    /// <param name="deadline">Unix seconds.</param>
    /// <param name="blockTime">Unix seconds.</param>
    public Outcome<TokenAmounts> DecreaseLiquidity(
        Address user, ulong tokenId, UInt128 liquidity, in UInt256 amount0Min, in UInt256 amount1Min, in UInt256 deadline, uint blockTime)
    {
        RevertReason reason = CheckOwner(user, tokenId, out PositionToken token);
        if (reason is not RevertReason.None)
            return new(reason, default);
        if (blockTime > deadline)
            return new(RevertReason.TransactionTooOld, default);
        if (liquidity == 0 || liquidity > token.Position.Liquidity)
            return new(RevertReason.Bare, default);
        TokenAmounts expected = pool.AmountsFor(token.TickLower, token.TickUpper, liquidity, roundUp: false);
        if (expected.Amount0 < amount0Min || expected.Amount1 < amount1Min)
            return new(RevertReason.PriceSlippageCheck, default);

        Outcome<TokenAmounts> burned = pool.Burn(address, token.TickLower, token.TickUpper, liquidity, blockTime);
        if (!burned.IsAccepted)
            return burned;
        PoolPosition booked = Booked(token, -(Int128)liquidity);
        _tokens[tokenId] = token with { Position = booked.Owing(burned.Value.Amount0, burned.Value.Amount1) };
        return burned;
    }

    /// <summary>Pays what a token is owed, fees up to now included.</summary>
    /// <returns>What the pool really paid: it may be a unit below what the manager booked.</returns>
    public Outcome<TokenAmounts> Collect(Address user, ulong tokenId, UInt128 amount0Max, UInt128 amount1Max, uint blockTime)
    {
        RevertReason reason = CheckOwner(user, tokenId, out PositionToken token);
        if (reason is RevertReason.None && amount0Max == 0 && amount1Max == 0)
            reason = RevertReason.Bare;
        if (reason is not RevertReason.None)
            return new(reason, default);
        if (token.Position.Liquidity != 0)
        {
            Outcome<TokenAmounts> poked = pool.Burn(address, token.TickLower, token.TickUpper, 0, blockTime);
            if (!poked.IsAccepted)
                return poked;
            token = token with { Position = Booked(token, 0) };
        }

        UInt128 amount0 = UInt128.Min(amount0Max, token.Position.TokensOwed0);
        UInt128 amount1 = UInt128.Min(amount1Max, token.Position.TokensOwed1);
        Outcome<TokenAmounts> paid = pool.Collect(address, token.TickLower, token.TickUpper, amount0, amount1);
        _tokens[tokenId] = token with
        {
            Position = token.Position with
            {
                TokensOwed0 = token.Position.TokensOwed0 - amount0,
                TokensOwed1 = token.Position.TokensOwed1 - amount1,
            },
        };
        return paid;
    }

    /// <summary>Burns an empty token.</summary>
    /// <returns>None, or Not cleared while liquidity or tokens owed are left.</returns>
    public RevertReason Burn(Address user, ulong tokenId)
    {
        RevertReason reason = CheckOwner(user, tokenId, out PositionToken token);
        if (reason is not RevertReason.None)
            return reason;
        if (token.Position.Liquidity != 0 || token.Position.TokensOwed0 != 0 || token.Position.TokensOwed1 != 0)
            return RevertReason.NotCleared;
        _tokens.Remove(tokenId);
        return RevertReason.None;
    }

    /// <summary>Decrease, collect and burn in one transaction.</summary>
    /// <param name="user">Who asks.</param>
    /// <param name="tokenId">The position token.</param>
    /// <param name="minimum">Refuse when the principal is below this.</param>
    /// <param name="deadline">Unix seconds.</param>
    /// <param name="blockTime">Unix seconds.</param>
    public Outcome<PositionExit> Exit(Address user, ulong tokenId, TokenAmounts minimum, in UInt256 deadline, uint blockTime)
    {
        RevertReason reason = CheckOwner(user, tokenId, out PositionToken token);
        if (reason is not RevertReason.None)
            return new(reason, default);
        TokenAmounts principal = default;
        if (token.Position.Liquidity != 0)
        {
            Outcome<TokenAmounts> decreased = DecreaseLiquidity(
                user, tokenId, token.Position.Liquidity, minimum.Amount0, minimum.Amount1, deadline, blockTime);
            if (!decreased.IsAccepted)
                return new(decreased.Reason, default);
            principal = decreased.Value;
        }

        // Whatever is owed can be collected and an empty token burned: nothing after the decrease can be refused.
        Outcome<TokenAmounts> collected = Collect(user, tokenId, UInt128.MaxValue, UInt128.MaxValue, blockTime);
        return new(Burn(user, tokenId), new(principal, collected.Value));
    }

    private Outcome<LiquidityAdded> AddLiquidity(int tickLower, int tickUpper, in AmountsWanted wanted, uint blockTime)
    {
        if (blockTime > wanted.Deadline)
            return new(RevertReason.TransactionTooOld, default);
        UInt128 liquidity;
        try
        {
            liquidity = LiquidityAmounts.GetLiquidityForAmounts(
                pool.SqrtPriceX96,
                TickMath.GetSqrtRatioAtTick(tickLower),
                TickMath.GetSqrtRatioAtTick(tickUpper),
                wanted.Amount0Desired,
                wanted.Amount1Desired);
        }
        catch (RevertException refused)
        {
            return new(refused.Reason, default);
        }

        Outcome<TokenAmounts> minted = pool.Mint(
            address, tickLower, tickUpper, liquidity, blockTime, new MinimumPayer(wanted.Amount0Min, wanted.Amount1Min));
        return new(minted.Reason, new(0, liquidity, minted.Value));
    }

    private PoolPosition Booked(in PositionToken token, Int128 liquidityDelta) =>
        token.Position.Updated(liquidityDelta, pool.PositionOf(Key(token.TickLower, token.TickUpper)).FeeGrowthInsideLast);

    private PositionKey Key(int tickLower, int tickUpper) => new(address, tickLower, tickUpper);

    private RevertReason CheckOwner(Address user, ulong tokenId, out PositionToken token)
    {
        if (!_tokens.TryGetValue(tokenId, out token))
            return RevertReason.NonexistentToken;
        return token.User == user ? RevertReason.None : RevertReason.NotApproved;
    }

    private sealed class MinimumPayer(UInt256 amount0Min, UInt256 amount1Min) : IPoolPayer
    {
        public PoolPayment Pay(Int256 amount0, Int256 amount1) => amount0.Bits < amount0Min || amount1.Bits < amount1Min
            ? PoolPayment.Refused(RevertReason.PriceSlippageCheck)
            : PoolPayment.InFull(amount0, amount1);
    }
}

/// <summary>What a mint or increase may take.</summary>
/// <param name="Amount0Desired">At most this much raw token0.</param>
/// <param name="Amount1Desired">At most this much raw token1.</param>
/// <param name="Amount0Min">Refuse below this much raw token0.</param>
/// <param name="Amount1Min">Refuse below this much raw token1.</param>
/// <param name="Deadline">Last block time, Unix seconds.</param>
public readonly record struct AmountsWanted(
    UInt256 Amount0Desired, UInt256 Amount1Desired, UInt256 Amount0Min, UInt256 Amount1Min, UInt256 Deadline);
