using Quern.Connectors.Ethereum.Contracts;
using Quern.Connectors.Ethereum.Cryptography;
using Quern.Connectors.Ethereum.Following;
using Quern.Connectors.Ethereum.Rpc;
using Quern.Connectors.Tests.Ethereum;
using Quern.Domain.Numerics;
using Quern.Domain.Pools;
using Quern.Grains.Interfaces.Pools;
using Quern.Grains.Pools;

namespace Quern.Grains.Tests.Pools;

/// <summary>One account that provides liquidity through the grains, and others who swap around it, on a real node.</summary>
internal sealed class LiveDesk : IAsyncDisposable
{
    private readonly Random _random = new(29);
    private readonly EvmNode _node;
    private readonly DeployedContracts _contracts;
    private readonly Address _pool;

    private LiveDesk(EvmNode node, DeployedContracts contracts, Address pool, PoolsCluster cluster)
    {
        _node = node;
        _contracts = contracts;
        _pool = pool;
        Cluster = cluster;
    }

    public PoolsCluster Cluster { get; }

    public IWalletGrain Wallet => Cluster.Wallet($"local:{Us.Address}");

    public IPoolGrain Pool => Cluster.Pool($"local:{_pool}");

    /// <summary>What the pool grain told last.</summary>
    public PoolReadingMessage? Newest { get; private set; }

    public int Compared { get; private set; }

    public int Swaps { get; private set; }

    public WriteProtection Protection => new(Newest?.SqrtPriceX96 ?? UInt256.One << 96, 200, 600);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private PrivateKey Us => _contracts.Users[0];

    public static async Task<LiveDesk> Start(EvmNode node, DeployedContracts contracts, Address pool, IJsonRpc rpc, int confirmations)
    {
        ChainSettings chain = new()
        {
            Chain = contracts.Chain,
            Rpc = rpc,
            FinalityDepth = 8,
            LookEvery = TimeSpan.FromHours(1),
            Fees = new() { Confirmations = confirmations, BlocksBeforeReplacement = 3, MaxFeePerGas = 100_000_000_000UL },
            Keys = [contracts.Users[0]],
            Pools = [new(pool, [contracts.Users[0].Address])],
        };
        LiveDesk desk = new(node, contracts, pool, await PoolsCluster.Start(chain));
        await desk.Equal();
        return desk;
    }

    public MintPosition Mint(string key, int lower, int upper, int powerOfTen) => new(
        key, _contracts.Token0, _contracts.Token1, 3000, lower, upper, UInt256.PowerOfTen(powerOfTen), UInt256.PowerOfTen(powerOfTen),
        new(key is "mint" or "second" ? Newest!.SqrtPriceX96 : UInt256.One << 96, 200, 3600));

    /// <summary>Sends one write, which the node mines at once, and sees it done and the pool equal to the chain.</summary>
    public async Task Do(Func<IWalletGrain, Task<WalletReply>> write)
    {
        WalletReply reply = await write(Wallet);
        Assert.True(reply.Accepted, $"{reply.Code}: {reply.Detail}");
        await PoolGrainTests.Until(async () => (await Wallet.Look()).Transactions.Single(row => row.Key == reply.Transaction!.Key).State == "done");
        TransactionRow row = (await Wallet.GetView()).Transactions.Single(row => row.Key == reply.Transaction!.Key);
        Assert.True(row.IsSuccess, $"{row.Purpose} reverted.");
        await Equal();
    }

    public async Task OthersProvide()
    {
        for (int i = 1; i <= 8; i++)
        {
            AmountsWanted wanted = new(UInt256.PowerOfTen(21), UInt256.PowerOfTen(21), 0UL, 0UL, UInt256.MaxValue);
            await _contracts.Send(_contracts.Users[1], _contracts.Manager.Mint(
                new(_contracts.Token0, _contracts.Token1, 3000, -1260 - 300 * i, -1200 + 240 * i, wanted, _contracts.Users[1].Address)));
        }
    }

    public async Task SwapAtRandom(int swaps)
    {
        await _node.Tell("evm_setAutomine", false);
        for (int done = 0; done < swaps;)
        {
            int inBlock = Math.Min(_random.Next(1, 10), swaps - done);
            await MineSwaps(inBlock);
            done += inBlock;
        }

        await _node.Tell("evm_setAutomine", true);
    }

