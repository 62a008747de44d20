using Microsoft.Extensions.Logging;

namespace Quern.Grains.Desks;

/// <summary>Wakes grains every second from the silo that owns them: that is what keeps them alive after a silo was lost.</summary>
public abstract class WakingService : RecurringService
{
    /// <summary>Built by the silo.</summary>
    protected WakingService(
        GrainId grainId, Orleans.Runtime.Silo silo, ILoggerFactory loggers, IGrainFactory grains, ILocalSiloDetails details, TimeProvider time)
        : base(grainId, silo, loggers, time)
    {
        ArgumentNullException.ThrowIfNull(details);
        Grains = grains;
        Here = details.SiloAddress;
        Logger = loggers.CreateLogger(GetType());
    }

    /// <summary>The way to the grains.</summary>
    protected IGrainFactory Grains { get; }

    /// <summary>This silo.</summary>
    protected SiloAddress Here { get; }

    /// <summary>Where failures are told.</summary>
    protected ILogger Logger { get; }

    /// <inheritdoc/>
    protected override TimeSpan First => TimeSpan.Zero;

    /// <inheritdoc/>
    protected override TimeSpan Every => TimeSpan.FromSeconds(1);

    /// <summary>Wakes what this silo owns.</summary>
    /// <param name="silos">The silos that are up, in an order that is the same on all of them.</param>
    protected abstract Task Wake(IReadOnlyList<SiloAddress> silos);

    /// <summary>Awaits one grain: one that can't wake must not keep the others asleep.</summary>
    protected async Task Try(string what, Task wake)
    {
        ArgumentNullException.ThrowIfNull(wake);
        try
        {
            await wake;
        }
        catch (Exception error)
        {
            Logger.GrainNotWoken(what, error.Message);
        }
    }

    /// <inheritdoc/>
    protected override async Task Round()
    {
        try
        {
            Dictionary<SiloAddress, SiloStatus> hosts = await Grains.GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true);
            var silos = hosts.Keys.ToList();
            silos.Sort();
            await Wake(silos);
        }
        catch (Exception error) when (error is TimeoutException or OrleansException or OperationCanceledException)
        {
            Logger.RoundNotFinished(error.Message);
        }
    }
}
