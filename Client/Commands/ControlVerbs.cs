using System.CommandLine;
using Quern.Client.Api;
using Quern.Client.Output;
using Quern.Proto;

namespace Quern.Client.Commands;

/// <summary>The verbs that change something: start, stop, cancel-all, kill, arm.</summary>
public static class ControlVerbs
{
    /// <summary>All of them.</summary>
    public static IEnumerable<Verb> All(AttachedOptions options, Surroundings around) =>
    [
        Plain("start", "Let strategies quote", options, around),
        Plain("stop", "Let strategies rest and take their orders from the venue; holds over restarts until start", options, around),
        Plain("cancel-all", "Cancel every open order; strategies go on and may quote again", options, around),
        WithReason("kill", "Stop everything at once, cancel, and refuse orders until armed again", options, around),
        WithReason("arm", "Allow trading again after a kill", options, around),
    ];

    private static Verb Plain(string name, string description, AttachedOptions options, Surroundings around)
    {
        var (verb, scope) = Create(name, description, options);
        verb.SetAction((parsed, cancellation) =>
            SendAsync(options, around, parsed, name, new() { Scope = parsed.GetRequiredValue(scope) }, cancellation));
        return new(verb, name);
    }

    private static Verb WithReason(string name, string description, AttachedOptions options, Surroundings around)
    {
        var (verb, scope) = Create(name, description, options);
        var reason = new Option<string>("--reason") { Description = "Why; kept in the journal", Required = true, HelpName = "TEXT" };
        reason.Validators.Add(result =>
        {
            if (string.IsNullOrWhiteSpace(result.GetValueOrDefault<string>()))
                result.AddError($"{name} wants a reason: --reason \"why\".");
        });
        verb.Options.Add(reason);
        verb.SetAction((parsed, cancellation) => SendAsync(
            options,
            around,
            parsed,
            name,
            new() { Scope = parsed.GetRequiredValue(scope), Reason = parsed.GetRequiredValue(reason) },
            cancellation));
        return new(verb, $"{name} --reason \"{(name == "kill" ? "venue behaves oddly" : "venue is well again")}\"");
    }

    private static (Command Verb, Option<string> Scope) Create(string name, string description, AttachedOptions options)
    {
        var scope = new Option<string>("--scope")
        {
            Description = "One account or strategy; everything when left out",
            DefaultValueFactory = _ => "",
            HelpName = "ID",
        };
        var verb = new Command(name, description) { scope };
        options.AddTo(verb);
        return (verb, scope);
    }

    internal static async Task<int> SendAsync(
        AttachedOptions options, Surroundings around, ParseResult parsed, string name, CommandRequest request, CancellationToken cancellation)
    {
        string idempotencyKey = Guid.NewGuid().ToString("n");
        CommandReply? reply = null;
        int exit = await options.AskAsync(
            parsed,
            async api =>
            {
                Answer<CommandReply> answer = await api.CommandAsync(name, request, idempotencyKey, cancellation);
                reply = answer.Refusal is null ? answer.Message : null;
                return answer;
            },
            accepted =>
            {
                around.Terminal.Out.WriteLine(CommandText.Of(name, accepted));
                return (int)ExitCode.Ok;
            });

        // The same for a person and for a program: an order left open is a failure of whoever wanted none.
        return reply is null || CommandText.IsDone(reply) ? exit : (int)ExitCode.Failed;
    }
}
