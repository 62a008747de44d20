using System.Text.Json;
using System.Text.Json.Nodes;
using Quern.Connectors.Ethereum.Contracts;
using Quern.Connectors.Ethereum.Cryptography;
using Quern.Connectors.Ethereum.Rpc;
using Quern.Connectors.Ethereum.Transactions;
using Quern.Domain.Numerics;
using Quern.Domain.Pools;

namespace Quern.Connectors.Tests.Ethereum;

/// <summary>Experiment X23: what chains do to transactions, against a real node. A nonce carries one intent or its cancellation; at most one is mined.</summary>
[Trait("Category", "end-to-end")]
public sealed class WalletTests
{
    private static readonly FeePolicy Policy = new() { Confirmations = 3, BlocksBeforeReplacement = 3, MaxFeePerGas = 100_000_000_000UL };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Dropped_stuck_and_taken_back_transactions_end_in_exactly_one_mint()
    {
        await using EvmNode node = await EvmNode.Start("--base-fee", "1000000000");
        (DeployedContracts chain, ContractCall mint) = await MintableBy(node);
        MemoryJournal journal = new();
        Wallet wallet = NewWallet(node.Client, chain, journal);
        ulong positions = 0;

        // Dropped from the pool of waiting transactions: the same bytes go out again.
        Intent dropped = await wallet.Submit("dropped", mint, Cancellation);
        await node.Tell("anvil_dropTransaction", dropped.Last.Hash);
        await wallet.Check(Cancellation);
        await MineAndCheck(node, wallet, 4);
        Assert.Equal((IntentState.Done, true, dropped.Last.Hash), (State(wallet, "dropped").State, State(wallet, "dropped").IsSuccess, State(wallet, "dropped").MinedHash));
        Assert.Equal(++positions, await Positions(node, chain));

        // Asked twice under one name, also after a restart: still one.
        Assert.Equal(dropped.Nonce, (await NewWallet(node.Client, chain, journal).Submit("dropped", mint, Cancellation)).Nonce);

        // Gas spike times ten: stuck, then replaced with a higher offer.
        Intent stuck = await wallet.Submit("stuck", mint, Cancellation);
        await Spike(node, 20_000_000_000, blocks: 3, wallet);
        Assert.Equal(2, State(wallet, "stuck").Attempts.Length);
        await MineAndCheck(node, wallet, 6);
        Assert.Equal(IntentState.Done, State(wallet, "stuck").State);
        Assert.NotEqual(stuck.Last.Hash, State(wallet, "stuck").MinedHash);
        Assert.Equal(++positions, await Positions(node, chain));

        // Gas spike above the cap: it waits, offers no more than allowed, and is mined when the price comes back.
        await wallet.Submit("patient", mint, Cancellation);
        await Spike(node, 400_000_000_000, blocks: 7, wallet);
        Assert.All(State(wallet, "patient").Attempts, static attempt => Assert.True(attempt.Fees.MaxFeePerGas <= Policy.MaxFeePerGas));
        Assert.Equal(IntentState.Pending, State(wallet, "patient").State);
        await node.Tell("anvil_setNextBlockBaseFeePerGas", "0x3b9aca00");
        await MineAndCheck(node, wallet, 6);
        Assert.Equal(IntentState.Done, State(wallet, "patient").State);
        Assert.Equal(++positions, await Positions(node, chain));

        // Mined, then the block is taken back: pending again, sent again, mined once.
        Intent moved = await wallet.Submit("moved", mint, Cancellation);
        string fork = (await node.Tell("evm_snapshot")).GetString()!;
        await MineAndCheck(node, wallet, 1);
        Assert.Equal(IntentState.Mined, State(wallet, "moved").State);
        await node.Tell("evm_revert", fork);
        await node.Tell("anvil_dropTransaction", moved.Last.Hash);
        await MineAndCheck(node, wallet, 1);
        Assert.Equal(IntentState.Pending, State(wallet, "moved").State);
        await MineAndCheck(node, wallet, 5);
        Assert.Equal(IntentState.Done, State(wallet, "moved").State);
        Assert.Equal(++positions, await Positions(node, chain));

        // Cancelled before it was mined: the nonce is used up, nothing is minted.
        await wallet.Submit("regretted", mint, Cancellation);
        await wallet.Cancel("regretted", Cancellation);
        await MineAndCheck(node, wallet, 5);
        Assert.Equal(IntentState.Cancelled, State(wallet, "regretted").State);
        Assert.Equal(positions, await Positions(node, chain));
        Assert.Equal(journal.Read().Select(static intent => intent.State), wallet.Intents.Select(static intent => intent.State));
    }

