using Orleans.Hosting;
using Quern.Grains.Hosting;
using Quern.Silo.Replay;

namespace Quern.Silo.Engines;

/// <summary>What Orleans needs from the host: how silos find each other. One machine until a clustering provider is configured.</summary>
internal static class EngineWiring
{
    public const string Name = "Orleans";

    /// <summary>False: virtual time needs the embedded engine.</summary>
    public static bool CanSimulate => false;

    public static void AddEngine(this ISiloBuilder silo) => silo
        .UseLocalhostClustering()
        .AddMemoryGrainStorage(QuernSilo.CatalogueStorage)
        .AddMemoryGrainStorage(QuernSilo.StreamStorage);

    /// <summary>Not in this build.</summary>
    public static ReplayReport Replay(ReplayRequest request) =>
        throw new NotSupportedException($"{request.Files.Count} files can't be replayed: virtual time needs the embedded engine.");
}
