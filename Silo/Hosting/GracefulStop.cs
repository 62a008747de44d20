using Quern.Proto;
using Quern.Silo.Control;

namespace Quern.Silo.Hosting;

/// <summary>Before anything else stops, takes every order back and waits for the venues' own lists to be empty.</summary>
internal sealed class GracefulStop(Commands commands, ILogger<GracefulStop> logger) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        CommandReply reply = await commands.Run("stop", new CommandRequest(), "graceful-stop").WaitAsync(cancellationToken);
        if (reply.OpenOrders > 0)
            logger.OrdersLeft(reply.OpenOrders, reply.Message);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

internal static partial class HostLog
{
    [LoggerMessage(LogLevel.Error, "{Count} orders are still open at the end: {Detail}")]
    public static partial void OrdersLeft(this ILogger logger, int count, string detail);
}
