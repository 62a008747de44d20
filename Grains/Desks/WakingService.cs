using Microsoft.Extensions.Logging;
using Orleans.Services;

namespace Quern.Grains.Desks;

/// <summary>Wakes grains every second from the silo that owns them: that is what keeps them alive after a silo was lost. Rounds never overlap.</summary>
public abstract class WakingService : GrainService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private readonly TimeProvider _time;
    private ITimer? _timer;
    private int _isRunning;

    /// <summary>Built by the silo.</summary>
    protected WakingService(
        GrainId grainId, Orleans.Runtime.Silo silo, ILoggerFactory loggers, IGrainFactory grains, ILocalSiloDetails details, TimeProvider time)
        : base(grainId, silo, loggers)
    {
        ArgumentNullException.ThrowIfNull(details);
        Grains = grains;
        Here = details.SiloAddress;
        Logger = loggers.CreateLogger(GetType());
        _time = time;
    }

    /// <summary>The way to the grains.</summary>
    protected IGrainFactory Grains { get; }

    /// <summary>This silo.</summary>
    protected SiloAddress Here { get; }

    /// <summary>Where failures are told.</summary>
    protected ILogger Logger { get; }

    /// <summary>Whether there is anything to wake at all.</summary>
    protected virtual bool HasWork => true;

    /// <inheritdoc/>
    public override Task Start()
    {
        if (HasWork)
            _timer = _time.CreateTimer(static state => ((WakingService)state!).Tick(), this, TimeSpan.Zero, Every);
        return base.Start();
    }

    /// <inheritdoc/>
    public override Task Stop()
    {
        _timer?.Dispose();
        return base.Stop();
    }

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

    private void Tick()
    {
        if (Interlocked.Exchange(ref _isRunning, 1) == 0)
            _ = Round();
    }

    private async Task Round()
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
        finally
        {
            Volatile.Write(ref _isRunning, 0);
        }
    }
}
