using Microsoft.Extensions.Logging;
using Orleans.Services;
using Quern.Grains.Desks;
using Quern.Grains.Interfaces.Pools;

namespace Quern.Grains.Pools;

/// <summary>Wakes the configured pool and wallet grains and pings them every second, so that they live on after a silo was lost.</summary>
public interface IPoolService : IGrainService;

/// <inheritdoc cref="IPoolService"/>
public sealed class PoolService : GrainService, IPoolService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private readonly IGrainFactory _grains;
    private readonly ChainDirectory _chains;
    private readonly ILocalSiloDetails _silo;
    private readonly TimeProvider _time;
    private readonly ILogger<PoolService> _logger;
    private ITimer? _timer;
    private int _isRunning;

    /// <summary>Built by the silo.</summary>
    public PoolService(
        GrainId grainId, Orleans.Runtime.Silo silo, ILoggerFactory loggers, IGrainFactory grains, ChainDirectory chains,
        ILocalSiloDetails details, TimeProvider time)
        : base(grainId, silo, loggers)
    {
        _grains = grains;
        _chains = chains;
        _silo = details;
        _time = time;
        _logger = loggers.CreateLogger<PoolService>();
    }

    /// <inheritdoc/>
    public override Task Start()
    {
        if (_chains.All.Count > 0)
            _timer = _time.CreateTimer(static state => ((PoolService)state!).Tick(), this, TimeSpan.Zero, Every);
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
            _ = WakeMine();
    }

    private async Task WakeMine()
    {
        try
        {
            var hosts = await _grains.GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true);
            var silos = hosts.Keys.ToList();
            silos.Sort();
            foreach (string key in _chains.WalletKeys.Where(key => IsMine(key, silos)))
                await Try(key, _grains.GetGrain<IWalletGrain>(key).Wake());
            foreach (string key in _chains.PoolKeys.Where(key => IsMine(key, silos)))
                await Try(key, _grains.GetGrain<IPoolGrain>(key).Wake());
        }
        catch (Exception error) when (error is TimeoutException or OrleansException or OperationCanceledException)
        {
            _logger.ChainGrainNotWoken("pools and wallets", error.Message);
        }
        finally
        {
            Volatile.Write(ref _isRunning, 0);
        }
    }

    // Every silo computes the same one that pings; where the grain lives is the engine's affair.
    private bool IsMine(string key, List<SiloAddress> silos) =>
        DeskOwnership.OwnerOf(key, silos, new Dictionary<string, string>()).Equals(_silo.SiloAddress);

    // One grain that can't wake must not keep the others asleep.
    private async Task Try(string what, Task wake)
    {
        try
        {
            await wake;
        }
        catch (Exception error)
        {
            _logger.ChainGrainNotWoken(what, error.Message);
        }
    }
}