    public async Task TurnTheChain()
    {
        await _node.Tell("evm_setAutomine", false);
        string fork = (await _node.Tell("evm_snapshot")).GetString()!;
        for (int block = 0; block < 3; block++)
            await MineSwaps(2);
        await _node.Tell("evm_revert", fork);
        for (int block = 0; block < 4; block++)
            await MineSwaps(2);
        await _node.Tell("evm_setAutomine", true);
    }

    public async Task MineAndLook(int blocks)
    {
        for (int block = 0; block < blocks; block++)
        {
            await _node.Mine();
            await Wallet.Look();
        }
    }

    public async Task Spike(long baseFee, int blocks)
    {
        for (int block = 0; block < blocks; block++)
        {
            await _node.Tell("anvil_setNextBlockBaseFeePerGas", $"0x{baseFee:x}");
            await MineAndLook(1);
        }
    }

    public async Task<(string State, string Hash)> StateOf(string key)
    {
        TransactionRow row = (await Wallet.GetView()).Transactions.Single(one => one.Key == key);
        return (row.State, row.MinedHash.Length > 0 ? row.MinedHash : row.Hash);
    }

    public async Task<int> Tokens() => (int)(ulong)TokenContract.ReadAmount(
        await _node.Client.Call(_contracts.Manager.BalanceOf(Us.Address), BlockTag.Latest, Cancellation));

    /// <summary>The pool grain against the chain at its newest block.</summary>
    public async Task<PoolReadingMessage> Equal()
    {
        PoolView view = await Pool.Look();
        Assert.Equal(("following", ""), (view.State, view.Why));
        Assert.Equal(await _node.Client.BlockNumber(Cancellation), view.Reading!.Block);
        await EqualAt(view.Reading);
        return Newest = view.Reading;
    }

    /// <summary>Everything told, against what the contracts answer at that very block: fees and principal by what they would pay.</summary>
    public async Task EqualAt(PoolReadingMessage reading)
    {
        BlockTag tag = BlockTag.Of(reading.BlockHash);
        PoolState theirs = (await new PoolReader(_node.Client, _pool).Read(tag, [], Cancellation)).State;
        Assert.Equal((theirs.SqrtPriceX96, theirs.Tick, theirs.Liquidity), (reading.SqrtPriceX96, reading.Tick, reading.Liquidity));
        IReadOnlyList<OwnedPosition> owned = await new OwnedPositions(_node.Client, _contracts.Manager).Read([Us.Address], tag, Cancellation);
        Assert.Equal(owned.Select(static one => one.TokenId), reading.Positions.Select(static row => row.TokenId));
        foreach (PoolPositionRow row in reading.Positions)
        {
            Assert.Equal(new TokenAmounts(row.Fees0, row.Fees1), await Answer(_contracts.Manager.Collect(row.TokenId, Us.Address), tag));
            if (row.Liquidity != 0)
            {
                Assert.Equal(
                    new TokenAmounts(row.Principal0, row.Principal1),
                    await Answer(_contracts.Manager.DecreaseLiquidity(row.TokenId, row.Liquidity, default, UInt256.MaxValue), tag));
            }
        }

        Compared++;
    }

    public ValueTask DisposeAsync() => Cluster.DisposeAsync();

    private async Task<TokenAmounts> Answer(ContractCall call, BlockTag tag)
    {
        byte[] answer = await _node.Client.Call(call, tag, Cancellation, Us.Address);
        return new(UInt256.FromBigEndian(answer.AsSpan(0, 32)), UInt256.FromBigEndian(answer.AsSpan(32, 32)));
    }

    private async Task MineSwaps(int count)
    {
        for (int swap = 0; swap < count; swap++)
        {
            bool zeroForOne = _random.Next(2) == 0;
            (Address tokenIn, Address tokenOut) = zeroForOne ? (_contracts.Token0, _contracts.Token1) : (_contracts.Token1, _contracts.Token0);
            UInt256 amount = UInt256.PowerOfTen(_random.Next(3, 20)) * (ulong)_random.Next(1, 10);
            PrivateKey user = _contracts.Users[1 + _random.Next(2)];
            await _contracts.Post(user, _contracts.Router.ExactInputSingle(
                new(tokenIn, tokenOut, 3000, user.Address, UInt256.MaxValue, amount, 0UL, 0UL)));
            Swaps++;
        }

        await _node.Mine();
        await Equal();
    }
}
