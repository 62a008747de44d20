using System.Buffers.Binary;
using System.Security.Cryptography;
using Quern.Domain.Orders;
using Quern.Grains.Journal;
using Quern.Grains.Leases;

namespace Quern.Grains.Tests.Journal;

/// <summary>What every store of journals must do, whatever it is made of.</summary>
[Trait("Category", "conformance")]
public abstract class JournalConformance
{
    protected abstract Task<StoreUnderTest> Start();

    [Fact]
    public async Task The_next_owner_reads_what_the_last_one_appended()
    {
        await using StoreUnderTest under = await Start();
        await using (IJournal first = await under.Open())
        {
            first.Append("one");
            first.Append("two");
        }

        await using IJournal second = await under.Open();

        Assert.Equal(2, second.Epoch);
        Assert.Equal(["1/1:one", "2/1:two"], second.ReadEarlier().Texts());
        Assert.Equal("", second.Notice);
        Assert.Equal((2L, 2L), (second.Appended, second.Durable));
    }

    [Fact]
    public async Task A_killed_owner_loses_nothing_that_was_durable_and_its_run_is_recovered()
    {
        await using StoreUnderTest under = await Start();
        IJournal killed = await under.Open();
        killed.Append("sent");
        await killed.WhenDurable();

        await using IJournal next = await under.Open();

        Assert.Equal(["1/1:sent"], next.ReadEarlier().Texts());
        JournalRun run = Assert.Single(next.Runs);
        Assert.Equal((1, RunEnding.Recovered, 1L, 1L), (run.Epoch, run.Ending, run.First, run.Records));
        await killed.DisposeAsync();
    }

    [Fact]
    public async Task An_owner_whose_successor_came_cannot_append_and_the_successor_reads_nothing_of_it()
    {
        await using StoreUnderTest under = await Start();
        await using IJournal old = await under.Open();
        old.Append("in time");
        await old.WhenDurable();
        await using IJournal successor = await under.Open();
        successor.Append("mine");
        await successor.WhenDurable();

        JournalException refusal = await Assert.ThrowsAsync<JournalException>(async () =>
        {
            old.Append("late");
            await old.WhenDurable();
        });
        Assert.Contains("newer owner (epoch 2, this one is 1)", refusal.Message, StringComparison.Ordinal);
        Assert.Throws<JournalException>(() => old.Append("later"));

        await using IJournal third = await under.Open();
        Assert.Equal(["1/1:in time", "2/2:mine"], third.ReadEarlier().Texts());
    }

    [Fact]
    public async Task Each_run_is_written_down_with_how_it_ended()
    {
        await using StoreUnderTest under = await Start();
        await using (IJournal first = await under.Open())
        {
            first.Append("a");
            first.Append("b");
        }

        IJournal second = await under.Open();
        second.Append("c");
        await second.WhenDurable();
        await using (IJournal third = await under.Open())
            Assert.Empty(third.Notice);

        await using IJournal fourth = await under.Open();

        Assert.Equal(
            [(1, RunEnding.Ended, 1L, 2L), (2, RunEnding.Recovered, 3L, 1L), (3, RunEnding.Ended, 4L, 0L)],
            fourth.Runs.Select(run => (run.Epoch, run.Ending, run.First, run.Records)));
        Assert.All(fourth.Runs, run => Assert.Equal(64, run.Hash.Length));
        Assert.NotEqual(fourth.Runs[0].Hash, fourth.Runs[1].Hash);
        Assert.Equal(fourth.Runs[1].Hash, fourth.Runs[2].Hash);
        await second.DisposeAsync();
    }

    [Fact]
    public async Task Owners_that_die_during_recovery_change_nothing()
    {
        await using StoreUnderTest under = await Start();
        IJournal first = await under.Open();
        first.Append("kept");
        await first.WhenDurable();
        IJournal second = await under.Open();
        IJournal third = await under.Open();

        await using IJournal fourth = await under.Open();

        Assert.Equal(4, fourth.Epoch);
        Assert.Equal(["1/1:kept"], fourth.ReadEarlier().Texts());
        Assert.All(fourth.Runs, run => Assert.Equal(RunEnding.Recovered, run.Ending));
        foreach (IJournal dead in (IJournal[])[first, second, third])
            await dead.DisposeAsync();
    }

