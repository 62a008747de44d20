using Microsoft.Extensions.Logging;

namespace Quern.Grains.Desks;

internal static partial class DeskLog
{
    [LoggerMessage(LogLevel.Information, "Desk {Desk} is owned by silo {Silo}")]
    public static partial void DeskOwned(this ILogger logger, string desk, string silo);

    [LoggerMessage(LogLevel.Warning, "Desks were not woken this second, tried again in the next: {Why}")]
    public static partial void DesksNotWoken(this ILogger logger, string why);

    [LoggerMessage(LogLevel.Warning, "{What} did not wake, tried again in a second: {Why}")]
    public static partial void GrainNotWoken(this ILogger logger, string what, string why);
}
