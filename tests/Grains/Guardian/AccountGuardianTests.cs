using Microsoft.Extensions.Logging.Abstractions;
using Quern.Connectors.Exchange;
using Quern.Connectors.Transport;
using Quern.Domain.Orders;
using Quern.Grains.Guardian;
using Quern.Grains.Journal;
using Quern.Grains.Leases;
using Quern.Grains.Tests.Journal;

namespace Quern.Grains.Tests.Guardian;

[Trait("Category", "unit")]
public sealed class AccountGuardianTests : IGuardedVenue
{
    private readonly HandClock _time = new();
    private readonly MemoryJournalStore _store = new();
    private readonly AccountGuardian _guardian;
    private int _open = 3;
    private int _asked;
    private bool _refuses;

    public AccountGuardianTests() => _guardian = new("venue:account", 12, _store, this, _time, NullLogger.Instance);

    [Fact]
    public async Task Nothing_is_asked_of_the_venue_while_the_owner_renews()
    {
        AccountLease lease = await Own("silo-a");
        for (int half = 0; half < 20; half++)
        {
            lease.Tick();
            await Watch(TimeSpan.FromMilliseconds(500));
        }

        Assert.Equal(0, _asked);
    }

    [Fact]
    public async Task Orders_of_a_lost_owner_are_taken_back_within_a_second_after_its_lease_lapsed()
    {
        await Own("silo-a");
        await Watch(TimeSpan.FromSeconds(2));
        await Watch(TimeSpan.FromSeconds(1));

        Assert.Equal(0, _open);
        Assert.Equal(3, _guardian.Found);
    }

    [Fact]
    public async Task It_looks_again_until_nothing_can_arrive_any_more_and_then_rests()
    {
        await Own("silo-a");
        await Watch(TimeSpan.FromSeconds(4));
        // One that was still under way.
        _open = 1;
        await Watch(TimeSpan.FromSeconds(3));

        Assert.Equal((0, 4L), (_open, _guardian.Found));
        int asked = _asked;
        await Watch(TimeSpan.FromMinutes(1));
        Assert.Equal(asked, _asked);
    }

    [Fact]
    public async Task A_venue_that_refuses_is_asked_again()
    {
        await Own("silo-a");
        _refuses = true;
        await Watch(TimeSpan.FromSeconds(10));
        Assert.Equal(3, _open);

        _refuses = false;
        await Watch(TimeSpan.FromSeconds(1));

        Assert.Equal(0, _open);
    }

    [Fact]
    public async Task It_leaves_alone_a_successor_an_owner_that_gave_up_and_owners_on_its_own_silo()
    {
        await Own("silo-a");
        await Watch(TimeSpan.FromSeconds(1));
        AccountLease successor = await Own("silo-c");
        for (int half = 0; half < 20; half++)
        {
            successor.Tick();
            await Watch(TimeSpan.FromMilliseconds(500));
        }

        await successor.Release();
        await Watch(TimeSpan.FromMinutes(1));
        await Own("silo-b");
        await Watch(TimeSpan.FromMinutes(1));

        Assert.Equal(0, _asked);
    }

    public Task<int> CancelOurs(string account, int number)
    {
        Assert.Equal(("venue:account", 12), (account, number));
        _asked++;
        if (_refuses)
            throw new ExchangeException("busy", Reason.RateLimited);
        (int open, _open) = (_open, 0);
        return Task.FromResult(open);
    }

    private async Task<AccountLease> Own(string silo)
    {
        var lease = new AccountLease(await _store.Open("venue:account"), new(), silo, new(_time));
        await lease.Renew();
        await _guardian.Look("silo-b");
        return lease;
    }

    private async Task Watch(TimeSpan span)
    {
        for (; span > TimeSpan.Zero; span -= TimeSpan.FromMilliseconds(500))
        {
            _time.Advance(TimeSpan.FromMilliseconds(500));
            await _guardian.Look("silo-b");
        }
    }
}