    [Fact]
    public async Task Owners_that_come_at_once_get_different_epochs()
    {
        await using StoreUnderTest under = await Start();

        IJournal[] owners = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Task.Run(under.Open)));

        Assert.Equal([1, 2, 3, 4, 5], owners.Select(owner => owner.Epoch).Order());
        foreach (IJournal owner in owners)
            await owner.DisposeAsync();
    }

    [Fact]
    public async Task What_is_awaited_is_durable()
    {
        await using StoreUnderTest under = await Start();
        await using IJournal journal = await under.Open();
        for (int number = 0; number < 50; number++)
            journal.Append("x");

        await journal.WhenDurable();

        Assert.Equal((50L, 50L), (journal.Appended, journal.Durable));
        Assert.Equal(TimeSpan.Zero, journal.DurabilityLag);
        Assert.Equal((50L, 50L), (journal.Counts.Records, journal.Counts.Bytes));
        Assert.Equal("", journal.Trouble);
    }

    [Fact]
    public async Task Many_records_of_all_sizes_come_back_in_order()
    {
        const int records = 3_000;
        await using StoreUnderTest under = await Start();
        string written;
        await using (IJournal journal = await under.Open())
            written = await AppendRandom(journal, records);

        await using IJournal next = await under.Open();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long expected = 0;
        foreach (JournalLine line in next.ReadEarlier())
        {
            Assert.Equal(++expected, line.Sequence);
            hash.AppendData(line.Record.Span);
        }

        Assert.Equal(records, expected);
        Assert.Equal(written, Convert.ToHexString(hash.GetHashAndReset()));
    }

    [Fact]
    public async Task Recovery_starts_from_the_newest_snapshot_and_reads_only_what_came_after()
    {
        await using StoreUnderTest under = await Start();
        await using (IJournal first = await under.Open())
        {
            first.Append("one");
            await first.WriteSnapshot("after one"u8.ToArray());
            first.Append("two");
            await first.WriteSnapshot("after two"u8.ToArray());
            first.Append("three");
        }

        await using IJournal second = await under.Open();

        Assert.Equal(2, second.Snapshot!.Sequence);
        Assert.Equal("after two"u8.ToArray(), second.Snapshot.State.ToArray());
        Assert.Equal(["3/1:three"], second.ReadEarlier().Texts());
        Assert.Equal(["1/1:one", "2/1:two", "3/1:three"], second.ReadAll().Texts());
    }

    [Fact]
    public async Task A_lease_is_seen_by_watchers_and_found_by_the_successor()
    {
        await using StoreUnderTest under = await Start();
        await using IJournal old = await under.Open();
        Assert.Null(await under.Store.ReadLease(StoreUnderTest.Name));
        var lease = new LeaseRecord(
            1, "silo-a", TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2), TimeSpan.FromMilliseconds(250), 1, IsReleased: false);

        await old.WriteLease(lease);
        await old.WriteLease(lease with { Renewals = 2 });

        Assert.Equal(lease with { Renewals = 2 }, await under.Store.ReadLease(StoreUnderTest.Name));
        await using IJournal successor = await under.Open();
        Assert.Equal(lease with { Renewals = 2 }, successor.EarlierLease);
        await Assert.ThrowsAsync<JournalException>(() => old.WriteLease(lease with { Renewals = 3 }));
        await successor.WriteLease(lease with { Epoch = 2, Owner = "silo-b" });
        Assert.Equal((2, "silo-b"), await under.Store.ReadLease(StoreUnderTest.Name) is { } read ? (read.Epoch, read.Owner) : default);
    }

    [Fact]
    public async Task Two_journals_of_one_store_know_nothing_of_each_other()
    {
        await using StoreUnderTest under = await Start();
        await using IJournal orders = await under.Open();
        await using IJournal ledger = await under.Store.Open($"{StoreUnderTest.Name}/ledger");
        orders.Append("order");
        ledger.Append("booking");
        await orders.WhenDurable();
        await ledger.WhenDurable();

        await using IJournal next = await under.Store.Open($"{StoreUnderTest.Name}/ledger");

        Assert.Equal(["1/1:booking"], next.ReadEarlier().Texts());
        orders.Append("still mine");
    }

    [Theory, InlineData(1), InlineData(2)]
    public async Task A_restored_order_manager_has_the_state_hash_of_the_one_that_lived(int seed)
    {
        await using StoreUnderTest under = await Start();
        IJournal journal = await under.Open();
        var lived = new JournaledOrders(journal);
        lived.Live(new Random(seed), steps: 300);
        await journal.WhenDurable();

        await using IJournal next = await under.Open();
        var restored = new JournaledOrders(next);

        Assert.Equal(lived.Manager.StateHash, restored.Manager.StateHash);
        Assert.True(restored.Manager.Orders.EndedCount > 20);
        await journal.DisposeAsync();
    }

    [Fact]
    public async Task A_successor_that_takes_over_among_appends_knows_every_order_that_the_old_owner_believes_sent()
    {
        await using StoreUnderTest under = await Start();
        IJournal old = await under.Open();
        int believed = 0;
        Task appending = Task.Run(async () =>
        {
            try
            {
                while (true)
                {
                    old.Append($"{believed + 1}");
                    await old.WhenDurable();
                    believed++;
                }
            }
            catch (JournalException)
            {
                // Fenced off: what this one was about to send stays unsent.
            }
        }, TestContext.Current.CancellationToken);
        while (Volatile.Read(ref believed) < 5)
            await Task.Delay(1, TestContext.Current.CancellationToken);

        await using IJournal next = await under.Open();
        string[] known = next.ReadEarlier().Texts();
        await appending;

        Assert.InRange(known.Length, believed, believed + 1);
        Assert.Equal(Enumerable.Range(1, known.Length).Select(number => $"{number}/1:{number}"), known);
        await old.DisposeAsync();
    }

    private static async Task<string> AppendRandom(IJournal journal, int records)
    {
        var random = new Random(7);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int number = 0; number < records; number++)
        {
            byte[] record = new byte[4 + random.Next(400)];
            random.NextBytes(record);
            BinaryPrimitives.WriteInt32LittleEndian(record, number);
            journal.Append(record);
            hash.AppendData(record);
            if (number % 500 == 0)
                await journal.WhenDurable();
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
