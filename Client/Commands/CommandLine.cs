using System.CommandLine;
using System.CommandLine.Help;
using Quern.Client.Offline;
using Quern.Client.Offline.Pools;
using Quern.Client.Offline.Tapes;
using Quern.Client.Output;

namespace Quern.Client.Commands;

/// <summary>The console's verbs, and what happens when none of them is meant.</summary>
public static class CommandLine
{
    // Longer than the watch waits for a command on its way.
    private static readonly TimeSpan EndWithin = TimeSpan.FromSeconds(10);

    /// <summary>Parses and runs one command line.</summary>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(string[] args, Surroundings around, CancellationToken cancellation = default)
    {
        var options = new AttachedOptions(around);
        Verb[] verbs =
        [
            .. QueryVerbs.All(options, around), WatchVerb.Create(options, around), .. ControlVerbs.All(options, around),
            PoolsVerb.Create(around), TapeVerb.Create(around), .. OfflineVerbs.All(options, around),
        ];
        RootCommand root = Root(verbs);

        // No response files: a reason may begin with '@'.
        ParseResult parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0)
            return around.Refuse(ExitCode.Usage, UsageHint.Of(parsed, args, verbs));

        var invocation = new InvocationConfiguration
        {
            Output = around.Terminal.Out,
            Error = around.Terminal.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = EndWithin,
        };
        try
        {
            return await parsed.InvokeAsync(invocation, cancellation);
        }
        catch (OperationCanceledException)
        {
            return around.Refuse(ExitCode.Failed, "Ended before the silo answered.");
        }
    }

    private static RootCommand Root(Verb[] verbs)
    {
        var root = new RootCommand("The Quern console: look at a running silo and steer it.");
        foreach (Verb verb in verbs)
            root.Subcommands.Add(verb.Command);
        foreach (Option option in root.Options)
        {
            if (option is HelpOption { Action: HelpAction plain } help)
                help.Action = new HelpWithExamples(plain, verbs);
        }

        return root;
    }
}
