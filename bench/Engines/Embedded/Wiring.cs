using Orleans.Hosting;
using Quern.Grains.Hosting;

namespace Quern.Bench.TickToTrade;

/// <summary>What the embedded engine needs from the host.</summary>
internal static class Wiring
{
    public static void AddEngine(ISiloBuilder silo) =>
        silo.AddMemoryGrainStorage(QuernSilo.CatalogueStorage).AddMemoryGrainStorage(QuernSilo.StreamStorage);
}
