using System.Text.Json;
using Quern.Connectors.Simulated.Core;

namespace Quern.Connectors.Simulated.Binance;

/// <summary>What a request must prove.</summary>
internal enum Security : byte
{
    None,
    Key,
    Signed,
}

/// <summary>Answers a request by writing one JSON value, or refuses it before writing anything.</summary>
internal delegate BinanceError EndpointHandler(in EndpointCall call, Utf8JsonWriter result);

/// <summary>One request on its way to its handler.</summary>
internal readonly record struct EndpointCall(RequestParameters Parameters, VenueAccount? KnownAccount, long NowMs)
{
    /// <summary>Who asks; known on endpoints that need a key.</summary>
    public VenueAccount Account => KnownAccount ?? throw new InvalidOperationException("This endpoint was declared without a key.");
}

/// <summary>One thing the venue can be asked for, over REST, over the request socket, or both.</summary>
internal sealed record Endpoint(string Method, string Path, string? SocketMethod, Security Security, EndpointHandler Handler)
{
    /// <summary>Request weight. Default 1.</summary>
    public Func<RequestParameters, int> Weight { get; init; } = static _ => 1;

    /// <summary>Counts in the account's order windows. Default false.</summary>
    public bool CountsAsOrder { get; init; }

    /// <summary>Travels on to the matching core, which checks its window again. Default false.</summary>
    public bool IsForCore { get; init; }

    /// <summary>Answers in its own time instead of the handler: called with the request and whom to tell, once. Default nobody.</summary>
    public Action<EndpointCall, Action<EndpointReply>>? Deferred { get; init; }
}

/// <summary>What became of a request. The body is the JSON value of a success; it is empty for errors.</summary>
internal sealed record EndpointReply(BinanceError Error, byte[] Body, long RetryAfterMs = 0)
{
    public static EndpointReply Refused(BinanceError error, long retryAfterMs = 0) => new(error, [], retryAfterMs);
}
