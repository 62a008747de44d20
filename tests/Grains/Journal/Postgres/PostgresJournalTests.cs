using System.Text;
using Quern.Domain.Orders;
using Quern.Grains.Journal;
using Quern.Grains.Journal.Postgres;

namespace Quern.Grains.Tests.Journal.Postgres;

public sealed class PostgresJournalConformance(PostgresFixture postgres) : JournalConformance, IClassFixture<PostgresFixture>
{
    protected override async Task<StoreUnderTest> Start() => new InPostgres(await postgres.Server.NewSchema());

    private sealed class InPostgres(string connection) : StoreUnderTest
    {
        private readonly PostgresJournalStore _store = new(new() { Connection = connection }, TimeProvider.System);

        public override IJournalStore Store => _store;

        public override ValueTask DisposeAsync() => _store.DisposeAsync();
    }
}

/// <summary>What only a server can do to a journal: die, come back, cut connections, go back in time.</summary>
[Trait("Category", "conformance")]
public sealed class PostgresJournalTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    [Fact]
    public async Task A_server_killed_among_appends_and_started_again_has_every_record_once_and_in_order()
    {
        await using PostgresJournalStore store = await Store();
        await using IJournal journal = await store.Open(StoreUnderTest.Name);
        int number = 0;
        for (int kill = 0; kill < 3; kill++)
        {
            number = await AppendFor(journal, number, TimeSpan.FromMilliseconds(150));
            Task killed = postgres.Server.Kill();
            number = await AppendFor(journal, number, TimeSpan.FromMilliseconds(150));
            await killed;
            Assert.True(journal.Durable < journal.Appended);
            await postgres.Server.StartAgain();
        }

        await Within(journal.WhenDurable());
        await using IJournal next = await store.Open(StoreUnderTest.Name);

        CheckNumbers(number, next);
        Assert.True(journal.Counts.FailedGroups > 0);
        Assert.Equal(RunEnding.Recovered, next.Runs[0].Ending);
    }

    [Fact]
    public async Task Connections_cut_again_and_again_lose_nothing_and_repeat_nothing()
    {
        string connection = await postgres.Server.NewSchema();
        await using var store = new PostgresJournalStore(new() { Connection = connection }, TimeProvider.System);
        await using IJournal journal = await store.Open(StoreUnderTest.Name);
        int number = 0;
        for (int cut = 0; cut < 10; cut++)
        {
            number = await AppendFor(journal, number, TimeSpan.FromMilliseconds(40));
            await postgres.Server.Execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'quern'");
        }

        await Within(journal.WhenDurable());
        await using IJournal next = await store.Open(StoreUnderTest.Name);

        CheckNumbers(number, next);
    }

    [Fact]
    public async Task A_journal_opens_although_the_pool_holds_only_dead_connections()
    {
        string connection = await postgres.Server.NewSchema();
        await using var store = new PostgresJournalStore(new() { Connection = connection }, TimeProvider.System);
        await (await store.Open(StoreUnderTest.Name)).DisposeAsync();

        await postgres.Server.Execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'quern'");
        await using IJournal journal = await store.Open(StoreUnderTest.Name);
        await postgres.Server.Execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'quern'");

        Assert.Null(await store.ReadLease(StoreUnderTest.Name));
        Assert.True(journal.Epoch >= 2, $"epoch {journal.Epoch}");
    }

    [Fact]
    public async Task While_the_server_is_away_sending_stops_and_what_the_venue_says_is_still_taken()
    {
        await using PostgresJournalStore store = await Store();
        await using IJournal journal = await store.Open(StoreUnderTest.Name);
        var account = new AccountJournal(journal, "run", "desk");
        Assert.True(account.AcceptsIntents);
        await postgres.Server.Kill();

        Assert.True(account.Append(new() { Kind = JournalKind.Armed, TimeNs = 1 }));
        await Until(() => !account.AcceptsIntents);
        Assert.True(account.Append(new() { Kind = JournalKind.Armed, TimeNs = 2 }));
        Assert.Equal(0, journal.Durable);

        await postgres.Server.StartAgain();
        await Until(() => account.AcceptsIntents);
        await Within(journal.WhenDurable());
        Assert.Equal(2, journal.Durable);
    }

    [Fact]
    public async Task Order_ids_are_reserved_ahead_of_need_and_the_reservation_outlives_lost_records()
    {
        string connection = await postgres.Server.NewSchema();
        await using var idle = new PostgresJournalStore(new() { Connection = connection, WriteEvery = TimeSpan.FromHours(1) }, TimeProvider.System);
        IJournal lost = await idle.Open(StoreUnderTest.Name);
        var orders = new JournaledOrders(lost);
        orders.Live(new Random(1), steps: 50);
        Assert.Equal((1_000U, 0L), (lost.ReservedThrough, lost.Durable));

        await using var store = new PostgresJournalStore(new() { Connection = connection }, TimeProvider.System);
        await using IJournal next = await store.Open(StoreUnderTest.Name);
        var restored = new JournaledOrders(next);

        Assert.Equal(0, restored.Manager.Orders.EndedCount);
        Assert.Equal([new LostOrders(1, 1, 1_000)], restored.Journal.MayExist);
        restored.Live(new Random(2), steps: 300);
        Assert.True(next.ReservedThrough == 1_000, "the first block is not half used");
        restored.GoOn(new Random(3), from: 301, steps: 300);
        await Until(() => next.ReservedThrough == 2_000);
        await next.DisposeAsync();
        await using IJournal third = await store.Open(StoreUnderTest.Name);
        Assert.Equal([1], third.EarlierBlocks.Select(block => block.Epoch));
    }

    [Fact]
    public async Task Nothing_is_sent_beyond_the_reserved_ids()
    {
        string connection = await postgres.Server.NewSchema();
        await using var store = new PostgresJournalStore(
            new() { Connection = connection, WriteEvery = TimeSpan.FromHours(1), FirstBlock = 20 }, new HandClock());
        IJournal journal = await store.Open(StoreUnderTest.Name);
        var orders = new JournaledOrders(journal);

        orders.Live(new Random(1), steps: 30);

        Assert.Equal(20, orders.Manager.Statistics.Sent);
        Assert.Equal(10, orders.Manager.Statistics.Denied);
    }

    [Fact]
    public async Task Records_that_were_changed_in_the_database_are_set_aside_with_all_that_follow()
    {
        string connection = await postgres.Server.NewSchema();
        await using var store = new PostgresJournalStore(new() { Connection = connection }, TimeProvider.System);
        await using IJournal journal = await store.Open(StoreUnderTest.Name);
        for (int number = 1; number <= 9; number++)
        {
            journal.Append($"{number}");
            if (number % 3 == 0)
                await Within(journal.WhenDurable());
        }

        await postgres.Server.Execute("UPDATE quern_record SET record = 'x' WHERE sequence = 5", connection);
        await using IJournal next = await store.Open(StoreUnderTest.Name);

        string[] read = next.ReadEarlier().Texts();
        Assert.InRange(read.Length, 3, 4);
        Assert.Equal(Enumerable.Range(1, read.Length).Select(number => $"{number}/1:{number}"), read);
        Assert.Equal(RunEnding.Quarantined, next.Runs[0].Ending);
        Assert.Contains("quern_quarantine", next.Notice, StringComparison.Ordinal);
        next.Append("goes on");
        await Within(next.WhenDurable());
    }

    [Fact]
    public async Task An_owner_whose_server_went_back_in_time_is_fenced_off()
    {
        string connection = await postgres.Server.NewSchema();
        await using var store = new PostgresJournalStore(new() { Connection = connection }, TimeProvider.System);
        await using IJournal journal = await store.Open(StoreUnderTest.Name);
        journal.Append("confirmed");
        await Within(journal.WhenDurable());

        await postgres.Server.Execute("DELETE FROM quern_record; DELETE FROM quern_group; UPDATE quern_journal SET sequence = 0", connection);
        journal.Append("next");
        JournalException refusal = await Assert.ThrowsAsync<JournalException>(() => Within(journal.WhenDurable()));

        Assert.Contains("the server lost what it had confirmed", refusal.Message, StringComparison.Ordinal);
        Assert.False(new AccountJournal(journal, "run", "desk").AcceptsIntents);
    }

    [Fact]
    public async Task Kills_are_the_same_for_every_silo()
    {
        string connection = await postgres.Server.NewSchema();
        using var one = new PostgresKillSwitch(connection);
        using var other = new PostgresKillSwitch(connection);

        one.Kill("venue:account", "too fast");
        one.Kill("venue:account", "much too fast");
        Assert.Equal("much too fast", other.ReasonOf("venue:account"));
        other.Arm("venue:account");
        Assert.Null(one.ReasonOf("venue:account"));
    }

    [Fact]
    public async Task A_server_out_of_reach_is_said_without_the_secret()
    {
        await using var store = new PostgresJournalStore(
            new() { Connection = "Host=127.0.0.1;Port=1;Username=me;Password=the-secret;Timeout=1" }, TimeProvider.System);

        JournalException refusal = await Assert.ThrowsAsync<JournalException>(() => store.Open(StoreUnderTest.Name));

        Assert.Contains("postgresql://127.0.0.1:1/", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("the-secret", refusal.ToString(), StringComparison.Ordinal);
    }

    private async Task<PostgresJournalStore> Store() => new(new() { Connection = await postgres.Server.NewSchema() }, TimeProvider.System);

    private static async Task<int> AppendFor(IJournal journal, int number, TimeSpan span)
    {
        for (TimeSpan step = TimeSpan.FromMilliseconds(2); span > TimeSpan.Zero; span -= step)
        {
            journal.Append($"{++number}");
            await Task.Delay(step, TestContext.Current.CancellationToken);
        }

        return number;
    }

    private static void CheckNumbers(int number, IJournal next) =>
        Assert.Equal(Enumerable.Range(1, number), next.ReadEarlier().Select(line => int.Parse(Encoding.UTF8.GetString(line.Record.Span))));

    private static Task Within(Task task) => task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

    private static async Task Until(Func<bool> isSo)
    {
        for (int attempt = 0; attempt < 1_000 && !isSo(); attempt++)
            await Task.Delay(20, TestContext.Current.CancellationToken);
        Assert.True(isSo());
    }
}
