using System.CommandLine;
using System.Text.Json;
using Quern.Connectors.Recordings;
using Quern.Silo.Configuration;
using Quern.Silo.Engines;
using Quern.Silo.Replay;

namespace Quern.Silo.CommandLine;

/// <summary>The options of the root command that replay a recording in virtual time.</summary>
internal static class ReplayOptions
{
    private static readonly Option<string[]> Replay = new("--replay")
    {
        Description = "A recording of Binance sockets, plain or .gz; files that continue each other are read as one.",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<string> Speed = new("--speed")
    {
        Description = "How fast: max (default), or a factor of recorded time such as 1 or 10.",
        DefaultValueFactory = _ => "max",
    };

    private static readonly Option<bool> ExitAtEnd = new("--exit-at-end") { Description = "Ends with the recording. A replay does so in any case." };
    private static readonly Option<bool> Json = new("--json") { Description = "Prints one JSON object on standard output and nothing else." };
    private static readonly Option<string?> Instrument = new("--instrument") { Description = "JSON file that defines the recorded instrument; without it scales are read off the snapshot." };

    public static void AddTo(RootCommand root)
    {
        root.Options.Add(Replay);
        root.Options.Add(Speed);
        root.Options.Add(ExitAtEnd);
        root.Options.Add(Json);
        root.Options.Add(Instrument);
    }

    public static bool IsAsked(ParseResult parsed) => parsed.GetValue(Replay) is { Length: > 0 };

    public static async Task<int> Run(ParseResult parsed, ulong seed)
    {
        if (!EngineWiring.CanSimulate)
        {
            await Console.Error.WriteLineAsync("--replay runs in virtual time, which needs the embedded engine: build without -p:Engine=Orleans.");
            return ExitCodes.NotInThisBuild;
        }

        if (parsed.GetValue(Speed) is not "max" and var speed && !(double.TryParse(speed, System.Globalization.CultureInfo.InvariantCulture, out double factor) && factor > 0))
        {
            await Console.Error.WriteLineAsync($"--speed {speed}: use max, or a factor above zero.");
            return ExitCodes.Usage;
        }

        var request = new ReplayRequest(parsed.GetValue(Replay)!, parsed.GetValue(Instrument), parsed.GetValue(Speed)!, seed);
        try
        {
            ReplayReport report = EngineWiring.Replay(request);
            Print(report, parsed.GetValue(Json));
            if (report.Problem.Length > 0)
                await Console.Error.WriteLineAsync(report.Problem);
            return report.IsComplete ? ExitCodes.Ok : ExitCodes.DataIncomplete;
        }
        catch (RecordingException error)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return ExitCodes.DataIncomplete;
        }
        catch (Exception error) when (error is RecordingRefusedException or FormatException or SettingsException)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return ExitCodes.Refused;
        }
    }

    private static void Print(ReplayReport report, bool asJson)
    {
        if (asJson)
            Console.WriteLine(JsonSerializer.Serialize(report, ReplayReport.Json));
        else
            ReplayText.Print(report, Console.Out);
    }
}
