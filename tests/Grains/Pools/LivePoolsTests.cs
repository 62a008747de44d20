using System.Text.Json.Nodes;
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

/// <summary>Wallet and pool grains against the real contracts on a real EVM node.</summary>
[Trait("Category", "end-to-end")]
[Collection("clusters run one after the other")]
public sealed class LivePoolsTests(ITestOutputHelper output)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Our_positions_live_and_end_through_the_wallet_while_the_pool_equals_the_chain()
    {
        await using EvmNode node = await EvmNode.Start("--base-fee", "0", "--gas-price", "0");
        DeployedContracts contracts = await DeployedContracts.Deploy(node);
        Address pool = await contracts.CreatePool(3000, TickMath.GetSqrtRatioAtTick(-1234));
        await using LiveDesk desk = await LiveDesk.Start(node, contracts, pool, node.Rpc, confirmations: 0);
        await desk.OthersProvide();

        await desk.Do(wallet => wallet.Approve(new("approve", contracts.Token0, TokenSpender.PositionManager, UInt256.MaxValue)));
        await desk.Do(wallet => wallet.Mint(desk.Mint("mint", -3000, 600, 20)));
        UInt256 first = (await desk.Equal()).Positions.Single().TokenId;
        await desk.SwapAtRandom(swaps: 60);
        await desk.Do(wallet => wallet.Increase(new("increase", first, UInt256.PowerOfTen(19), UInt256.PowerOfTen(19), desk.Protection)));
        await desk.SwapAtRandom(swaps: 60);
        await desk.Do(wallet => wallet.Decrease(new("decrease", first, desk.Newest!.Positions.Single().Liquidity / 3, desk.Protection)));
        await desk.Do(wallet => wallet.Mint(desk.Mint("second", -1800, -1200, 19)));
        UInt256 second = (await desk.Equal()).Positions[^1].TokenId;
        await desk.SwapAtRandom(swaps: 380);
        await desk.Do(wallet => wallet.Collect(new("collect", first)));
        await desk.TurnTheChain();

        PoolPositionRow last = desk.Newest!.Positions.Single(row => row.TokenId == second);
        await desk.Do(wallet => wallet.Decrease(new("empty", second, last.Liquidity, desk.Protection)));
        await desk.Do(wallet => wallet.Collect(new("sweep", second)));
        await desk.Do(wallet => wallet.Burn(new("burn", second)));
        await desk.Do(wallet => wallet.Exit(new("exit", first, desk.Protection)));

        Assert.Empty((await desk.Equal()).Positions);
        output.WriteLine($"{desk.Compared} blocks compared, {desk.Swaps} swaps by others, 3 blocks taken back, 0 differences");
        Assert.True(desk.Swaps >= 500);
    }

    [Fact]
    public async Task X23_whatever_a_chain_does_to_a_wallet_each_intent_is_mined_at_most_once()
    {
        await using EvmNode node = await EvmNode.Start("--base-fee", "1000000000");
        DeployedContracts contracts = await DeployedContracts.Deploy(node);
        Address pool = await contracts.CreatePool(3000, UInt256.One << 96);
        MoodyRpc moody = new(node.Rpc);
        await using LiveDesk desk = await LiveDesk.Start(node, contracts, pool, new CheckedJsonRpc([moody, node.Rpc], quorum: 2), confirmations: 3);
        await node.Tell("evm_setAutomine", false);

        // Dropped, and the silo killed: the next owner sends the same bytes.
        WalletReply dropped = await desk.Wallet.Mint(desk.Mint("dropped", -600, 600, 15));
        await node.Tell("anvil_dropTransaction", dropped.Transaction!.Hash);
        await desk.Cluster.KillHostOf(desk.Wallet, static one => one.HandOver(), static one => one.Wake());
        await PoolGrainTests.Until(async () => (await desk.Wallet.Mint(desk.Mint("dropped", -600, 600, 15))).Accepted);
        await desk.MineAndLook(5);
        Assert.Equal(("done", dropped.Transaction.Hash), await desk.StateOf("dropped"));
        Assert.Equal(1, await desk.Tokens());

        // Gas spike times twenty: stuck, then replaced; then above the cap: it waits until the price is back.
        await desk.Wallet.Mint(desk.Mint("stuck", -1200, 600, 15));
        await desk.Spike(20_000_000_000, blocks: 3);
        await desk.Spike(400_000_000_000, blocks: 4);
        Assert.Equal("pending", (await desk.StateOf("stuck")).State);
        await node.Tell("anvil_setNextBlockBaseFeePerGas", "0x3b9aca00");
        await desk.MineAndLook(6);
        Assert.Equal("done", (await desk.StateOf("stuck")).State);
        Assert.Equal(2, await desk.Tokens());

        // A lying and a lagging endpoint: nothing is signed, no number is told, and all is well again two blocks after it ends.
        foreach (string mood in (string[])["lies", "lags"])
        {
            moody.Mood = mood;
            await node.Mine();
            await node.Mine();
            PoolView view = await desk.Pool.Look();
            Assert.True(mood == "lags" || view.Reading is null, "A lie was told on.");
            if (view.Reading is { } reading)
                await desk.EqualAt(reading);
            moody.Mood = "";
            await desk.MineAndLook(1);
            await desk.Equal();
        }

        // A reorganisation of three blocks takes a mint back; it is mined again, once.
        await desk.Wallet.Mint(desk.Mint("moved", -1800, 600, 15));
        string fork = (await node.Tell("evm_snapshot")).GetString()!;
        await desk.MineAndLook(3);
        Assert.Equal("mined", (await desk.StateOf("moved")).State);
        await node.Tell("evm_revert", fork);
        await node.Tell("anvil_dropTransaction", (await desk.StateOf("moved")).Hash);
        await desk.MineAndLook(8);
        await desk.Equal();
        Assert.Equal("done", (await desk.StateOf("moved")).State);
        Assert.Equal(3, await desk.Tokens());

        // Another signer of the same account takes the nonce: ours can never happen, and is not sent under another one.
        WalletReply ours = await desk.Wallet.Mint(desk.Mint("ours", -2400, 600, 15));
        await node.Tell("anvil_dropTransaction", ours.Transaction!.Hash);
        await contracts.Post(contracts.Users[0], new TokenContract(contracts.Token0).Approve(contracts.Manager.Address, UInt256.MaxValue));
        await desk.MineAndLook(6);
        Assert.Equal("displaced", (await desk.StateOf("ours")).State);
        Assert.Equal(3, await desk.Tokens());

        // Cancelled before it was mined.
        await desk.Wallet.Mint(desk.Mint("regretted", -3000, 600, 15));
        Assert.True((await desk.Wallet.Cancel("regretted")).Accepted);
        await desk.MineAndLook(6);
        Assert.Equal("cancelled", (await desk.StateOf("regretted")).State);
        Assert.Equal(3, await desk.Tokens());
        Assert.Equal(3, (await desk.Equal()).Positions.Length);
        output.WriteLine("5 intents, 3 mints, 0 double mints");
    }

    /// <summary>An endpoint that lies or lags when told to.</summary>
    private sealed class MoodyRpc(IJsonRpc honest) : IJsonRpc
    {
        public string Mood { get; set; } = "";

        public async Task<IReadOnlyList<RpcAnswer>> Send(IReadOnlyList<RpcRequest> requests, CancellationToken cancellation)
        {
            IReadOnlyList<RpcAnswer> answers = await honest.Send(requests, cancellation);
            return [.. requests.Zip(answers, (request, answer) => (Mood, request.Method) switch
            {
                ("lies", "eth_getLogs" or "eth_call" or "eth_getBlockByNumber") => new RpcAnswer(Text("0x07"), null),
                ("lags", "eth_blockNumber") => new RpcAnswer(Text($"0x{Convert.ToUInt64(answer.Result.GetString(), 16) - 1:x}"), null),
                _ => answer,
            })];
        }

        private static System.Text.Json.JsonElement Text(string text) =>
            System.Text.Json.JsonSerializer.SerializeToElement(JsonValue.Create(text));
    }
}
