using System.Numerics;
using Quern.Domain.Numerics;
using Quern.Domain.Pools;
using static Quern.Domain.Tests.Numerics.RandomIntegers;

namespace Quern.Domain.Tests.Pools;

[Trait("Category", "property")]
public sealed class PoolPropertyTests(ITestOutputHelper output)
{
    private static readonly bool IsFull = Environment.GetEnvironmentVariable("QUERN_FULL") == "1";
    private static readonly Address[] Owners = [Address.FromWord(1UL), Address.FromWord(2UL), Address.FromWord(3UL)];

    [Theory, InlineData(100, 1), InlineData(500, 10), InlineData(3000, 60), InlineData(10000, 200)]
    public void Random_actions_agree_with_the_plain_pool_and_create_no_value(int fee, int spacing)
    {
        Random random = new(fee);
        UInt256 start = TickMath.GetSqrtRatioAtTick(random.Next(-2000, 2000) * 10);
        Pool pool = new(new((uint)fee, spacing));
        pool.Initialize(start, 0);

        // Growth begins a little below 2^256, so that it wraps while the game is on.
        FeeGrowth nearlyFull = new(UInt256.MaxValue - (UInt256.One << 100), UInt256.MaxValue - (UInt256.One << 100));
        PoolSnapshot empty = pool.Snapshot();
        pool = Pool.Restore(empty with { State = empty.State with { FeeGrowthGlobal = nearlyFull } });
        PlainPool plain = new(fee, spacing, Plain(start), Plain(nearlyFull.Growth0X128));
        PoolGame game = new(random, pool, plain, spacing);

        for (int action = 0; action < (IsFull ? 260_000 : 2_600); action++)
        {
            game.Play();
            if (action % 50 == 0)
                game.CompareEverything();
        }

        game.CompareEverything();
        Assert.True(pool.FeeGrowthGlobal.Growth0X128 < nearlyFull.Growth0X128 && pool.FeeGrowthGlobal.Growth1X128 < nearlyFull.Growth1X128, "Fee growth never wrapped.");
        game.EveryoneLeaves();
        output.WriteLine($"fee {fee}: {game.Told}, 0 differences");
    }

    [Fact]
    public void Every_tick_boundary_is_found_from_both_sides()
    {
        int step = IsFull ? 1 : 997;
        for (int tick = TickMath.MinTick; tick < TickMath.MaxTick; tick += step)
        {
            UInt256 ratio = TickMath.GetSqrtRatioAtTick(tick);
            Assert.Equal(tick, TickMath.GetTickAtSqrtRatio(ratio));
            if (tick > TickMath.MinTick)
                Assert.Equal(tick - 1, TickMath.GetTickAtSqrtRatio(ratio - UInt256.One));
        }
    }

    [Fact]
    public void Ratios_agree_with_the_plain_chain_of_factors()
    {
        Random random = new(5);
        for (int i = 0; i < (IsFull ? 500_000 : 5_000); i++)
        {
            int tick = random.Next(TickMath.MinTick, TickMath.MaxTick + 1);
            Assert.Equal(PlainTicks.Ratio(tick), Plain(TickMath.GetSqrtRatioAtTick(tick)));
        }
    }

    [Theory, InlineData(1), InlineData(2)]
    public void A_swap_and_its_reverse_never_profit(int seed)
    {
        Random random = new(seed);
        Pool pool = new(FeeTier.Pips500);
        pool.Initialize(UInt256.One << 96, 0);
        for (int i = 1; i <= 20; i++)
            pool.Mint(Owners[0], -10 * i * i, 10 * i * i, (UInt128)random.NextInt64(1, long.MaxValue), 0);

        for (int i = 0; i < 2_000; i++)
        {
            bool down = random.Next(2) == 0;
            UInt256 amount = (ulong)random.NextInt64(1, 1L << random.Next(1, 62));
            SwapResult there = pool.Swap(down, Int256.Positive(amount), Pool.NoLimit(down), 0).Value;
            UInt256 got = (down ? there.Amount1 : there.Amount0).Magnitude;
            if (got.IsZero)
                continue;
            SwapResult back = pool.Swap(!down, Int256.Positive(got), Pool.NoLimit(!down), 0).Value;

            UInt256 returned = (down ? back.Amount0 : back.Amount1).Magnitude;
            UInt256 paid = (down ? there.Amount0 : there.Amount1).Bits;
            Assert.True(returned <= paid, $"Paid {paid}, got {returned} back.");
        }
    }

