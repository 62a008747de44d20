using Quern.Domain.Positions;

namespace Quern.Connectors.Exchange;

/// <summary>Positions and balances of one account at one venue, as the venue reports them.</summary>
public interface IExchangePms : IAsyncDisposable
{
    /// <summary>The account, <c>venue:account</c>.</summary>
    string Account { get; }

    /// <summary>Whether the account stream is heard.</summary>
    ConnectionState State { get; }

    /// <summary>Starts to connect; reconnects with back-off ever after.</summary>
    void Connect(IAccountEventSink sink);
}

/// <summary>Hears what the venue says about an account. Called on a transport thread, one call at a time: it copies and returns.</summary>
public interface IAccountEventSink
{
    /// <summary>The venue's position changed.</summary>
    void OnPosition(in VenuePosition position);

    /// <summary>The venue's balance changed.</summary>
    void OnBalance(in VenueBalance balance);

    /// <summary>What the venue says a fill of ours realised. Default: not listened to.</summary>
    void OnRealised(in VenueRealised realised)
    {
    }

    /// <summary>The account stream came up or went down.</summary>
    void OnAccountStream(ConnectionState state, string detail);
}
