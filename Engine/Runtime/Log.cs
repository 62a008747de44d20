using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Quern.Engine.Runtime;

internal static partial class Log
{
    [LoggerMessage(LogLevel.Warning, "{Grain} could not be activated")]
    public static partial void ActivationFailed(ILogger logger, GrainId grain, Exception error);

    [LoggerMessage(LogLevel.Warning, "{Grain} failed while it was deactivated")]
    public static partial void DeactivationFailed(ILogger logger, GrainId grain, Exception error);

    [LoggerMessage(LogLevel.Error, "A timer callback of {Grain} failed; the timer goes on")]
    public static partial void TimerFailed(ILogger logger, GrainId grain, Exception error);

    [LoggerMessage(LogLevel.Error, "A callback failed in a turn of {Grain}")]
    public static partial void TurnFailed(ILogger logger, GrainId grain, Exception error);

    [LoggerMessage(LogLevel.Warning, "{Grain} failed in {Method}, and its sender doesn't wait")]
    public static partial void OneWayFailed(ILogger logger, GrainId grain, string method, Exception error);

    [LoggerMessage(LogLevel.Warning, "An item of stream {Stream} was not taken by {Consumer}, tried again after {Delay}")]
    public static partial void DeliveryFailed(ILogger logger, StreamId stream, string consumer, TimeSpan delay, Exception error);

    [LoggerMessage(LogLevel.Error, "An item of stream {Stream} was given up for {Consumer}")]
    public static partial void DeliveryGivenUp(ILogger logger, StreamId stream, string consumer, Exception error);

    [LoggerMessage(LogLevel.Warning, "Stream {Stream} delivers to {Consumer}, which has not resumed its subscription: items are lost")]
    public static partial void ItemLost(ILogger logger, StreamId stream, GrainId consumer);

    [LoggerMessage(LogLevel.Error, "Service {Service} failed in {What}")]
    public static partial void ServiceFailed(ILogger logger, string service, string what, Exception error);
}
