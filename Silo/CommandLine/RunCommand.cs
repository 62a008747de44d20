using System.CommandLine;
using Quern.Grains.Journal;
using Quern.Silo.Configuration;
using Quern.Silo.Hosting;

namespace Quern.Silo.CommandLine;

/// <summary>The root command: runs a silo, or replays a recording.</summary>
internal static class RunCommand
{
    private static readonly Option<string[]> Config = new("--config")
    {
        Description = "One JSON file, or any number of INI files of the predecessor. Without it: the demo.",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<string?> Urls = new("--urls") { Description = "Where the control API listens. Default http://127.0.0.1:7080." };
    private static readonly Option<string?> Venue = new("--venue") { Description = "A simulated venue that runs on its own (see the command venue), for example http://127.0.0.1:7090." };
    private static readonly Option<string?> Data = new("--data") { Description = "Folder of journals, key and logs. Default: QUERN_HOME, else quern in your own data folder." };
    private static readonly Option<ulong?> Seed = new("--seed") { Description = "Seed of everything drawn by chance." };
    private static readonly Option<bool> Live = new("--live") { Description = "Lets orders leave for real venues; the configuration must say live as well." };

    public static void AddTo(RootCommand root)
    {
        root.Options.Add(Config);
        root.Options.Add(Urls);
        root.Options.Add(Venue);
        root.Options.Add(Data);
        root.Options.Add(Seed);
        root.Options.Add(Live);
        ReplayOptions.AddTo(root);
        root.SetAction((parsed, cancellation) => ReplayOptions.IsAsked(parsed)
            ? ReplayOptions.Run(parsed, parsed.GetValue(Seed) ?? 1)
            : Run(parsed, cancellation));
    }

    private static async Task<int> Run(ParseResult parsed, CancellationToken cancellation)
    {
        try
        {
            var notices = new List<string>();
            SiloSettings settings = Overridden(SettingsReader.Read(parsed.GetValue(Config) ?? [], notices), parsed);
            if (settings.Mode == "live" && !parsed.GetValue(Live))
                throw new SettingsException(["the configuration says live: add --live to let orders leave for real venues"]);
            foreach (string notice in notices)
                await Console.Error.WriteLineAsync(notice);

            await using var host = new SiloHost(settings);
            return await host.Run(cancellation) ? ExitCodes.Ok : ExitCodes.Failed;
        }
        catch (SettingsException error)
        {
            foreach (string problem in error.Problems)
                await Console.Error.WriteLineAsync(problem);
            return ExitCodes.Refused;
        }
        catch (Exception error) when (error is JournalException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return ExitCodes.Failed;
        }
    }

    private static SiloSettings Overridden(SiloSettings settings, ParseResult parsed) => settings with
    {
        Urls = parsed.GetValue(Urls) ?? settings.Urls,
        DataFolder = parsed.GetValue(Data) ?? settings.DataFolder,
        Seed = parsed.GetValue(Seed) ?? settings.Seed,
        PaperVenue = parsed.GetValue(Venue) is { } url ? settings.PaperVenue with { Url = url, IsExternal = true } : settings.PaperVenue,
    };
}
