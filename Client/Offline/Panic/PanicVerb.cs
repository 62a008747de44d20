using System.CommandLine;
using Quern.Client.Commands;
using Quern.Client.Output;
using Quern.Silo.Configuration;
using Quern.Silo.Hosting;

namespace Quern.Client.Offline.Panic;

/// <summary>The verb <c>panic</c>: a kill where a silo answers, else everything is cancelled at the venues from here.</summary>
public static class PanicVerb
{
    /// <summary>Makes the verb.</summary>
    public static Verb Create(AttachedOptions options, Surroundings around)
    {
        var reason = new Option<string>("--reason") { Description = "Why; kept in the journal of a silo that answers", HelpName = "TEXT", DefaultValueFactory = _ => "panic" };
        var config = new Option<string[]>("--config")
        {
            Description = "The silo's configuration: its venues and accounts; the demo's when left out", HelpName = "FILE",
            AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [],
        };
        var verb = new Command("panic", "Kill; when no silo answers, cancel every open order on the configured instruments at the venues themselves") { reason, config };
        options.AddTo(verb);
        verb.SetAction(async (parsed, cancellation) =>
        {
            int killed = await ControlVerbs.SendAsync(options, around, parsed, "kill", new() { Reason = parsed.GetRequiredValue(reason) }, cancellation);
            if (killed == (int)ExitCode.Ok)
                return killed;
            around.Terminal.Error.WriteLine("No silo took everything back: the venues are asked from here.");
            return await CancelAtVenues(around, parsed.GetRequiredValue(config), cancellation);
        });
        return new(verb, "panic", "panic --config testnet.json --reason \"the machine room is on fire\"");
    }

    private static async Task<int> CancelAtVenues(Surroundings around, string[] files, CancellationToken cancellation)
    {
        SiloSettings settings;
        IReadOnlyList<PanicResult> results;
        try
        {
            settings = SettingsReader.Read(files, []);
            results = await Quern.Silo.Hosting.Panic.CancelAll(settings, around.Time, cancellation);
        }
        catch (SettingsException error)
        {
            return around.Refuse(ExitCode.Usage, string.Join("; ", error.Problems));
        }

        foreach (PanicResult result in results)
        {
            around.Terminal.Out.WriteLine(result.OpenOrders == 0
                ? $"{result.Account}: the venue lists no open order"
                : $"{result.Account}: NOT proven empty ({result.Problem}); cancel at the venue's own page");
        }

        return results.All(result => result.OpenOrders == 0) ? (int)ExitCode.Ok : (int)ExitCode.Failed;
    }
}
