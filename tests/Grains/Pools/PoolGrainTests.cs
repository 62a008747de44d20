using Quern.Connectors.Ethereum;
using Quern.Connectors.Ethereum.Rpc;
using Quern.Connectors.Tests.Ethereum;
using Quern.Connectors.Transport;
using Quern.Domain.Numerics;
using Quern.Domain.Pools;
using Quern.Grains.Interfaces.Pools;
using Quern.Grains.Pools;

namespace Quern.Grains.Tests.Pools;

[Trait("Category", "cluster")]
[Collection("clusters run one after the other")]
public sealed class PoolGrainTests
{
    private static readonly string Key = $"fake:{FakeChain.PoolAddress}";
    private static readonly Address Us = Address.FromWord(0x77UL);

    [Fact]
    public async Task A_pool_equals_the_chain_after_every_block_and_through_a_reorganisation()
    {
        FakeChain chain = new();
        await using PoolsCluster cluster = await PoolsCluster.Start(Settings(chain));
        IPoolGrain pool = cluster.Pool(Key);
        Random random = new(5);
        Same(chain, await pool.Look());

        for (int block = 0; block < 30; block++)
        {
            for (int swap = random.Next(4); swap > 0; swap--)
                chain.Swap(random.Next(2) == 0, (ulong)random.NextInt64(1, 1L << 60));
            chain.Mine();
            if (block % 7 == 6)
                chain.TakeBack(random.Next(1, 4));
            Same(chain, await pool.Look());
        }
    }

    [Fact]
    public async Task Our_positions_are_told_with_fees_value_and_delta()
    {
        FakeChain chain = new();
        PoolPosition lent = new((UInt128)UInt256.PowerOfTen(18), chain.Pool.FeeGrowthInside(-600, 600), 5, 7);
        chain.Tokens.Add((11, Us, -600, 600, lent));
        chain.Mine();
        await using PoolsCluster cluster = await PoolsCluster.Start(Settings(chain));
        chain.Swap(true, 1_000_000_000_000_000_000);
        chain.Mine();

        PoolReadingMessage reading = Same(chain, await cluster.Pool(Key).Look());

        PositionValue value = PositionValue.Of(chain.Pool, -600, 600, lent);
        PoolPositionRow row = Assert.Single(reading.Positions);
        Assert.Equal(((UInt256)11UL, Us, lent.Liquidity, value.IsInRange), (row.TokenId, row.Account, row.Liquidity, row.IsInRange));
        Assert.Equal((value.Principal, value.Fees), (new(row.Principal0, row.Principal1), new(row.Fees0, row.Fees1)));
        Assert.True(value.Fees.Amount0 > 5UL, "A swap that pays no fee proves nothing.");
        Assert.Equal((value.Delta0, value.InToken1(chain.Pool.SqrtPriceX96)), (reading.Delta0, reading.ValueInToken1));
    }

    [Fact]
    public async Task A_read_that_fails_makes_the_pool_unknown_and_not_old()
    {
        FakeChain chain = new();
        await using PoolsCluster cluster = await PoolsCluster.Start(Settings(chain));
        IPoolGrain pool = cluster.Pool(Key);
        Same(chain, await pool.Look());

        chain.Swap(false, 1_000_000_000_000);
        chain.Mine();
        foreach (string method in (string[])["eth_blockNumber", "eth_getBlockByNumber", "eth_getLogs", "eth_call"])
        {
            chain.Before = (asked, _) => asked == method ? throw new HttpTransportException("cut", mayHaveHappened: true) : null;
            PoolView view = await pool.Look();
            Assert.Equal(("unknown", true), (view.State, view.Reading is null));
            Assert.NotEmpty(view.Why);
        }

        chain.Before = null;
        Same(chain, await pool.Look());
    }

