using Orleans.Hosting;
using Quern.Grains.Hosting;

namespace Quern.Bench.TickToTrade;

/// <summary>What Orleans needs from the host.</summary>
internal static class Wiring
{
    public static void AddEngine(ISiloBuilder silo) =>
        silo.UseLocalhostClustering().AddMemoryGrainStorage(QuernSilo.CatalogueStorage).AddMemoryGrainStorage(QuernSilo.StreamStorage);
}
