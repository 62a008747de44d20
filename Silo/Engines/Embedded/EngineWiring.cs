using Orleans.Hosting;
using Quern.Grains.Hosting;
using Quern.Silo.Replay;

namespace Quern.Silo.Engines;

/// <summary>What the embedded engine needs from the host: where grains keep state. It lives in this process alone.</summary>
internal static class EngineWiring
{
    public const string Name = "Embedded";

    /// <summary>True: this build can run the same grains in virtual time.</summary>
    public static bool CanSimulate => true;

    public static void AddEngine(this ISiloBuilder silo) =>
        silo.AddMemoryGrainStorage(QuernSilo.CatalogueStorage).AddMemoryGrainStorage(QuernSilo.StreamStorage);

    /// <summary>Replays a recording in virtual time.</summary>
    public static Task<ReplayReport> Replay(ReplayRequest request, CancellationToken cancellation) =>
        throw new NotSupportedException($"Nothing replays {request.Files.Count} files yet.");
}