    [Fact]
    public async Task A_log_that_is_not_true_is_noticed_and_the_pool_read_anew()
    {
        FakeChain chain = new();
        await using PoolsCluster cluster = await PoolsCluster.Start(Settings(chain));
        IPoolGrain pool = cluster.Pool(Key);
        Same(chain, await pool.Look());

        // The same event twice: somebody says that one swap happened two times.
        chain.Instead = (method, _, answer) => method == "eth_getLogs" && answer.Length > 2 ? $"[{answer[1..^1]},{answer[1..^1]}]" : answer;
        chain.Swap(true, 123_456_789);
        chain.Mine();
        PoolView lied = await pool.Look();

        Assert.Equal(("unknown", true), (lied.State, lied.Reading is null));
        chain.Instead = null;
        Same(chain, await pool.Look());
    }

    [Fact]
    public async Task A_pool_that_wakes_again_reads_from_the_chain()
    {
        FakeChain chain = new();
        await using PoolsCluster cluster = await PoolsCluster.Start(Settings(chain), silos: 1);
        IPoolGrain pool = cluster.Pool(Key);
        PoolView before = await pool.Look();
        Same(chain, before);

        await pool.HandOver();
        chain.Swap(true, 987_654_321);
        chain.Mine();
        PoolView after = await pool.Look();
        Same(chain, after);
        await cluster.KillHostOf(pool, static one => one.HandOver(), static one => one.Wake());
        chain.TakeBack(1);
        chain.Mine();

        await Until(async () => (await pool.Look()).State == "following");
        Same(chain, await pool.Look());
    }

    [Fact]
    public async Task A_reading_that_is_too_old_is_not_told()
    {
        FakeChain chain = new();
        await using PoolsCluster cluster = await PoolsCluster.Start(
            Settings(chain) with { LookEvery = TimeSpan.FromHours(1), StaleAfter = TimeSpan.FromMilliseconds(20) });
        IPoolGrain pool = cluster.Pool(Key);
        await pool.Look();

        await Until(async () => (await pool.GetView()).Reading is null);

        Assert.Contains("old", (await pool.GetView()).Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chain_that_is_not_the_one_configured_gives_no_numbers()
    {
        FakeChain chain = new();
        await using PoolsCluster cluster = await PoolsCluster.Start(Settings(chain) with { Chain = FakeChain.Definition with { Id = 8 } });

        PoolView view = await cluster.Pool(Key).Look();

        Assert.Equal(("unknown", true), (view.State, view.Reading is null));
        Assert.Contains("chain 7", view.Why, StringComparison.Ordinal);
        await Assert.ThrowsAnyAsync<Exception>(() => cluster.Pool($"fake:{FakeChain.Token0}").Look());
        await Assert.ThrowsAnyAsync<Exception>(() => cluster.Pool($"FAKE:{FakeChain.PoolAddress}").Look());
    }

    internal static async Task Until(Func<Task<bool>> isSo)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            try
            {
                if (await isSo())
                    return;
            }
            catch (Exception error) when (error is Orleans.Runtime.OrleansException or TimeoutException)
            {
                // A silo that has just been killed: asked again.
            }

            patience.Token.ThrowIfCancellationRequested();
            await Task.Delay(20);
        }
    }

    private static ChainSettings Settings(FakeChain chain) => new()
    {
        Chain = FakeChain.Definition,
        Rpc = new HttpJsonRpc(chain, new() { Address = FakeChain.Node, Attempts = 1 }, TimeProvider.System),
        FinalityDepth = 8,
        Pools = [new(FakeChain.PoolAddress, [Us])],
    };

    private static PoolReadingMessage Same(FakeChain chain, PoolView view)
    {
        Assert.Equal(("following", ""), (view.State, view.Why));
        PoolReadingMessage reading = view.Reading!;
        Assert.Equal(chain.Head, reading.Block);
        Assert.Equal((chain.Pool.SqrtPriceX96, chain.Pool.Tick, chain.Pool.Liquidity), (reading.SqrtPriceX96, reading.Tick, reading.Liquidity));
        Assert.Equal((FakeChain.Token0, FakeChain.Token1, 3000u), (reading.Token0, reading.Token1, reading.FeePips));
        return reading;
    }
}
