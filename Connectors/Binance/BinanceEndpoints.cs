namespace Quern.Connectors.Binance;

/// <summary>Where one environment of Binance USD-M futures is reached. Every address can be set by itself.</summary>
/// <remarks>Hosts and routed paths (<c>/public</c>, <c>/market</c>, <c>/private</c>): venue's stream documentation after 2026-04-23.</remarks>
public sealed record BinanceEndpoints
{
    /// <summary>Stands for the listen key in <see cref="PrivateStream"/>.</summary>
    public const string ListenKeyMark = "{listenKey}";

    /// <summary>REST, without a path: <c>/fapi/...</c> is appended.</summary>
    public required Uri Rest { get; init; }

    /// <summary>Raw streams of books.</summary>
    public required Uri PublicStream { get; init; }

    /// <summary>Raw streams of trades and mark prices.</summary>
    public required Uri MarketStream { get; init; }

    /// <summary>The user stream; <see cref="ListenKeyMark"/> is replaced by the key, which the venue takes in the query or as the path's last part.</summary>
    public required string PrivateStream { get; init; }

    /// <summary>The request/response socket.</summary>
    public required Uri OrderSocket { get; init; }

    /// <summary>Real money.</summary>
    public static BinanceEndpoints Production { get; } = new()
    {
        Rest = new("https://fapi.binance.com"),
        PublicStream = new("wss://fstream.binance.com/public/ws"),
        MarketStream = new("wss://fstream.binance.com/market/ws"),
        PrivateStream = $"wss://fstream.binance.com/private/ws?listenKey={ListenKeyMark}",
        OrderSocket = new("wss://ws-fapi.binance.com/ws-fapi/v1"),
    };

    /// <summary>The venue's play money. Whether its hosts take the routed paths is not certain: these are the plain ones.</summary>
    public static BinanceEndpoints Testnet { get; } = new()
    {
        Rest = new("https://demo-fapi.binance.com"),
        PublicStream = new("wss://demo-fstream.binance.com/ws"),
        MarketStream = new("wss://demo-fstream.binance.com/ws"),
        PrivateStream = $"wss://demo-fstream.binance.com/ws/{ListenKeyMark}",
        OrderSocket = new("wss://testnet.binancefuture.com/ws-fapi/v1"),
    };

    /// <summary>A venue of our own on one address, with the paths of production.</summary>
    /// <param name="baseUri">For example <c>http://127.0.0.1:8480</c>.</param>
    public static BinanceEndpoints Loopback(Uri baseUri)
    {
        ArgumentNullException.ThrowIfNull(baseUri);
        string rest = baseUri.GetLeftPart(UriPartial.Path).TrimEnd('/');
        string sockets = (baseUri.Scheme == Uri.UriSchemeHttps ? "wss" : "ws") + rest[rest.IndexOf("://", StringComparison.Ordinal)..];
        return new()
        {
            Rest = new(rest),
            PublicStream = new($"{sockets}/public/ws"),
            MarketStream = new($"{sockets}/market/ws"),
            PrivateStream = $"{sockets}/private/ws?listenKey={ListenKeyMark}",
            OrderSocket = new($"{sockets}/ws-fapi/v1"),
        };
    }

    /// <summary>The user stream's address for a key.</summary>
    internal Uri UserStream(string listenKey) => new(PrivateStream.Replace(ListenKeyMark, listenKey, StringComparison.Ordinal));

    internal void AddProblems(List<string> problems)
    {
        Check(Rest, "https", nameof(Rest), problems);
        Check(PublicStream, "wss", nameof(PublicStream), problems);
        Check(MarketStream, "wss", nameof(MarketStream), problems);
        Check(OrderSocket, "wss", nameof(OrderSocket), problems);
        if (!PrivateStream.Contains(ListenKeyMark, StringComparison.Ordinal) || !Uri.TryCreate(PrivateStream, UriKind.Absolute, out Uri? stream))
            problems.Add($"{nameof(PrivateStream)} must be an absolute address that holds {ListenKeyMark}.");
        else
            Check(stream, "wss", nameof(PrivateStream), problems);
    }

    // Keys and orders never travel in the clear, except to this machine.
    private static void Check(Uri address, string scheme, string name, List<string> problems)
    {
        string plain = scheme[..^1];
        bool isAllowed = address.IsAbsoluteUri && (address.Scheme == scheme || (address.Scheme == plain && address.IsLoopback));
        if (!isAllowed)
            problems.Add($"{name} is {address}: it must be {scheme}, or {plain} to a loopback address.");
    }
}
