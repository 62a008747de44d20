using Microsoft.Extensions.Logging;
using Orleans.Services;
using Quern.Grains.Desks;
using Quern.Grains.Interfaces.Pools;

namespace Quern.Grains.Pools;

/// <summary>Wakes the configured pool and wallet grains and pings them every second, so that they live on after a silo was lost.</summary>
public interface IPoolService : IGrainService;

/// <inheritdoc cref="IPoolService"/>
public sealed class PoolService : WakingService, IPoolService
{
    private readonly ChainDirectory _chains;

    /// <summary>Built by the silo.</summary>
    public PoolService(
        GrainId grainId, Orleans.Runtime.Silo silo, ILoggerFactory loggers, IGrainFactory grains, ChainDirectory chains,
        ILocalSiloDetails details, TimeProvider time)
        : base(grainId, silo, loggers, grains, details, time) => _chains = chains;

    /// <inheritdoc/>
    protected override bool HasWork => _chains.All.Count > 0;

    /// <inheritdoc/>
    protected override async Task Wake(IReadOnlyList<SiloAddress> silos)
    {
        foreach (string key in _chains.WalletKeys.Where(key => IsMine(key, silos)))
            await Try(key, Grains.GetGrain<IWalletGrain>(key).Wake());
        foreach (string key in _chains.PoolKeys.Where(key => IsMine(key, silos)))
            await Try(key, Grains.GetGrain<IPoolGrain>(key).Wake());
    }

    // Every silo computes the same one that pings; where the grain lives is the engine's affair.
    private bool IsMine(string key, IReadOnlyList<SiloAddress> silos) =>
        DeskOwnership.OwnerOf(key, silos, new Dictionary<string, string>()).Equals(Here);
}