    [Fact]
    public async Task Two_signers_of_one_account_mint_once()
    {
        await using EvmNode node = await EvmNode.Start("--base-fee", "1000000000");
        (DeployedContracts chain, ContractCall mint) = await MintableBy(node);
        Wallet first = NewWallet(node.Client, chain, new MemoryJournal());
        Wallet second = NewWallet(node.Client, chain, new MemoryJournal());

        // The second signs while the first one's transaction is lost: both carry the same nonce.
        Intent mine = await first.Submit("mint", mint, Cancellation);
        await node.Tell("anvil_dropTransaction", mine.Last.Hash);
        Intent theirs = await second.Submit("mint", mint with { Data = [.. mint.Data, 0] }, Cancellation);
        Assert.Equal(mine.Nonce, theirs.Nonce);
        await first.Check(Cancellation);
        await second.Check(Cancellation);
        for (int block = 0; block < 8; block++)
        {
            await node.Mine();
            await first.Check(Cancellation);
            await second.Check(Cancellation);
        }

        IntentState[] states = [State(first, "mint").State, State(second, "mint").State];
        Assert.Equal([IntentState.Done, IntentState.Displaced], states.Order());
        Assert.Equal(1UL, await Positions(node, chain));
    }

    [Fact]
    public async Task A_wallet_without_funds_says_so_and_sends_the_same_transaction_once_it_has_some()
    {
        await using EvmNode node = await EvmNode.Start("--base-fee", "1000000000");
        DeployedContracts chain = await DeployedContracts.Deploy(node);
        PrivateKey poor = PrivateKey.Parse("00000000000000000000000000000000000000000000000000000000000000aa");
        Wallet wallet = new(node.Client, poor, chain.Chain.Id, Policy, new MemoryJournal());
        ContractCall approve = new TokenContract(chain.Token0).Approve(chain.Manager.Address, UInt256.MaxValue);

        Intent refused = await wallet.Submit("approve", approve, Cancellation);
        await node.Tell("anvil_setBalance", poor.Address.ToString(), "0xde0b6b3a7640000");
        await MineAndCheck(node, wallet, 5);

        Assert.Contains("funds", refused.Refusal, StringComparison.OrdinalIgnoreCase);
        Assert.Equal((IntentState.Done, true), (State(wallet, "approve").State, State(wallet, "approve").IsSuccess));
        Assert.Single(wallet.Intents);
    }

    [Fact]
    public async Task What_would_revert_or_costs_too_much_gas_is_never_signed()
    {
        await using EvmNode node = await EvmNode.Start("--base-fee", "1000000000");
        (DeployedContracts chain, ContractCall mint) = await MintableBy(node);
        Wallet wallet = NewWallet(node.Client, chain, new MemoryJournal());

        RpcException refused = await Assert.ThrowsAsync<RpcException>(() => wallet.Submit("burn", chain.Manager.Burn(99UL), Cancellation));
        Wallet strict = new(node.Client, chain.Users[1], chain.Chain.Id, Policy with { MaxGas = 100_000 }, new MemoryJournal());
        await Assert.ThrowsAsync<WalletRefusedException>(() => strict.Submit("mint", mint, Cancellation));

        Assert.True(refused.IsRevert);
        Assert.Equal(RevertReason.NonexistentToken.Text(), refused.RevertReason);
        Assert.Empty(wallet.Intents);
        Assert.Empty(strict.Intents);
    }

