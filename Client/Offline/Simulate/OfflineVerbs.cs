using Quern.Client.Commands;
using Quern.Client.Offline.Panic;
using Quern.Client.Offline.Simulate;
using Quern.Client.Output;

namespace Quern.Client.Offline;

/// <summary>The verbs that do without a silo.</summary>
public static class OfflineVerbs
{
    /// <summary>All of them.</summary>
    public static IEnumerable<Verb> All(AttachedOptions options, Surroundings around) => [PanicVerb.Create(options, around), SimulateVerb.Create(around)];
}
