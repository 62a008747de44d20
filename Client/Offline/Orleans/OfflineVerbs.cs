using System.CommandLine;
using Quern.Client.Commands;
using Quern.Client.Output;

namespace Quern.Client.Offline;

/// <summary>The verbs that need no silo. This build has no virtual time: they say so.</summary>
public static class OfflineVerbs
{
    /// <summary>All of them.</summary>
    public static IEnumerable<Verb> All(AttachedOptions options, Surroundings around) =>
    [
        NotHere("panic", "Cancel at the venues when no silo answers", around),
        NotHere("simulate", "Try the system against seeded faults in virtual time", around),
    ];

    private static Verb NotHere(string name, string description, Surroundings around)
    {
        var verb = new Command(name, description) { TreatUnmatchedTokensAsErrors = false };
        verb.SetAction(_ => around.Refuse(ExitCode.NotInThisBuild, $"'{name}' needs the embedded engine: build without -p:Engine=Orleans."));
        return new(verb, name);
    }
}
