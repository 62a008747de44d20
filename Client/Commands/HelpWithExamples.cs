using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Quern.Client.Output;

namespace Quern.Client.Commands;

/// <summary>The usual help, then examples to copy, and for the whole console the exit codes.</summary>
/// <param name="plain">The usual help.</param>
/// <param name="verbs">All verbs with their examples.</param>
public sealed class HelpWithExamples(HelpAction plain, IReadOnlyList<Verb> verbs) : SynchronousCommandLineAction
{
    /// <summary>Asking for help is never a mistake.</summary>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        plain.Invoke(parseResult);

        TextWriter output = parseResult.InvocationConfiguration.Output;
        Command asked = parseResult.CommandResult.Command;
        output.WriteLine("Examples:");
        foreach (Verb verb in verbs)
        {
            // The console's own help shows the first example of each verb; a verb's help shows all of its own.
            int count = asked == verb.Command || verb.Command.Subcommands.Contains(asked) ? verb.Examples.Count : asked is RootCommand ? 1 : 0;
            for (int index = 0; index < count; index++)
                output.WriteLine($"  dotnet run --project Client -- {verb.Examples[index]}");
        }

        if (asked is RootCommand)
            WriteExitCodes(output);
        return (int)ExitCode.Ok;
    }

    private static void WriteExitCodes(TextWriter output) => output.WriteLine("""

        Exit codes:
          0 done   1 failed   2 no silo, or refused   3 not in this build   4 data incomplete   64 usage
        """);
}
