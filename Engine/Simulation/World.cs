using Quern.Engine.Runtime;

namespace Quern.Engine.Simulation;

/// <summary>A simulation.</summary>
public sealed class World
{
    /// <summary>The world whose run is on this thread; null outside runs.</summary>
    public static World? Current => null;

    internal Cluster NewCluster(string clusterId) => new(new ThreadPoolDispatcher(), clusterId);
}