    [Fact]
    public void A_mint_and_its_burn_lose_at_most_a_unit_and_never_gain()
    {
        Random random = new(3);
        for (int i = 0; i < 2_000; i++)
        {
            Pool pool = new(FeeTier.Pips3000);
            pool.Initialize(TickMath.GetSqrtRatioAtTick(random.Next(-300_000, 300_000)) + (ulong)random.Next(1_000), 0);
            int lower = pool.Tick / 60 * 60 + random.Next(-50, 50) * 60;
            int upper = lower + random.Next(1, 50) * 60;
            UInt128 liquidity = (UInt128)random.NextInt64(1, long.MaxValue);

            TokenAmounts paid = pool.Mint(Owners[0], lower, upper, liquidity, 0).Value;
            TokenAmounts returned = pool.Burn(Owners[0], lower, upper, liquidity, 0).Value;

            Assert.True(paid.Amount0 >= returned.Amount0 && paid.Amount0 - returned.Amount0 <= UInt256.One);
            Assert.True(paid.Amount1 >= returned.Amount1 && paid.Amount1 - returned.Amount1 <= UInt256.One);
        }
    }

    /// <summary>Plays the same random actions into both pools.</summary>
    private sealed class PoolGame(Random random, Pool pool, PlainPool plain, int spacing)
    {
        private readonly List<(int Owner, int Lower, int Upper)> _held = [];
        private int _mints;
        private int _burns;
        private int _collects;
        private int _swaps;

        public string Told => $"{_mints} mints, {_burns} burns, {_collects} collects, {_swaps} swaps";

        public void Play()
        {
            int kind = random.Next(10);
            if (kind < 2 || _held.Count == 0)
                Mint();
            else if (kind == 2)
                Burn();
            else if (kind == 3)
                Collect();
            else
                Swap();
        }

        public void CompareEverything()
        {
            Assert.Equal((plain.SqrtPrice, plain.Tick, plain.Liquidity), (Plain(pool.SqrtPriceX96), pool.Tick, Plain(pool.Liquidity)));
            Assert.Equal((plain.Growth[0], plain.Growth[1]), (Plain(pool.FeeGrowthGlobal.Growth0X128), Plain(pool.FeeGrowthGlobal.Growth1X128)));
            Assert.Equal((plain.Balance[0], plain.Balance[1]), (Plain(pool.Balance0), Plain(pool.Balance1)));
            PoolSnapshot snapshot = pool.Snapshot();
            Int128 net = 0;
            Int128 inRange = 0;
            Assert.Equal(plain.Ticks.Keys, snapshot.Ticks.Select(static tick => tick.Key));
            foreach ((int at, PoolTick tick) in snapshot.Ticks)
            {
                PlainPool.Entry entry = plain.Ticks[at];
                Assert.Equal(
                    (entry.Gross, entry.Net, entry.Outside[0], entry.Outside[1]),
                    (Plain(tick.LiquidityGross), Plain(tick.LiquidityNet), Plain(tick.FeeGrowthOutside0X128), Plain(tick.FeeGrowthOutside1X128)));
                net += tick.LiquidityNet;
                inRange += at <= pool.Tick ? tick.LiquidityNet : 0;
            }

            Assert.Equal(Int128.Zero, net);
            Assert.Equal(pool.Liquidity, (UInt128)inRange);
            foreach ((PositionKey key, PoolPosition position) in snapshot.Positions)
            {
                PlainPool.Held held = plain.Positions[(Array.IndexOf(Owners, key.Owner), key.TickLower, key.TickUpper)];
                Assert.Equal(
                    (held.Liquidity, held.Last[0], held.Last[1], held.Owed[0], held.Owed[1]),
                    (Plain(position.Liquidity), Plain(position.FeeGrowthInsideLast.Growth0X128), Plain(position.FeeGrowthInsideLast.Growth1X128), Plain(position.TokensOwed0), Plain(position.TokensOwed1)));
            }
        }

