using Quern.Proto;
using Quern.Silo.Control;

namespace Quern.Silo.Hosting;

/// <summary>Before anything else stops, takes every order back and waits for the venues' own lists to be empty.</summary>
internal sealed class GracefulStop(Commands commands, ILogger<GracefulStop> logger) : IHostedLifecycleService
{
    /// <summary>Whether every venue said that nothing of ours is open. A venue that is away says nothing.</summary>
    public bool IsProven { get; private set; }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        CommandReply reply = await commands.Run(Commands.Leave, new CommandRequest(), "graceful-stop").WaitAsync(cancellationToken);
        IsProven = reply is { Accepted: true, OpenOrders: 0 };
        if (!IsProven)
            logger.NotProvenGone(reply.OpenOrders, reply.Message);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

internal static partial class HostLog
{
    [LoggerMessage(LogLevel.Error, "Not proven that nothing is open at the end, {Count} orders by the venues' word (-1: no word): {Detail}")]
    public static partial void NotProvenGone(this ILogger logger, int count, string detail);
}
