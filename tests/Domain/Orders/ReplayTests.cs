using Quern.Domain.Instruments;
using Quern.Domain.Orders;

namespace Quern.Domain.Tests.Orders;

/// <summary>I9: the replay of any prefix of a journal gives the state that lived when the prefix ended.</summary>
[Trait("Category", "property")]
public sealed class ReplayTests
{
    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(4), InlineData(5), InlineData(6)]
    public void Replay_of_every_prefix_is_the_state_that_lived(int seed)
    {
        var lived = new List<string>();
        OrderDesk desk = Live(seed, settings => settings, before => lived.Add(before.Manager.StateHash));
        lived.Add(desk.Manager.StateHash);

        Assert.True(desk.Journal.Count > 300, $"{desk.Journal.Count} entries are no history.");
        var state = new AccountState(desk.Settings, [Contracts.Linear, Contracts.Inverse]);
        Assert.Equal(lived[0], state.Hash());
        for (int length = 1; length <= desk.Journal.Count; length++)
        {
            state.Apply(desk.Journal[length - 1]);
            Assert.Equal(lived[length], state.Hash());
        }
    }

    [Fact]
    public void A_restored_manager_has_the_hash_of_the_one_that_died()
    {
        OrderDesk desk = Live(seed: 11, settings => settings with { EndedOrdersKept = 8, TradeIdsKept = 32 }, null);

        var successor = new OrderDesk(_ => desk.Settings, epoch: 8, restoreFrom: desk.Journal, isReady: false);

        Assert.Equal(desk.Manager.StateHash, successor.Manager.StateHash);
        Assert.True(desk.Manager.Orders.Evicted > 50);
        Assert.Empty(successor.Events);
        Assert.Empty(successor.Journal);
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(4), InlineData(5), InlineData(6)]
    public void A_snapshot_and_the_entries_after_it_are_the_whole_journal(int seed)
    {
        OrderDesk desk = Live(seed, settings => settings with { EndedOrdersKept = 16, TradeIdsKept = 32 }, null);
        var random = new Random(seed);
        for (int cut = 0; cut < 40; cut++)
        {
            int length = random.Next(1, desk.Journal.Count + 1);
            var before = new AccountState(desk.Settings, [Contracts.Linear, Contracts.Inverse]);
            foreach (JournalEntry entry in desk.Journal.Take(length))
                before.Apply(entry);

            var after = new AccountState(desk.Settings, [Contracts.Linear, Contracts.Inverse]);
            after.Read(before.Snapshot());
            Assert.Equal(before.Hash(), after.Hash());
            foreach (JournalEntry entry in desk.Journal.Skip(length))
                after.Apply(entry);
            Assert.Equal(desk.Manager.StateHash, after.Hash());
        }
    }

    [Fact]
    public void A_successor_from_a_snapshot_hears_the_fills_after_it_and_no_others()
    {
        OrderDesk desk = Live(seed: 5, settings => settings, null);
        int half = desk.Journal.Count / 2;
        var first = new OrderManager(desk.Settings, 8, [Contracts.Linear, Contracts.Inverse], desk, desk, desk);
        var fills = new List<OwnFill>();
        first.Restore(desk.Journal.Take(half), fills.Add);

        var second = new OrderManager(desk.Settings, 8, [Contracts.Linear, Contracts.Inverse], desk, desk, desk);
        second.Restore(first.Snapshot(), desk.Journal.Skip(half), fills.Add);

        Assert.Equal(desk.Fills, fills);
        Assert.Equal(desk.Manager.StateHash, second.StateHash);
    }

    [Fact]
    public void A_snapshot_that_does_not_belong_here_is_refused()
    {
        OrderDesk desk = Live(seed: 2, settings => settings, null);
        byte[] snapshot = desk.Manager.Snapshot();

        Assert.Throws<SnapshotException>(() => Read(desk.Settings with { Account = "test-venue:other" }, snapshot));
        Assert.Throws<SnapshotException>(() => Read(desk.Settings with { EndedOrdersKept = 1 }, snapshot));
        Assert.Throws<SnapshotException>(() => Read(desk.Settings, snapshot[..^1]));
        Assert.Throws<SnapshotException>(() => Read(desk.Settings, [.. snapshot, 0]));

        static void Read(AccountSettings settings, byte[] snapshot) => new AccountState(settings, [Contracts.Linear, Contracts.Inverse]).Read(snapshot);
    }

    [Fact]
    public void Two_runs_of_one_seed_send_the_same_bytes()
    {
        OrderDesk first = Live(seed: 3, settings => settings, null);
        OrderDesk second = Live(seed: 3, settings => settings, null);

        Assert.Equal(first.Manager.StateHash, second.Manager.StateHash);
        Assert.Equal(first.Placed, second.Placed);
        Assert.Equal(first.Cancels, second.Cancels);
        Assert.NotEqual(first.Manager.StateHash, Live(seed: 4, settings => settings, null).Manager.StateHash);
    }

    /// <summary>A life full of accidents, by a venue that says anything, true or not.</summary>
    private static OrderDesk Live(int seed, Func<AccountSettings, AccountSettings> change, Action<OrderDesk>? beforeAppend)
    {
        var random = new Random(seed);
        var desk = new OrderDesk(settings => change(settings) with { MoveByReplace = seed % 2 == 0 }, beforeAppend: beforeAppend);
        UInt128 key = 0;
        long tradeId = 0;

        for (int step = 0; step < 400; step++)
        {
            desk.Now += random.Next(400_000_000);
            desk.Outcome = (GatewayOutcome)Math.Max(0, random.Next(-8, 3));
            switch (random.Next(10))
            {
                case 0 or 1:
                    desk.Want([.. Enumerable.Range(0, random.Next(5)).Select(_ => random.Next(2) == 0
                        ? ((long)random.Next(1, 60), 9_990L - random.Next(4))
                        : (-(long)random.Next(1, 60), 10_010L + random.Next(4)))]);
                    break;
                case 2:
                    desk.Submit(random.Next(4) == 0 ? 1 : ++key, (Side)random.Next(2), random.Next(1, 40));
                    break;
                case 3:
                    desk.Manager.OnTimer(desk.Now);
                    break;
                case 4 when random.Next(8) == 0:
                    desk.Manager.Kill("drill", desk.Now);
                    desk.Manager.Arm("over", desk.Now);
                    break;
                case 5 when random.Next(8) == 0:
                    Reconcile(desk, random);
                    break;
                default:
                    Say(desk, random, ref tradeId);
                    break;
            }
        }

        return desk;
    }

    private static void Say(OrderDesk desk, Random random, ref long tradeId)
    {
        if (desk.Placed.Count == 0)
            return;

        OrderRequest about = desk.Placed[Math.Max(0, desk.Placed.Count - 1 - random.Next(12))];
        var kind = (ReportKind)random.Next(1, 12);
        long lots = random.Next(1, 20);
        ExecutionReport report = desk.Report(kind, about.Id) with
        {
            Side = about.Side, Filled = new(random.Next(3) == 0 ? lots : 0), VenueTimeNs = desk.Now - random.Next(500_000_000),
            Reason = (Reason)random.Next(21), IsFinal = random.Next(6) == 0,
        };
        if (kind is ReportKind.Traded)
            report = report with { LastQuantity = new(lots), LastPrice = about.Price, TradeId = random.Next(4) == 0 ? tradeId + 1 : ++tradeId };
        if (kind is ReportKind.Replaced)
            report = report with { Price = new(9_980 + random.Next(5)), Quantity = new(lots + 10) };
        if (random.Next(12) == 0)
            report = report with { Id = default, VenueOrderId = random.Next(2) == 0 ? "nobody" : report.VenueOrderId };
        desk.Manager.OnOrderStatus(report, desk.Now);
        if (kind is ReportKind.NotFound)
            desk.Manager.OnNoFills(about.Id, desk.Now + random.Next(10) * OrderDesk.Second, desk.Now);
    }

    private static void Reconcile(OrderDesk desk, Random random)
    {
        desk.Manager.OnStreamLost(desk.Now);
        desk.Manager.BeginReconcile(desk.Now);
        foreach (Order order in desk.Manager.Orders.Live.ToArray())
        {
            long late = desk.Now + 60 * OrderDesk.Second;
            if (random.Next(2) == 0)
            {
                desk.Manager.OnOpenOrder(desk.Report(ReportKind.Acknowledged, order.Id) with { VenueTimeNs = late, Price = order.Price, Quantity = order.Quantity }, desk.Now);
            }
            else
            {
                ClientOrderId id = order.Id;
                desk.Manager.OnOrderStatus(desk.Report(ReportKind.NotFound, id) with { VenueTimeNs = late }, desk.Now);
                desk.Manager.OnNoFills(id, late, desk.Now);
            }
        }

        desk.Manager.OnOpenOrder(
            desk.Report(ReportKind.Acknowledged, ClientOrderId.Create(12, 3, (uint)random.Next(1, 1_000))) with { Quantity = new(5), Price = new(9_000) },
            desk.Now);
        desk.Manager.OnPosition(new(Contracts.Linear.Id, random.Next(-50, 50), 0, desk.Now, desk.Now), desk.Now);
        desk.Manager.EndReconcile(desk.Now);
    }
}
