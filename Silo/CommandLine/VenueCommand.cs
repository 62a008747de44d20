using System.CommandLine;
using Quern.Silo.Configuration;
using Quern.Silo.Hosting;

namespace Quern.Silo.CommandLine;

/// <summary>The command <c>venue</c>: the simulated venue in a process of its own.</summary>
internal static class VenueCommand
{
    private static readonly Option<string> Urls = new("--urls")
    {
        Description = "Where it listens. Default http://127.0.0.1:7090.",
        DefaultValueFactory = _ => new PaperVenueSettings().Url,
    };

    private static readonly Option<ulong> Seed = new("--seed") { Description = "Seed of its market. Default 1.", DefaultValueFactory = _ => 1UL };
    private static readonly Option<string[]> Symbols = new("--symbols") { Description = "More symbols to list.", AllowMultipleArgumentsPerToken = true };
    private static readonly Option<bool> Drill = new("--drill") { Description = "Opens /drill/ for those who kill its clients: withheld answers, and how things really stand." };

    public static Command Create()
    {
        var command = new Command("venue", "Runs the simulated venue alone: Binance USD-M's dialect, with a demo account and paper money.");
        command.Options.Add(Urls);
        command.Options.Add(Seed);
        command.Options.Add(Symbols);
        command.Options.Add(Drill);
        command.SetAction(Run);
        return command;
    }

    private static async Task<int> Run(ParseResult parsed, CancellationToken cancellation)
    {
        try
        {
            await using PaperVenue venue = await VenueHost.Start(new(parsed.GetValue(Urls)!), parsed.GetValue(Seed), parsed.GetValue(Symbols) ?? [], TimeProvider.System, parsed.GetValue(Drill));
            Console.WriteLine($"Simulated venue (Binance USD-M dialect) at {venue.Address.GetLeftPart(UriPartial.Authority)}: {string.Join(", ", venue.Symbols)}");
            Console.WriteLine("  demo key  quern-demo-key, secret quern-demo-secret: paper money, nothing to protect");
            Console.WriteLine($"  quote it  dotnet run --project Silo -- --venue {venue.Address.GetLeftPart(UriPartial.Authority)}");
            await Shutdown.Asked(cancellation);
            return ExitCodes.Ok;
        }
        catch (SettingsException error)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return ExitCodes.Refused;
        }
    }
}