        // Whatever happened, the pool can pay everybody: no action created value.
        public void EveryoneLeaves()
        {
            foreach ((PositionKey key, PoolPosition position) in pool.Snapshot().Positions)
            {
                if (position.Liquidity != 0)
                    Assert.True(pool.Burn(key.Owner, key.TickLower, key.TickUpper, position.Liquidity, 0).IsAccepted);
                Assert.True(pool.Collect(key.Owner, key.TickLower, key.TickUpper, UInt128.MaxValue, UInt128.MaxValue).IsAccepted);
            }

            Assert.Empty(pool.Snapshot().Ticks);
            Assert.Equal(UInt128.Zero, pool.Liquidity);
        }

        private void Mint()
        {
            int owner = random.Next(Owners.Length);
            int around = SingleSidedRange.AlignDown(pool.Tick, spacing);
            int lower = around + random.Next(-300, 300) * spacing;
            int upper = lower + random.Next(1, 200) * spacing;
            if (lower < TickMath.MinTick || upper > TickMath.MaxTick)
                return;
            if (_held.Count > 40)
                (owner, lower, upper) = _held[random.Next(_held.Count)];
            UInt128 liquidity = (UInt128)random.NextInt64(1, 1L << random.Next(10, 62));
            TokenAmounts ours = Accepted(pool.Mint(Owners[owner], lower, upper, liquidity, 0));
            _mints++;
            Same(plain.Change(owner, lower, upper, Plain(liquidity)), Plain(ours.Amount0), Plain(ours.Amount1));
            if (!_held.Contains((owner, lower, upper)))
                _held.Add((owner, lower, upper));
        }

        private void Burn()
        {
            (int owner, int lower, int upper) = _held[random.Next(_held.Count)];
            UInt128 held = pool.PositionOf(new(Owners[owner], lower, upper)).Liquidity;
            UInt128 liquidity = random.Next(3) switch { 0 => held, 1 => 0, _ => held / 3 };
            Outcome<TokenAmounts> outcome = pool.Burn(Owners[owner], lower, upper, liquidity, 0);
            if (held == 0)
            {
                Assert.Equal(RevertReason.NP, outcome.Reason);
                return;
            }

            TokenAmounts ours = Accepted(outcome);
            _burns++;
            Same(plain.Change(owner, lower, upper, -Plain(liquidity)), Plain(ours.Amount0), Plain(ours.Amount1));
        }

        private void Collect()
        {
            (int owner, int lower, int upper) = _held[random.Next(_held.Count)];
            TokenAmounts ours = Accepted(pool.Collect(Owners[owner], lower, upper, UInt128.MaxValue, UInt128.MaxValue));
            _collects++;
            Same(plain.Collect(owner, lower, upper), Plain(ours.Amount0), Plain(ours.Amount1));
        }

        private void Swap()
        {
            bool down = random.Next(2) == 0;
            Int256 amount = random.NextInt64(1, 1L << random.Next(1, 60)) * (random.Next(2) == 0 ? 1 : -1);
            int limitTick = Math.Clamp(pool.Tick + (down ? -1 : 1) * random.Next(2, 400) * spacing, TickMath.MinTick + 1, TickMath.MaxTick - 1);
            UInt256 limit = TickMath.GetSqrtRatioAtTick(limitTick);
            Outcome<SwapResult> quote = pool.Quote(down, amount, limit);
            Outcome<SwapResult> outcome = pool.Swap(down, amount, limit, 0);
            Assert.Equal(quote, outcome);
            if (outcome.Reason is RevertReason.SPL)
                return;
            SwapResult ours = Accepted(outcome);
            _swaps++;
            Same(plain.Swap(down, Plain(amount), Plain(limit)), Plain(ours.Amount0), Plain(ours.Amount1));
        }

        private static T Accepted<T>(Outcome<T> outcome)
        {
            Assert.Equal(RevertReason.None, outcome.Reason);
            return outcome.Value;
        }

        private static void Same((BigInteger, BigInteger) expected, BigInteger amount0, BigInteger amount1) =>
            Assert.Equal(expected, (amount0, amount1));
    }
}
