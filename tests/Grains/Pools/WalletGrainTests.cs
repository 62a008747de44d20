using Quern.Connectors.Ethereum.Cryptography;
using Quern.Connectors.Ethereum.Rpc;
using Quern.Connectors.Ethereum.Transactions;
using Quern.Connectors.Tests.Ethereum;
using Quern.Connectors.Transport;
using Quern.Domain.Numerics;
using Quern.Grains.Interfaces.Pools;
using Quern.Grains.Journal;
using Quern.Grains.Journal.Files;
using Quern.Grains.Pools;

namespace Quern.Grains.Tests.Pools;

[Trait("Category", "cluster")]
[Collection("clusters run one after the other")]
public sealed class WalletGrainTests
{
    private const string Secret = "59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d";
    private static readonly string Key = $"fake:{PrivateKey.Parse(Secret).Address}";

    [Fact]
    public async Task An_intent_is_in_the_journal_before_its_bytes_leave()
    {
        FakeChain chain = new();
        await using PoolsCluster cluster = await PoolsCluster.Start(Settings(chain));
        List<bool> wasJournaled = [];
        chain.Before = (method, parameters) =>
        {
            if (method == "eth_sendRawTransaction")
                wasJournaled.Add(Journaled(cluster.Folder).Contains(parameters[0].GetString()!, StringComparison.Ordinal));
            return null;
        };

        WalletReply reply = await cluster.Wallet(Key).Approve(Order("a"));
        await cluster.Wallet(Key).Cancel("a");

        Assert.Equal((true, "accepted", 0UL, "pending"), (reply.Accepted, reply.Code, reply.Transaction!.Nonce, reply.Transaction.State));
        Assert.Equal([true, true], wasJournaled);
    }

