using Orleans;
using Orleans.Runtime;
using Quern.Grains.Desks;
using Quern.Grains.Interfaces.Catalogue;
using Quern.Proto;
using Quern.Silo.Control;

namespace Quern.Silo.Hosting;

/// <summary>
/// Before anything else stops, takes every order of this silo's accounts back and waits for the venues' own lists to be empty. Accounts of other
/// silos go on.
/// </summary>
internal sealed class GracefulStop(Commands commands, IGrainFactory grains, DeskDirectory desks, ILocalSiloDetails here, ILogger<GracefulStop> logger)
    : IHostedLifecycleService
{
    /// <summary>Whether every venue said that nothing of ours is open. A venue that is away says nothing.</summary>
    public bool IsProven { get; private set; }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        CommandReply reply = await commands.Leave(await OwnAccounts()).WaitAsync(cancellationToken);
        IsProven = reply is { Accepted: true, OpenOrders: 0 };
        if (!IsProven)
            logger.NotProvenGone(reply.OpenOrders, reply.Message);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<string[]> OwnAccounts()
    {
        IEnumerable<AccountEntry> accounts = desks.Content.Accounts;
        try
        {
            SiloAddress[] silos = [.. (await grains.GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true)).Keys.Order()];
            if (silos.Length > 0)
                accounts = accounts.Where(entry => DeskOwnership.OwnerOf(entry.Desk, silos, desks.Pins).Equals(here.SiloAddress));
        }
        catch (Exception error) when (Unanswered.Is(error))
        {
            // Better another silo's orders taken back than ours left.
            logger.OwnersUnknown(error.Message);
        }

        return [.. accounts.Select(entry => entry.Id)];
    }
}

internal static partial class HostLog
{
    [LoggerMessage(LogLevel.Error, "Not proven that nothing is open at the end, {Count} orders by the venues' word (-1: no word): {Detail}")]
    public static partial void NotProvenGone(this ILogger logger, int count, string detail);

    [LoggerMessage(LogLevel.Warning, "Which accounts are this silo's is not known, the orders of all are taken back: {Why}")]
    public static partial void OwnersUnknown(this ILogger logger, string why);
}
