using Quern.Connectors.Ethereum.Contracts;
using Quern.Connectors.Ethereum.Cryptography;
using Quern.Connectors.Ethereum.Following;
using Quern.Connectors.Ethereum.Rpc;
using Quern.Connectors.Ethereum.Transactions;
using Quern.Domain.Numerics;
using Quern.Domain.Pools;

namespace Quern.Connectors.Tests.Ethereum;

/// <summary>The whole live path against the real contracts on a real EVM node.</summary>
[Trait("Category", "end-to-end")]
public sealed class LivePathTests(ITestOutputHelper output)
{
    private static readonly string[] FreeGas = ["--base-fee", "0", "--gas-price", "0"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Our_positions_and_pool_equal_the_chain_after_every_block_and_through_a_reorganisation()
    {
        await using EvmNode node = await EvmNode.Start(FreeGas);
        DeployedContracts chain = await DeployedContracts.Deploy(node);
        Assert.Empty(await ChainCheck.Check(chain.Chain, node.Client, Cancellation));
        Address address = await chain.CreatePool(3000, TickMath.GetSqrtRatioAtTick(-1234));
        await chain.Send(chain.Users[0], new PoolContract(address).IncreaseObservationCardinalityNext(20));
        LiveGame game = new(node, chain, address);
        await game.Follower.Start([], Cancellation);

        await game.LiveOnePositionToItsEnd();
        await game.SwapAtRandom(swaps: 500);
        await game.TurnTheChain();

        output.WriteLine($"{game.Blocks} blocks, {game.Swaps} swaps, {game.Orphaned} blocks taken back, 0 differences");
        Assert.True(game.Swaps >= 500 && game.Orphaned == 3);
    }

    private sealed class LiveGame(EvmNode node, DeployedContracts chain, Address address)
    {
        private readonly Random _random = new(23);

        public PoolFollower Follower { get; } = new(node.Client, address, finalityDepth: 8);

        public int Blocks { get; private set; }

        public int Swaps { get; private set; }

        public int Orphaned { get; private set; }

        public async Task LiveOnePositionToItsEnd()
        {
            PrivateKey user = chain.Users[0];
            TokenAmounts desired = new(UInt256.PowerOfTen(20), UInt256.PowerOfTen(20));

            (UInt256 tokenId, UInt128 liquidity, TokenAmounts amounts) = chain.Manager.ReadIncrease(
                await chain.Send(user, chain.Manager.Mint(Order(user, -3000, 600, desired))))!.Value;
            await Compare();
            Assert.Equal(amounts, Follower.Pool.AmountsFor(-3000, 600, liquidity, roundUp: true));

            await chain.Send(user, chain.Manager.IncreaseLiquidity(tokenId, await Wanted(-3000, 600, desired)));
            await Compare();
            await Swap(chain.Users[1], UInt256.PowerOfTen(18), true);
            await Compare();

            PositionTokenRecord record = await Record(tokenId);
            UInt128 half = record.Position.Liquidity / 2;
            await chain.Send(user, chain.Manager.DecreaseLiquidity(
                tokenId, half, Slippage.ForBurn(Follower.Pool.SqrtPriceX96, -3000, 600, half, 50), await Deadline()));
            await Compare();
            await chain.Send(user, chain.Manager.Collect(tokenId, user.Address));
            await Compare();

            record = await Record(tokenId);
            TokenAmounts minimum = Slippage.ForBurn(Follower.Pool.SqrtPriceX96, -3000, 600, record.Position.Liquidity, 50);
            await chain.Send(user, chain.Manager.Exit(tokenId, record.Position.Liquidity, minimum, await Deadline(), user.Address));
            await Compare();
            Assert.Equal(UInt256.Zero, TokenContract.ReadAmount(await node.Client.Call(chain.Manager.BalanceOf(user.Address), BlockTag.Latest, Cancellation)));
        }

        public async Task SwapAtRandom(int swaps)
        {
            TokenAmounts desired = new(UInt256.PowerOfTen(21), UInt256.PowerOfTen(21));
            for (int i = 1; i <= 12; i++)
                await chain.Send(chain.Users[i % 3], chain.Manager.Mint(Order(chain.Users[i % 3], -1260 - 300 * i, -1200 + 240 * i, desired)));
            await Compare();
            await node.Tell("evm_setAutomine", false);
            while (Swaps < swaps)
            {
                for (int i = _random.Next(1, 9); i > 0; i--)
                    await Swap(chain.Users[1 + _random.Next(2)], RandomAmount(), _random.Next(2) == 0);
                if (_random.Next(5) == 0)
                    await chain.Post(chain.Users[0], chain.Manager.Mint(Order(chain.Users[0], -1800, -600, desired)));
                await node.Mine();
                await Compare();
            }
        }

        public async Task TurnTheChain()
        {
            string fork = (await node.Tell("evm_snapshot")).GetString()!;
            await MineSwaps(blocks: 3);
            await node.Tell("evm_revert", fork);
            await MineSwaps(blocks: 4);
        }

        private async Task MineSwaps(int blocks)
        {
            for (int block = 0; block < blocks; block++)
            {
                await Swap(chain.Users[1], RandomAmount(), _random.Next(2) == 0);
                await Swap(chain.Users[2], RandomAmount(), _random.Next(2) == 0);
                await node.Mine();
                await Compare();
            }
        }

        private UInt256 RandomAmount() => UInt256.PowerOfTen(_random.Next(3, 20)) * (ulong)_random.Next(1, 10);

        private async Task Swap(PrivateKey user, UInt256 amount, bool zeroForOne)
        {
            (Address tokenIn, Address tokenOut) = zeroForOne ? (chain.Token0, chain.Token1) : (chain.Token1, chain.Token0);
            SwapOrder order = new(tokenIn, tokenOut, 3000, user.Address, await Deadline(), amount, 0UL, 0UL);
            bool isExactOut = _random.Next(4) == 0;
            await chain.Post(user, isExactOut
                ? chain.Router.ExactOutputSingle(order with { Limit = UInt256.MaxValue >> 1 })
                : chain.Router.ExactInputSingle(order));
            Swaps++;
        }

        // Everything that the pool is, read from the chain at this very block, against what the events made of ours.
        private async Task Compare()
        {
            ChainStep step;
            do
            {
                step = await Follower.Advance(Cancellation);
                Orphaned += step.Orphaned.Length;
                Blocks += step.Added.Length;
            }
            while (!step.IsEmpty);

            PoolSnapshot ours = Follower.Pool.Snapshot();
            PositionKey[] keys = [.. ours.Positions.Select(static position => position.Key)];
            PoolSnapshot theirs = await new PoolReader(node.Client, address).Read(BlockTag.Of(Follower.Head!.Hash), keys, Cancellation);
            Assert.Equal(theirs.State, ours.State);
            Assert.Equal(theirs.Ticks.AsEnumerable(), ours.Ticks);
            Assert.Equal(theirs.Positions.AsEnumerable(), ours.Positions);
            Assert.Equal(theirs.Observations.AsEnumerable(), ours.Observations);
        }

        private MintOrder Order(PrivateKey user, int lower, int upper, TokenAmounts desired) => new(
            chain.Token0, chain.Token1, 3000, lower, upper,
            Slippage.ForMint(Follower.Pool.SqrtPriceX96, lower, upper, desired, 1_000, UInt256.MaxValue), user.Address);

        private async Task<AmountsWanted> Wanted(int lower, int upper, TokenAmounts desired) =>
            Slippage.ForMint(Follower.Pool.SqrtPriceX96, lower, upper, desired, 50, await Deadline());

        private async Task<UInt256> Deadline() =>
            Slippage.Deadline((await node.Client.Block(BlockTag.Latest, Cancellation))!.Timestamp, TimeSpan.FromSeconds(300));

        private async Task<PositionTokenRecord> Record(UInt256 tokenId) =>
            PositionManagerContract.ReadPosition(await node.Client.Call(chain.Manager.Positions(tokenId), BlockTag.Latest, Cancellation));
    }
}
