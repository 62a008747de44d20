using System.Text.Json;
using Microsoft.Extensions.Logging;
using Orleans.Services;
using Quern.Grains.Interfaces.Catalogue;
using Quern.Grains.Journal;

namespace Quern.Grains.Guardian;

/// <summary>Looks after the accounts whose owners are on other silos, and takes their orders back when the owner is gone.</summary>
public interface IGuardianService : IGrainService;

/// <inheritdoc cref="IGuardianService"/>
public sealed class GuardianService : GrainService, IGuardianService
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(500);
    private readonly string _silo;
    private readonly TimeProvider _time;
    private readonly AccountGuardian[] _guardians;
    private ITimer? _timer;
    private int _isRunning;

    /// <summary>Built by the silo.</summary>
    public GuardianService(
        GrainId grainId, Orleans.Runtime.Silo silo, ILoggerFactory loggers, CatalogueContent content, IJournalStore journals, IGuardedVenue venue,
        ILocalSiloDetails details, TimeProvider time)
        : base(grainId, silo, loggers)
    {
        _silo = details.SiloAddress.ToString();
        _time = time;
        ILogger logger = loggers.CreateLogger<GuardianService>();
        _guardians = [.. content.Accounts.Select(entry => new AccountGuardian(entry.Id, entry.Number, journals, venue, time, logger))];
    }

    /// <inheritdoc/>
    public override Task Start()
    {
        _timer = _time.CreateTimer(static state => ((GuardianService)state!).Tick(), this, Every, Every);
        return base.Start();
    }

    /// <inheritdoc/>
    public override Task Stop()
    {
        _timer?.Dispose();
        return base.Stop();
    }

    private void Tick()
    {
        if (Interlocked.Exchange(ref _isRunning, 1) == 0)
            _ = LookAll();
    }

    private async Task LookAll()
    {
        try
        {
            // A dead silo can't look after itself: whoever holds the lease is watched by the others.
            foreach (AccountGuardian guardian in _guardians)
                await guardian.Look(besides: _silo);
        }
        finally
        {
            Volatile.Write(ref _isRunning, 0);
        }
    }
}
