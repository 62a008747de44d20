using Microsoft.Extensions.Logging;
using Quern.Domain.Instruments;
using Quern.Domain.Orders;

namespace Quern.Connectors.Binance;

/// <summary>What the connector writes to the log. Never a key, a secret, a signature, a listen key or a whole frame.</summary>
internal static partial class BinanceLog
{
    [LoggerMessage(LogLevel.Information, "{Socket}: up")]
    public static partial void SocketUp(this ILogger logger, string socket);

    [LoggerMessage(LogLevel.Warning, "{Socket}: down, {Detail}; next attempt in {WaitMs} ms")]
    public static partial void SocketDown(this ILogger logger, string socket, string detail, long waitMs);

    [LoggerMessage(LogLevel.Information, "{Socket}: exchanged, {Why}")]
    public static partial void SocketExchanged(this ILogger logger, string socket, string why);

    [LoggerMessage(LogLevel.Error, "{Socket}: given up, {Detail}")]
    public static partial void SocketGivenUp(this ILogger logger, string socket, string detail);

    [LoggerMessage(LogLevel.Warning, "{Socket}: a frame of {Bytes} bytes could not be read and was dropped ({Dropped} so far)")]
    public static partial void FrameDropped(this ILogger logger, string socket, int bytes, long dropped);

    [LoggerMessage(LogLevel.Error, "{Socket}: a subscription was refused with code {Code}: {Text}")]
    public static partial void SubscriptionRefused(this ILogger logger, string socket, int code, string text);

    [LoggerMessage(LogLevel.Warning, "{Instrument}: subscribed, but nothing came for {Seconds} s")]
    public static partial void NothingHeard(this ILogger logger, InstrumentId instrument, double seconds);

    [LoggerMessage(LogLevel.Information, "{Instrument}: book proven at {Sequence}")]
    public static partial void BookProven(this ILogger logger, InstrumentId instrument, long sequence);

    [LoggerMessage(LogLevel.Warning, "{Instrument}: the book's chain is broken, taking a snapshot again")]
    public static partial void BookBroken(this ILogger logger, InstrumentId instrument);

    [LoggerMessage(LogLevel.Warning, "{Instrument}: no snapshot, {Problem}")]
    public static partial void NoSnapshot(this ILogger logger, InstrumentId instrument, string problem);

    [LoggerMessage(LogLevel.Warning, "{Instrument}: {Missed} public trades were missed before {TradeId}")]
    public static partial void TradesMissed(this ILogger logger, InstrumentId instrument, long missed, long tradeId);

    [LoggerMessage("{Account}: {Request} of {Id} refused, {Reason} ({Code}: {Text}). {NextStep}")]
    public static partial void RequestRefused(
        this ILogger logger, LogLevel level, string account, string request, ClientOrderId id, Reason reason, int code, string text, string nextStep);

    [LoggerMessage(LogLevel.Warning, "{Account}: outcome of {Requests} requests unknown, {Why}")]
    public static partial void OutcomesUnknown(this ILogger logger, string account, int requests, string why);

    [LoggerMessage(LogLevel.Warning, "{Account}: an event of a symbol that is not known was dropped")]
    public static partial void UnknownSymbol(this ILogger logger, string account);

    [LoggerMessage(LogLevel.Error, "{Account}: a position row of hedge mode was ignored: set one-way mode")]
    public static partial void HedgeRow(this ILogger logger, string account);

    [LoggerMessage(LogLevel.Warning, "{Account}: margin call")]
    public static partial void MarginCall(this ILogger logger, string account);

    [LoggerMessage(LogLevel.Warning, "{Account}: leverage or asset mode was changed at the venue")]
    public static partial void AccountConfigChanged(this ILogger logger, string account);

    [LoggerMessage(LogLevel.Information, "Venue clock: {OffsetMs} ms from ours, round trip {RoundTripMs} ms")]
    public static partial void ClockMeasured(this ILogger logger, double offsetMs, double roundTripMs);

    [LoggerMessage(LogLevel.Warning, "Venue clock could not be measured: {Problem}")]
    public static partial void ClockNotMeasured(this ILogger logger, string problem);

    [LoggerMessage(LogLevel.Warning, "{Method} {Path}: refused with HTTP {Status}, code {Code}: {Text}")]
    public static partial void RestRefused(this ILogger logger, string method, string path, int status, int code, string text);

    [LoggerMessage(LogLevel.Error, "The venue said stop (HTTP {Status}): waiting {Seconds} s")]
    public static partial void ToldToStop(this ILogger logger, int status, double seconds);

    [LoggerMessage(LogLevel.Warning, "Dead-man timer of {Instrument} could not be set: {Problem}")]
    public static partial void DeadManNotSet(this ILogger logger, InstrumentId instrument, string problem);
}
