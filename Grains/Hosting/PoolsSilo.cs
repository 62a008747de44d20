using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;
using Quern.Grains.Journal;
using Quern.Grains.Pools;

namespace Quern.Grains.Hosting;

/// <summary>Wires pools and wallets into a silo of either engine: off unless called. The host adds an <see cref="IJournalStore"/>.</summary>
public static class PoolsSilo
{
    /// <summary>Adds the grains' service and the chains.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="chains">Makes the chains once the silo's services are there; the same names on every silo of a cluster.</param>
    /// <param name="journals">
    /// Where wallets keep what they signed: it must outlive every session that sends to the same chain. Default: the silo's own store.
    /// </param>
    public static ISiloBuilder AddQuernPools(
        this ISiloBuilder silo, Func<IServiceProvider, IEnumerable<ChainSettings>> chains, IJournalStore? journals = null)
    {
        silo.AddGrainService<PoolService>();
        silo.Services.AddSingleton(provider => new ChainDirectory(chains(provider)));
        silo.Services.AddSingleton(provider => new WalletJournals(journals ?? provider.GetRequiredService<IJournalStore>()));
        return silo;
    }
}