    [Fact]
    public async Task Asking_twice_is_asking_once_and_a_key_stands_for_one_order()
    {
        FakeChain chain = new();
        await using PoolsCluster cluster = await PoolsCluster.Start(Settings(chain));
        IWalletGrain wallet = cluster.Wallet(Key);

        WalletReply[] replies = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => wallet.Approve(Order("same"))));
        WalletReply other = await wallet.Approve(Order("same") with { Amount = 6UL });
        WalletReply next = await wallet.Approve(Order("next"));

        Assert.All(replies, reply => Assert.Equal(replies[0].Transaction!.Hash, reply.Transaction!.Hash));
        Assert.Equal((false, "key-reused"), (other.Accepted, other.Code));
        Assert.Equal(1UL, next.Transaction!.Nonce);
        Assert.Equal([0UL, 1UL], chain.Taken.Select(static sent => sent.Nonce));
    }

    [Fact]
    public async Task A_killed_process_comes_back_knowing_what_it_signed_with_which_nonce()
    {
        FakeChain chain = new();
        PoolsCluster first = await PoolsCluster.Start(Settings(chain));

        // The bytes are signed and journaled, then the line is cut: nobody knows whether they arrived.
        chain.Before = (method, _) => method == "eth_sendRawTransaction" ? throw new HttpTransportException("cut", mayHaveHappened: true) : null;
        WalletReply lost = await first.Wallet(Key).Approve(Order("lost"));
        Assert.Empty(chain.Taken);
        string folder = await first.StopAndKeepJournals();

        chain.Before = null;
        await using PoolsCluster second = await PoolsCluster.Start(Settings(chain), folder: folder);
        WalletReply again = await second.Wallet(Key).Approve(Order("lost"));
        WalletReply next = await second.Wallet(Key).Approve(Order("next"));
        await second.Wallet(Key).Look();
        for (int block = 0; block < 5; block++)
        {
            chain.Mine();
            await second.Wallet(Key).Look();
        }

        Assert.Equal((lost.Transaction!.Nonce, lost.Transaction.Hash), (again.Transaction!.Nonce, again.Transaction.Hash));
        Assert.Equal(1UL, next.Transaction!.Nonce);
        Assert.Equal(2, chain.Taken.Select(static sent => sent.Hash).Distinct().Count());
        Assert.All((await second.Wallet(Key).GetView()).Transactions, static row => Assert.Equal(("done", true), (row.State, row.IsSuccess)));
    }

    [Fact]
    public async Task A_silo_that_dies_hands_its_nonces_to_the_next()
    {
        FakeChain chain = new();
        await using PoolsCluster cluster = await PoolsCluster.Start(Settings(chain));
        IWalletGrain wallet = cluster.Wallet(Key);
        WalletReply before = await wallet.Approve(Order("before"));
        await cluster.KillHostOf(wallet, static one => one.HandOver(), static one => one.Wake());
        chain.DropWaiting();

        WalletReply? again = null;
        await PoolGrainTests.Until(async () => (again = await wallet.Approve(Order("before"))).Accepted);
        await wallet.Look();
        chain.Mine();
        await wallet.Look();

        Assert.Equal(before.Transaction!.Hash, again!.Transaction!.Hash);
        Assert.Equal("mined", (await wallet.GetView()).Transactions.Single().State);
        Assert.Single(chain.Taken.Select(static sent => sent.Hash).Distinct());
    }

    [Fact]
    public async Task An_owner_who_lost_the_journal_signs_nothing_more()
    {
        FakeChain chain = new();
        await using PoolsCluster cluster = await PoolsCluster.Start(Settings(chain));
        await cluster.Wallet(Key).Approve(Order("mine"));

        await using IJournal thief = await new FileJournalStore(new() { Folder = cluster.Folder, SegmentBytes = 1 << 20 }, TimeProvider.System).Open($"{Key}/wallet");
        WalletReply refused = await cluster.Wallet(Key).Approve(Order("late"));

        Assert.Equal((false, "fenced"), (refused.Accepted, refused.Code));
        Assert.Single(chain.Taken);
    }

    [Fact]
    public async Task Without_an_answer_nothing_is_signed_and_the_wallet_is_unknown()
    {
        FakeChain chain = new();
        await using PoolsCluster cluster = await PoolsCluster.Start(Settings(chain));
        IWalletGrain wallet = cluster.Wallet(Key);
        Assert.Equal("ready", (await wallet.Look()).State);

        chain.Before = static (_, _) => throw new HttpTransportException("cut", mayHaveHappened: true);
        WalletReply reply = await wallet.Approve(Order("a"));
        WalletView blind = await wallet.Look();
        chain.Before = static (method, _) => method == "eth_estimateGas" ? "execution reverted: STF" : null;
        WalletReply reverted = await wallet.Approve(Order("a"));
        chain.Before = null;
        WalletReply again = await wallet.Approve(Order("a"));

        Assert.Equal((false, "unavailable", null), (reply.Accepted, reply.Code, reply.Transaction));
        Assert.Equal(("unknown", null), (blind.State, blind.Reading));
        Assert.Equal((false, "would-revert"), (reverted.Accepted, reverted.Code));
        Assert.Equal((true, 0UL), (again.Accepted, again.Transaction!.Nonce));
        Assert.Single(chain.Taken);
    }

    [Fact]
    public async Task What_is_stuck_is_replaced_and_what_is_taken_back_waits_again()
    {
        FakeChain chain = new();
        await using PoolsCluster cluster = await PoolsCluster.Start(Settings(chain));
        IWalletGrain wallet = cluster.Wallet(Key);
        await wallet.Approve(Order("stuck"));
        for (int block = 0; block < 3; block++)
            chain.Mine(holdsBack: true);

        TransactionRow replaced = (await wallet.Look()).Transactions.Single();
        chain.Mine();
        TransactionRow mined = (await wallet.Look()).Transactions.Single();
        chain.TakeBack(1);
        chain.Mine();
        TransactionRow back = (await wallet.Look()).Transactions.Single();
        for (int block = 0; block < 4; block++)
        {
            chain.Mine();
            await wallet.Look();
        }

        Assert.Equal((2, "pending"), (replaced.Attempts, replaced.State));
        Assert.Equal(("mined", replaced.Hash), (mined.State, mined.MinedHash));
        Assert.Equal("pending", back.State);
        Assert.Equal("done", (await wallet.GetView()).Transactions.Single().State);
        Assert.Single(chain.Taken.Select(static sent => sent.Nonce).Distinct());
    }

    [Fact]
    public async Task A_write_whose_deadline_passed_gives_its_nonce_up()
    {
        FakeChain chain = new(secondsPerBlock: 12);
        await using PoolsCluster cluster = await PoolsCluster.Start(Settings(chain));
        IWalletGrain wallet = cluster.Wallet(Key);
        await wallet.Mint(new("m", FakeChain.Token0, FakeChain.Token1, 3000, -600, 600, 1_000_000UL, 1_000_000UL, new(UInt256.One << 96, 50, 20)));

        chain.Mine(holdsBack: true);
        TransactionRow inTime = (await wallet.Look()).Transactions.Single();
        chain.Mine(holdsBack: true);
        TransactionRow late = (await wallet.Look()).Transactions.Single();
        for (int block = 0; block < 4; block++)
        {
            chain.Mine();
            await wallet.Look();
        }

        Assert.Equal((1, false), (inTime.Attempts, inTime.IsCancelling));
        Assert.Equal((2, true), (late.Attempts, late.IsCancelling));
        Assert.Equal("cancelled", (await wallet.GetView()).Transactions.Single().State);
    }

    [Fact]
    public async Task Configured_wallets_and_pools_wake_by_themselves()
    {
        FakeChain chain = new();
        await using PoolsCluster cluster = await PoolsCluster.Start(Settings(chain) with { Pools = [new(FakeChain.PoolAddress, [])] });

        await PoolGrainTests.Until(() => Task.FromResult(
            cluster.Log.Any(static line => line.Contains("wallet opened", StringComparison.Ordinal))
            && cluster.Log.Any(static line => line.Contains("followed from block", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task What_costs_too_much_gas_or_has_no_protection_is_never_signed()
    {
        FakeChain chain = new();
        await using PoolsCluster cluster = await PoolsCluster.Start(Settings(chain) with { Fees = new() { MaxGas = 120_000 } });
        IWalletGrain wallet = cluster.Wallet(Key);
        MintPosition mint = new("m", FakeChain.Token0, FakeChain.Token1, 3000, -600, 600, 1_000_000UL, 1_000_000UL, new(UInt256.One << 96, 50, 300));

        // 100,000 estimated, a quarter more to be sure.
        WalletReply gas = await wallet.Mint(mint);
        WalletReply tolerance = await wallet.Mint(mint with { Protection = mint.Protection with { ToleranceBps = 0 } });
        WalletReply deadline = await wallet.Mint(mint with { Protection = mint.Protection with { PatienceSeconds = 0 } });
        WalletReply minimum = await wallet.Swap(new("s", FakeChain.Token0, FakeChain.Token1, 3000, 5UL, 0UL, 0UL, 300));
        WalletReply spender = await wallet.Approve(Order("a") with { Spender = (TokenSpender)9 });
        WalletReply nameless = await wallet.Approve(Order(" "));

        Assert.Equal("refused", gas.Code);
        Assert.Contains("125000 gas", gas.Detail, StringComparison.Ordinal);
        Assert.All([tolerance, deadline, minimum, spender, nameless], static reply => Assert.Equal((false, "malformed"), (reply.Accepted, reply.Code)));
        Assert.Empty(chain.Taken);
    }

    [Fact]
    public async Task No_key_ever_reaches_a_log_a_journal_or_an_answer()
    {
        FakeChain chain = new();
        await using PoolsCluster cluster = await PoolsCluster.Start(Settings(chain));
        IWalletGrain wallet = cluster.Wallet(Key);
        await wallet.Approve(Order("a"));
        await wallet.Approve(Order("a") with { Amount = 9UL });
        await wallet.Cancel("nobody");
        chain.Before = static (_, _) => throw new HttpTransportException("cut", mayHaveHappened: true);
        await wallet.Approve(Order("b"));
        await wallet.Look();

        string all = string.Join('\n', cluster.Log) + Journaled(cluster.Folder) + await wallet.GetView();
        Assert.Contains(Key, all, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret[..12], all, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(UInt256.ParseHex(Secret).ToString(), all, StringComparison.Ordinal);
    }

    [Fact]
    public void A_record_of_a_wallet_keeps_its_bytes()
    {
        Intent intent = new(
            "k", 7, new ContractCall(FakeChain.Token0, [1, 2]), 50_000, IntentState.Mined,
            [new([9], "0xh", new(1UL, 2UL), false, 3)], "0xh", 4, true, null, "for a test", 1_700_000_300);

        byte[] bytes = WalletJournal.Encode(intent);
        Intent read = WalletJournal.Decode(bytes);

        // Version 1, as it stands on disks.
        Assert.Equal(
            """{"schema":1,"id":"k","purpose":"for a test","nonce":7,"to":"0x0000000000000000000000000000000000001000","data":"0x0102","gasLimit":50000,"state":"Mined","attempts":[{"raw":"0x09","hash":"0xh","maxPriorityFeePerGas":"1","maxFeePerGas":"2","isCancellation":false,"sentAtBlock":3}],"minedHash":"0xh","minedBlock":4,"isSuccess":true,"refusal":null,"deadline":1700000300}""",
            System.Text.Encoding.UTF8.GetString(bytes));
        Assert.Equal(bytes, WalletJournal.Encode(read));
        JournalException newer = Assert.Throws<JournalException>(() => WalletJournal.Decode(
            System.Text.Encoding.UTF8.GetBytes(System.Text.Encoding.UTF8.GetString(bytes).Replace("\"schema\":1", "\"schema\":2", StringComparison.Ordinal))));
        Assert.Contains("newer build", newer.Message, StringComparison.Ordinal);
    }

    private static ApproveToken Order(string key) => new(key, FakeChain.Token0, TokenSpender.PositionManager, 5UL);

    private static ChainSettings Settings(FakeChain chain) => new()
    {
        Chain = FakeChain.Definition,
        Rpc = new HttpJsonRpc(chain, new() { Address = FakeChain.Node, Attempts = 1 }, TimeProvider.System),
        // The tests look when they want to: a look of the timer's own would be another one's.
        LookEvery = TimeSpan.FromHours(1),
        Fees = new() { Confirmations = 3 },
        Keys = [PrivateKey.Parse(Secret)],
    };

    private static string Journaled(string folder) => string.Concat(Directory.GetFiles(folder, "*.journal", SearchOption.AllDirectories)
        .Select(static file =>
        {
            using FileStream shared = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using StreamReader reader = new(shared, System.Text.Encoding.Latin1);
            return reader.ReadToEnd();
        }));
}
