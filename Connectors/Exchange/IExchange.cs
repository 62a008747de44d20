namespace Quern.Connectors.Exchange;

/// <summary>One venue as one silo reaches it: the four interfaces together, each made once per account or venue.</summary>
public interface IExchange : IAsyncDisposable
{
    /// <summary>The venue's id, for example <c>binance-usdm</c>.</summary>
    string Venue { get; }

    /// <summary>Where it is reached, for people; never a secret.</summary>
    string Address { get; }

    /// <summary>Public market data.</summary>
    IExchangeSubscriber Subscriber { get; }

    /// <summary>Questions that need no key.</summary>
    IExchangeDataFetcher PublicData { get; }

    /// <summary>Questions about one account.</summary>
    /// <param name="account"><c>venue:account</c>.</param>
    /// <exception cref="ArgumentException">No key is configured for that account.</exception>
    IExchangeDataFetcher DataFetcher(string account);

    /// <summary>Order entry of one account.</summary>
    /// <param name="account"><c>venue:account</c>.</param>
    /// <exception cref="ArgumentException">No key is configured for that account.</exception>
    IExchangeOms OrderEntry(string account);

    /// <summary>Positions and balances of one account.</summary>
    /// <param name="account"><c>venue:account</c>.</param>
    /// <exception cref="ArgumentException">No key is configured for that account.</exception>
    IExchangePms AccountStream(string account);

    /// <summary>The venue's timers that cancel an account's orders; null where the venue has none.</summary>
    /// <param name="account"><c>venue:account</c>.</param>
    IVenueTimers? Timers(string account) => null;
}
