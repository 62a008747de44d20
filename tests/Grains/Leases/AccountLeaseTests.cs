using Quern.Connectors.Transport;
using Quern.Grains.Journal;
using Quern.Grains.Leases;
using Quern.Grains.Tests.Journal;

namespace Quern.Grains.Tests.Leases;

[Trait("Category", "unit")]
public sealed class AccountLeaseTests
{
    private static readonly LeaseTerms Terms = new();
    private readonly HandClock _time = new();
    private readonly MemoryJournalStore _store = new();
    private readonly ReceiveClock _clock;

    public AccountLeaseTests() => _clock = new(_time);

    [Fact]
    public async Task The_first_owner_may_send_at_once_and_until_its_lease_ends()
    {
        AccountLease lease = await Take();

        Assert.Equal(TimeSpan.Zero, lease.UntilFirstOrder);
        Assert.Equal(_clock.NowNs + 2_000_000_000, lease.SendUntilNs);
    }

    [Fact]
    public async Task A_successor_waits_for_the_old_lease_the_longest_expiry_and_the_clock_error()
    {
        await Take();
        _time.Advance(TimeSpan.FromMinutes(10));

        AccountLease successor = await Take();
        Assert.Equal(TimeSpan.FromMilliseconds(4_250), successor.UntilFirstOrder);
        Pass(successor, TimeSpan.FromMilliseconds(4_249));
        Assert.Equal(0, successor.SendUntilNs);
        Pass(successor, TimeSpan.FromMilliseconds(1));
        Assert.True(successor.SendUntilNs > _clock.NowNs);
    }

    [Fact]
    public async Task After_a_release_nobody_waits_and_the_one_that_released_sends_no_more()
    {
        AccountLease first = await Take();
        await first.Release();

        Assert.Equal(0, first.SendUntilNs);
        AccountLease successor = await Take();
        Assert.True(successor.SendUntilNs > _clock.NowNs);
    }

    [Fact]
    public async Task A_renewal_counts_from_its_beginning()
    {
        AccountLease lease = await Take();
        long first = lease.SendUntilNs;
        _time.Advance(TimeSpan.FromMilliseconds(499));
        lease.Tick();
        Assert.Equal(first, lease.SendUntilNs);

        _time.Advance(TimeSpan.FromMilliseconds(1));
        lease.Tick();

        Assert.Equal(first + 500_000_000, lease.SendUntilNs);
    }

    [Fact]
    public async Task An_owner_that_lost_the_journal_keeps_its_lease_to_its_end_and_not_longer()
    {
        AccountLease old = await Take();
        long end = old.SendUntilNs;
        await Take();

        Pass(old, TimeSpan.FromMilliseconds(1_500));

        Assert.Equal(end, old.SendUntilNs);
        Assert.Contains("newer owner", old.Failure, StringComparison.Ordinal);
        Assert.True(old.IsLost);
        Pass(old, TimeSpan.FromMilliseconds(600));
        Assert.True(old.SendUntilNs < _clock.NowNs);
    }

    [Fact]
    public async Task After_a_stall_nothing_may_be_sent_before_the_store_confirmed_the_owner()
    {
        AccountLease lease = await Take();

        _time.Advance(TimeSpan.FromSeconds(7));
        Assert.True(lease.SendUntilNs < _clock.NowNs);
        lease.Tick();

        Assert.True(lease.SendUntilNs > _clock.NowNs);
    }

    [Fact]
    public void A_watcher_measures_on_its_own_clock_how_long_a_lease_has_not_changed()
    {
        var watch = new LeaseWatch(_time);
        var lease = new LeaseRecord(
            1, "a", TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2), TimeSpan.FromMilliseconds(250), 1, IsReleased: false);

        Assert.Equal(LeaseState.None, watch.Observe(null));
        Assert.Equal(LeaseState.Held, watch.Observe(lease));
        _time.Advance(TimeSpan.FromSeconds(1.9));
        Assert.Equal(LeaseState.Held, watch.Observe(lease with { Renewals = 2 }));
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(LeaseState.Lapsed, watch.Observe(lease with { Renewals = 2 }));
        _time.Advance(TimeSpan.FromSeconds(2.25));
        Assert.Equal(LeaseState.Over, watch.Observe(lease with { Renewals = 2 }));
        Assert.Equal(LeaseState.Held, watch.Observe(lease with { Epoch = 2 }));
        Assert.Equal(LeaseState.None, watch.Observe(lease with { Epoch = 2, IsReleased = true }));
    }

    [Fact]
    public void Terms_out_of_range_are_refused_by_name()
    {
        ArgumentOutOfRangeException refusal = Assert.Throws<ArgumentOutOfRangeException>(
            () => new LeaseTerms { RenewEvery = TimeSpan.FromSeconds(1) }.Validate());

        Assert.Equal("RenewEvery", refusal.ParamName);
    }

    private async Task<AccountLease> Take()
    {
        var lease = new AccountLease(await _store.Open("venue:account"), Terms, "silo", _clock);
        await lease.Renew();
        return lease;
    }

    private void Pass(AccountLease lease, TimeSpan span)
    {
        for (TimeSpan step = TimeSpan.FromMilliseconds(50); span > TimeSpan.Zero; span -= step)
        {
            _time.Advance(span < step ? span : step);
            lease.Tick();
        }
    }
}
