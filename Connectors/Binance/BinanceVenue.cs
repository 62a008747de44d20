using Microsoft.Extensions.Logging;
using Quern.Connectors.Exchange;
using Quern.Connectors.Transport;

namespace Quern.Connectors.Binance;

/// <summary>Binance USD-M futures with any number of accounts: public data once, a private connection per account.</summary>
public sealed class BinanceVenue : IExchange
{
    private readonly BinanceExchange _public;
    private readonly SortedDictionary<string, BinanceExchange> _accounts = new(StringComparer.Ordinal);

    /// <summary>Wires everything; nothing connects yet.</summary>
    /// <param name="options">How to reach the venue; the account's name in it is not used.</param>
    /// <param name="accounts">Keys by the accounts' names.</param>
    /// <param name="sockets">Web sockets, real or in memory.</param>
    /// <param name="http">HTTP, real or in memory.</param>
    /// <param name="time">Every stamp and every timer.</param>
    /// <param name="loggers">Where the log goes.</param>
    public BinanceVenue(
        BinanceOptions options, IReadOnlyDictionary<string, ApiCredentials> accounts, IWebSocketTransport sockets, IHttpTransport http,
        TimeProvider time, ILoggerFactory loggers)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(accounts);
        Venue = options.Venue;
        Address = options.Endpoints.Rest.GetLeftPart(UriPartial.Authority);
        foreach ((string name, ApiCredentials credentials) in accounts.OrderBy(account => account.Key, StringComparer.Ordinal))
            _accounts.Add($"{Venue}:{name}", new(options.For(name), sockets, http, time, loggers, credentials));
        _public = _accounts.Count > 0 ? _accounts.Values.First() : new(options, sockets, http, time, loggers);
    }

    /// <inheritdoc/>
    public string Venue { get; }

    /// <inheritdoc/>
    public string Address { get; }

    /// <inheritdoc/>
    public IExchangeSubscriber Subscriber => _public.Subscriber;

    /// <inheritdoc/>
    public IExchangeOms OrderEntry(string account) => Account(account).Oms;

    /// <inheritdoc/>
    public IExchangePms AccountStream(string account) => Account(account).Pms;

    /// <inheritdoc/>
    public IVenueTimers? Timers(string account) => Account(account).DeadMan;

    /// <inheritdoc/>
    public IExchangeDataFetcher DataFetcher(string account) => Account(account).DataFetcher;

    /// <inheritdoc/>
    public IExchangeDataFetcher PublicData => _public.DataFetcher;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (BinanceExchange account in _accounts.Values)
            await account.DisposeAsync();
        if (_accounts.Count == 0)
            await _public.DisposeAsync();
    }

    private BinanceExchange Account(string account) =>
        _accounts.TryGetValue(account, out BinanceExchange? exchange)
            ? exchange
            : throw new ArgumentException($"No key is configured for account '{account}'.", nameof(account));
}
