using Orleans;
using Orleans.Runtime;
using Quern.Connectors.Transport;
using Quern.Domain.Fencing;
using Quern.Grains.Journal;
using Quern.Grains.Leases;

namespace Quern.Grains.Tests.Leases.Simulated;

/// <summary>The money path with nothing but its fence: journals, then sends, as fast as its timer ticks.</summary>
public interface ISendingGrain : IGrainWithStringKey
{
    /// <summary>Wakes it.</summary>
    Task Wake();
}

public sealed class SendingGrain(IJournalStore journals, LateVenue venue, ReceiveClock clock, ILocalSiloDetails silo) : Grain, ISendingGrain
{
    private const long WindowNs = 2_000_000_000;
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(20);
    private IJournal _journal = null!;
    private AccountLease _lease = null!;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _journal = await journals.Open(this.GetPrimaryKeyString());
        _lease = new(_journal, new(), silo.SiloAddress.ToString(), clock);
        await _lease.Renew();
        this.RegisterGrainTimer(OnTimer, Every, Every);
    }

    public Task Wake() => Task.CompletedTask;

    private Task OnTimer()
    {
        _lease.Tick();
        long now = clock.NowNs;
        long until = venue.IgnoresLeases ? long.MaxValue : _lease.SendUntilNs;
        if (now >= until)
            return Task.CompletedTask;
        try
        {
            _journal.Append([1]);
            venue.Send(_journal.Epoch, RequestExpiry.At(now, WindowNs, until));
        }
        catch (JournalException)
        {
            // Fenced off.
        }

        return Task.CompletedTask;
    }
}
