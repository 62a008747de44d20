using Microsoft.Extensions.Logging;
using Quern.Connectors.Exchange;

namespace Quern.Grains.Positions;

internal static partial class PositionsLog
{
    [LoggerMessage(LogLevel.Information, "{Account}: account stream is {State}: {Detail}")]
    public static partial void AccountStreamChanged(this ILogger logger, string account, ConnectionState state, string detail);

    [LoggerMessage(LogLevel.Warning, "{Account}: words about the account were lost ({Why}); the next reconciliation reads them afresh")]
    public static partial void AccountEventsLost(this ILogger logger, string account, string why);

    [LoggerMessage(LogLevel.Warning, "{Account}: adjustment booked: {What}")]
    public static partial void AdjustmentBooked(this ILogger logger, string account, string what);

    [LoggerMessage(LogLevel.Warning, "{Account}: {Notice}")]
    public static partial void LedgerNotice(this ILogger logger, string account, string notice);

    [LoggerMessage(LogLevel.Information, "{Account}: ledger restored from {Records} records, last fill {LastFill}")]
    public static partial void LedgerRestored(this ILogger logger, string account, int records, long lastFill);

    [LoggerMessage(LogLevel.Information, "{Account}: funding history is not known yet, it is asked again: {Why}")]
    public static partial void FundingNotRead(this ILogger logger, string account, string why);

    [LoggerMessage(LogLevel.Warning, "{Account}: trade {TradeId} of {Instrument} realised {Venues} by the venue, which is not what the ledger says ({Differing} of {Compared} fills differ)")]
    public static partial void RealisedDiffers(this ILogger logger, string account, long tradeId, string instrument, string venues, long differing, long compared);

    [LoggerMessage(LogLevel.Warning, "{Account}: the order manager did not hear the account's equity, it is told again: {Why}")]
    public static partial void EquityNotTold(this ILogger logger, string account, string why);

    [LoggerMessage(LogLevel.Warning, "{Account}: {Strategy} did not hear its position and is told again: {Why}")]
    public static partial void PositionNotHeard(this ILogger logger, string account, string strategy, string why);
}
