using Quern.Client.Commands;
using Quern.Client.Offline.Simulate;
using Quern.Client.Output;

namespace Quern.Client.Offline;

/// <summary>The verbs that need no silo.</summary>
public static class OfflineVerbs
{
    /// <summary>All of them.</summary>
    public static IEnumerable<Verb> All(Surroundings around) => [SimulateVerb.Create(around)];
}
