using Quern.Connectors.Binance;
using Quern.Connectors.Exchange;
using Quern.Connectors.Simulated;
using Quern.Connectors.Transport;
using Quern.Connectors.Transport.Sockets;
using Quern.Silo.Configuration;

namespace Quern.Silo.Hosting;

/// <summary>Makes the connectors that settings ask for.</summary>
internal static class Exchanges
{
    /// <summary>One venue over real sockets.</summary>
    /// <exception cref="SettingsException">A secret is missing, or an endpoint makes no sense.</exception>
    public static IExchange Create(VenueSettings venue, SiloSettings settings, TimeProvider time, ILoggerFactory loggers)
    {
        return Create(venue, settings, new SocketWebSocketTransport(new(), time), new SocketHttpTransport(new(), time), time, loggers);
    }

    /// <summary>One venue over these transports.</summary>
    /// <exception cref="SettingsException">A secret is missing, or an endpoint makes no sense.</exception>
    public static IExchange Create(
        VenueSettings venue, SiloSettings settings, IWebSocketTransport sockets, IHttpTransport http, TimeProvider time, ILoggerFactory loggers)
    {
        var options = new BinanceOptions
        {
            Venue = venue.Id,
            Endpoints = Endpoints(venue, settings),
            RecvWindow = TimeSpan.FromMilliseconds(venue.RecvWindowMs),
            BookPeriodMs = venue.BookPeriodMs,
            Seed = (int)(settings.Seed & int.MaxValue),
        };
        try
        {
            options.Validate();
        }
        catch (ArgumentException error)
        {
            throw new SettingsException([$"venues[{venue.Id}]: {error.Message}"]);
        }

        Dictionary<string, ApiCredentials> keys = venue.Accounts.ToDictionary(account => account.Name, account => Credentials(venue, account), StringComparer.Ordinal);
        return new BinanceVenue(options, keys, sockets, http, time, loggers);
    }

    private static BinanceEndpoints Endpoints(VenueSettings venue, SiloSettings settings)
    {
        BinanceEndpoints set = venue.Endpoints switch
        {
            "production" => BinanceEndpoints.Production,
            "testnet" => BinanceEndpoints.Testnet,
            _ => BinanceEndpoints.Loopback(new(settings.PaperVenue.Url)),
        };
        foreach ((string name, string address) in venue.Overrides.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            set = With(set, name, address, venue);
        return set;
    }

    private static BinanceEndpoints With(BinanceEndpoints set, string name, string address, VenueSettings venue)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out Uri? uri))
            throw new SettingsException([$"venues[{venue.Id}].overrides.{name}: '{address}' is no address"]);
        return name switch
        {
            "rest" => set with { Rest = uri },
            "publicStream" => set with { PublicStream = uri },
            "marketStream" => set with { MarketStream = uri },
            "privateStream" => set with { PrivateStream = address },
            "webSocketApi" => set with { OrderSocket = uri },
            _ => throw new SettingsException([$"venues[{venue.Id}].overrides: '{name}' is unknown; use rest, publicStream, marketStream, privateStream or webSocketApi"]),
        };
    }

    // On paper the demo account's key is public; a real key must not reach the simulated venue, and is not needed there.
    private static ApiCredentials Credentials(VenueSettings venue, AccountSettingsEntry account) =>
        venue.Endpoints == "paper"
            ? new(VenueAccountOptions.Demo.Key, VenueAccountOptions.Demo.Secret)
            : new(
                SecretReference.Resolve(account.Key, $"accounts[{account.Name}].key"),
                SecretReference.Resolve(account.Secret, $"accounts[{account.Name}].secret"));
}