    [Fact]
    public async Task An_endpoint_that_lies_or_lags_is_noticed()
    {
        await using EvmNode node = await EvmNode.Start();
        Address rich = Address.Parse("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266");
        await node.Mine();
        await node.Mine();

        ChainClient honest = new(new CheckedJsonRpc([node.Rpc, node.Rpc], quorum: 2));
        ChainClient lied = new(new CheckedJsonRpc([node.Rpc, new Liar(node.Rpc)], quorum: 2));
        ChainClient outvoted = new(new CheckedJsonRpc([node.Rpc, new Dead(), node.Rpc], quorum: 2));
        ChainClient alone = new(new CheckedJsonRpc([new Dead(), node.Rpc], quorum: 2));

        UInt256 balance = await honest.Balance(rich, BlockTag.At(2), Cancellation);
        await Assert.ThrowsAsync<RpcDisagreementException>(() => lied.Balance(rich, BlockTag.At(2), Cancellation));
        Assert.Equal(1UL, await lied.BlockNumber(Cancellation));
        Assert.Equal(balance, await outvoted.Balance(rich, BlockTag.At(2), Cancellation));
        await Assert.ThrowsAsync<RpcUnavailableException>(() => alone.Balance(rich, BlockTag.At(2), Cancellation));
    }

    private static Wallet NewWallet(ChainClient client, DeployedContracts chain, IWalletJournal journal) =>
        new(client, chain.Users[1], chain.Chain.Id, Policy, journal);

    private static async Task<(DeployedContracts Chain, ContractCall Mint)> MintableBy(EvmNode node)
    {
        DeployedContracts chain = await DeployedContracts.Deploy(node);
        await chain.CreatePool(3000, UInt256.One << 96);
        await node.Tell("evm_setAutomine", false);
        TokenAmounts desired = new(UInt256.PowerOfTen(15), UInt256.PowerOfTen(15));
        AmountsWanted wanted = Slippage.ForMint(UInt256.One << 96, -600, 600, desired, 50, UInt256.MaxValue);
        return (chain, chain.Manager.Mint(new(chain.Token0, chain.Token1, 3000, -600, 600, wanted, chain.Users[1].Address)));
    }

    private static Intent State(Wallet wallet, string id) => wallet.Intents.Single(intent => intent.Id == id);

    private static async Task MineAndCheck(EvmNode node, Wallet wallet, int blocks)
    {
        for (int block = 0; block < blocks; block++)
        {
            await node.Mine();
            await wallet.Check(Cancellation);
        }
    }

    private static async Task Spike(EvmNode node, long baseFee, int blocks, Wallet wallet)
    {
        for (int block = 0; block < blocks; block++)
        {
            await node.Tell("anvil_setNextBlockBaseFeePerGas", $"0x{baseFee:x}");
            await MineAndCheck(node, wallet, 1);
        }
    }

    private static async Task<ulong> Positions(EvmNode node, DeployedContracts chain) => (ulong)TokenContract.ReadAmount(
        await node.Client.Call(chain.Manager.BalanceOf(chain.Users[1].Address), BlockTag.Latest, Cancellation));

    /// <summary>Tells other balances, and a head one block behind.</summary>
    private sealed class Liar(IJsonRpc honest) : IJsonRpc
    {
        public async Task<IReadOnlyList<RpcAnswer>> Send(IReadOnlyList<RpcRequest> requests, CancellationToken cancellation)
        {
            IReadOnlyList<RpcAnswer> answers = await honest.Send(requests, cancellation);
            return
            [
                .. requests.Zip(answers, static (request, answer) => request.Method switch
                {
                    "eth_blockNumber" => new RpcAnswer(Json("0x1"), null),
                    "eth_getBalance" => new RpcAnswer(Json("0x7"), null),
                    _ => answer,
                }),
            ];
        }

        private static JsonElement Json(string text) => JsonSerializer.SerializeToElement(JsonValue.Create(text));
    }

    private sealed class Dead : IJsonRpc
    {
        public Task<IReadOnlyList<RpcAnswer>> Send(IReadOnlyList<RpcRequest> requests, CancellationToken cancellation) =>
            throw new RpcUnavailableException("Nobody is here.");
    }
}
