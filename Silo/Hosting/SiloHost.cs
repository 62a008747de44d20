using System.Globalization;
using System.Net.Sockets;
using System.Reflection;
using Quern.Connectors.Exchange;
using Quern.Connectors.Transport;
using Quern.Grains.Hosting;
using Quern.Grains.Interfaces.Catalogue;
using Quern.Grains.Journal;
using Quern.Grains.MarketData;
using Quern.Silo.Configuration;
using Quern.Silo.Control;
using Quern.Silo.Engines;
using Quern.Silo.Logging;

namespace Quern.Silo.Hosting;

/// <summary>One silo in this process: grains, connectors, control API, and the simulated venue when it is asked for.</summary>
internal sealed class SiloHost(SiloSettings settings) : IAsyncDisposable
{
    private static readonly TimeSpan ShutdownPatience = TimeSpan.FromSeconds(15);
    private PaperVenue? _paperVenue;

    private static TimeProvider Time => TimeProvider.System;

    /// <summary>Runs until asked to end, and takes every order back before it does.</summary>
    /// <returns>True when the venues said that nothing of ours is open; false when one was away or still holds orders.</returns>
    /// <exception cref="SettingsException">The settings can't be used.</exception>
    public async Task<bool> Run(CancellationToken cancellation)
    {
        CheckUrls();
        string data = DataFolder.Open(settings.DataFolder);
        CatalogueContent content = CatalogueOf.Settings(settings);
        await StartPaperVenue(content);
        WebApplication app = Build(data, content);
        try
        {
            await app.StartAsync(cancellation);
        }
        catch (IOException error) when (error.InnerException is SocketException || error.Message.Contains("address already in use", StringComparison.OrdinalIgnoreCase))
        {
            throw new SettingsException([$"{settings.Urls} is taken: another silo runs there, or choose another with --urls"]);
        }

        foreach (string line in Banner.Lines(settings, content, app.Services.GetRequiredService<RunIdentity>()))
            Console.WriteLine(line);
        await app.WaitForShutdownAsync(cancellation);
        bool isProven = app.Services.GetRequiredService<GracefulStop>().IsProven;
        Console.WriteLine(isProven
            ? "stopped: nothing of ours is open"
            : "stopped, but it is not proven that nothing of ours is open: look at the venue, or run 'dotnet run --project Client -- panic'");
        await app.DisposeAsync();
        return isProven;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_paperVenue is not null)
            await _paperVenue.DisposeAsync();
    }

    private WebApplication Build(string data, CatalogueContent content)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseKestrelCore().UseUrls(settings.Urls);
        builder.Logging.ClearProviders();
        builder.Logging.SetMinimumLevel(Enum.Parse<LogLevel>(settings.LogLevel));
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("Orleans", LogLevel.Warning);
        builder.Logging.AddProvider(new FileLogProvider(Path.Combine(data, "logs"), Time));
        builder.Logging.AddSimpleConsole(options => options.SingleLine = true).AddFilter<Microsoft.Extensions.Logging.Console.ConsoleLoggerProvider>(null, LogLevel.Warning);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = ShutdownPatience);
        AddQuern(builder, data, content);

        WebApplication app = builder.Build();
        app.UseWebSockets();
        app.MapHealth();
        app.MapControlApi();
        return app;
    }

    private void AddQuern(WebApplicationBuilder builder, string data, CatalogueContent content)
    {
        IServiceCollection services = builder.Services;
        var identity = new RunIdentity(EngineWiring.Name, settings.Mode, Run(settings), Time.GetTimestamp());
        var clock = new ReceiveClock(Time);
        services.AddSingleton(Time);
        services.AddSingleton(clock);
        services.AddSingleton(identity);
        services.AddSingleton(ApiKey.Open(data));
        AddJournal(services, data);
        foreach (VenueSettings venue in settings.Venues)
            services.AddSingleton<IExchange>(provider => Exchanges.Create(venue, settings, Time, provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton<Fleet>();
        services.AddSingleton<StatusView>();
        services.AddSingleton<LiveViews>();
        services.AddSingleton<Commands>();

        // Made now and not when a grain asks: a missing key is told before anything starts.
        IReadOnlyList<Grains.Pools.ChainSettings> chains = Chains.Create(settings.Chains ?? [], Time);
        builder.UseOrleans(silo =>
        {
            silo.AddEngine();
            silo.AddQuern(new()
            {
                Content = content,
                Run = identity.Run,
                Feed = Enum.Parse<FeedMode>(settings.Feed),
                Pins = settings.Pins,
                Lease = (settings.Lease ?? new()).Terms(),
                SnapshotEvery = settings.Journal.SnapshotEvery ?? 10_000,
            });
            if (chains.Count > 0)
                silo.AddQuernPools(_ => chains, JournalStores.CreateWallets(settings.Journal, data, Time));
        });
        services.AddSingleton<GracefulStop>();
        services.AddHostedService(static provider => provider.GetRequiredService<GracefulStop>());
    }

    private void AddJournal(IServiceCollection services, string data)
    {
        // Made now and not when a grain asks: a missing secret is told before anything starts.
        string folder = settings.Journal.Store is "File" ? JournalFolder(data) : "";
        IJournalStore store = JournalStores.Create(settings.Journal, folder, Time);
        IKillSwitch kills = JournalStores.CreateKills(settings.Journal, data);
        services.AddSingleton(_ => new WatchedJournals(store));
        services.AddSingleton<IJournalStore>(static provider => provider.GetRequiredService<WatchedJournals>());
        services.AddSingleton(_ => kills);
    }

    private async Task StartPaperVenue(CatalogueContent content)
    {
        if (settings.PaperVenue.IsExternal || !settings.Venues.Any(venue => venue.Endpoints == "paper"))
            return;

        IEnumerable<string> symbols = content.Instruments.Select(entry => Domain.Instruments.InstrumentId.Parse(entry.Id).Symbol);
        _paperVenue = await VenueHost.Start(new(settings.PaperVenue.Url), settings.Seed, symbols, Time);
    }

    /// <summary>A venue that begins anew with this process has nothing to do with earlier journals: each such session has a folder of its own.</summary>
    private string JournalFolder(string data)
    {
        if (_paperVenue is null)
            return Path.Combine(data, "journals");

        string sessions = Path.Combine(data, "paper");
        Directory.CreateDirectory(sessions);
        int last = Directory.GetDirectories(sessions).Select(Path.GetFileName).Select(name => int.TryParse(name, CultureInfo.InvariantCulture, out int number) ? number : 0).DefaultIfEmpty().Max();
        return Path.Combine(sessions, (last + 1).ToString("D6", CultureInfo.InvariantCulture));
    }

    private void CheckUrls()
    {
        foreach (string url in settings.Urls.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? address) || !address.IsLoopback)
                throw new SettingsException([$"urls: '{url}' is not a loopback address; the control API moves money and is served to this machine only"]);
        }
    }

    private static string Run(SiloSettings settings)
    {
        string build = typeof(SiloHost).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";
        return string.Create(CultureInfo.InvariantCulture, $"{settings.Seed}-{SettingsReader.HashOf(settings)}-{build[..Math.Min(build.Length, 13)]}");
    }
}
