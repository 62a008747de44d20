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
    /// <exception cref="Connectors.Recordings.RecordingException">The recording is damaged.</exception>
    /// <exception cref="Connectors.Recordings.RecordingRefusedException">The recording is of another kind.</exception>
    public static ReplayReport Replay(ReplayRequest request) => new ReplayRun(request).Run();
}
