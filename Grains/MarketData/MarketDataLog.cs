using Microsoft.Extensions.Logging;
using Quern.Domain.Instruments;

namespace Quern.Grains.MarketData;

internal static partial class MarketDataLog
{
    [LoggerMessage(LogLevel.Warning, "{Instrument}: the book was not reached ({Why}); it will be rebuilt from a new snapshot")]
    public static partial void BookNotReached(this ILogger logger, InstrumentId instrument, string why);

    [LoggerMessage(LogLevel.Information, "{Instrument}: the book is proven at sequence {Sequence}")]
    public static partial void BookProven(this ILogger logger, InstrumentId instrument, long sequence);

    [LoggerMessage(LogLevel.Warning, "{Instrument}: the book's chain is broken after sequence {Sequence}; no quotes until it is proven again")]
    public static partial void BookBroken(this ILogger logger, InstrumentId instrument, long sequence);

    [LoggerMessage(LogLevel.Warning, "{Instrument}: strategy {Strategy} was not reached: {Why}")]
    public static partial void SubscriberNotReached(this ILogger logger, string instrument, string strategy, string why);
}
