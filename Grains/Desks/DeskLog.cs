using Microsoft.Extensions.Logging;

namespace Quern.Grains.Desks;

internal static partial class DeskLog
{
    [LoggerMessage(LogLevel.Information, "Desk {Desk} is owned by silo {Silo}")]
    public static partial void DeskOwned(this ILogger logger, string desk, string silo);

    [LoggerMessage(LogLevel.Warning, "Grains were not woken this second, tried again in the next: {Why}")]
    public static partial void RoundNotFinished(this ILogger logger, string why);

    [LoggerMessage(LogLevel.Warning, "{What} did not wake, tried again in a second: {Why}")]
    public static partial void GrainNotWoken(this ILogger logger, string what, string why);

    [LoggerMessage(LogLevel.Information, "Desk {Desk} has another owner: its orders are taken back and its grains end here")]
    public static partial void DeskHandedOver(this ILogger logger, string desk);
}
