using Microsoft.Extensions.Logging;

namespace Quern.Grains.Strategies;

internal static partial class StrategiesLog
{
    [LoggerMessage(LogLevel.Warning, "{Strategy}: targets were not taken, the next ones will be: {Why}")]
    public static partial void TargetsNotTaken(this ILogger logger, string strategy, string why);

    [LoggerMessage(LogLevel.Warning, "{Stream}: what is missing could not be asked of the book, tried again in a moment: {Why}")]
    public static partial void FeedNotCaughtUp(this ILogger logger, string stream, string why);
}
