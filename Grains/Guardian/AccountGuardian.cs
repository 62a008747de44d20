using Microsoft.Extensions.Logging;
using Quern.Connectors.Exchange;
using Quern.Grains.Journal;
using Quern.Grains.Leases;

namespace Quern.Grains.Guardian;

/// <summary>
/// Watches one account whose owner is on another silo. When the owner's lease lapses, it has the venue take everything of ours back, and
/// again until nothing of that owner can arrive any more and the venue lists nothing of ours. It never sends an order.
/// </summary>
/// <param name="account"><c>venue:account</c>.</param>
/// <param name="number">The account's number in client order ids.</param>
/// <param name="journals">Where the lease is.</param>
/// <param name="venue">Where orders are taken back.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where it tells.</param>
public sealed class AccountGuardian(
    string account, int number, IJournalStore journals, IGuardedVenue venue, TimeProvider time, ILogger logger)
{
    private readonly LeaseWatch _watch = new(time);
    private LeaseRecord? _settled;

    /// <summary>Orders that it found open under a lapsed lease, over all times.</summary>
    public long Found { get; private set; }

    /// <summary>Looks once; call it every 500 ms or so.</summary>
    /// <param name="besides">Whose leases are not looked after: the silo of this guardian dies with that owner.</param>
    public async Task Look(string besides)
    {
        try
        {
            LeaseState state = _watch.Observe(await journals.ReadLease(account));
            if (state is LeaseState.None or LeaseState.Held || _watch.Lease == _settled || _watch.Lease!.Owner == besides)
                return;
            LeaseRecord lapsed = _watch.Lease;
            int open = await venue.CancelOurs(account, number);
            Found += open;
            if (open > 0)
                logger.OwnerLost(account, lapsed.Owner, lapsed.Epoch, open);
            if (open == 0 && state is LeaseState.Over)
            {
                _settled = lapsed;
                logger.AccountGuarded(account, lapsed.Owner, lapsed.Epoch);
            }
        }
        catch (Exception error) when (error is ExchangeException or JournalException or TimeoutException or OperationCanceledException)
        {
            logger.NotGuarded(account, error.Message);
        }
    }
}

internal static partial class GuardianLog
{
    [LoggerMessage(LogLevel.Error, "{Account}: its owner {Owner} (epoch {Epoch}) let the lease lapse with {Open} orders open; the venue is asked to take them back")]
    public static partial void OwnerLost(this ILogger logger, string account, string owner, int epoch, int open);

    [LoggerMessage(LogLevel.Warning, "{Account}: its owner {Owner} (epoch {Epoch}) let the lease lapse; the venue lists nothing of ours, and nothing of it can arrive any more")]
    public static partial void AccountGuarded(this ILogger logger, string account, string owner, int epoch);

    [LoggerMessage(LogLevel.Warning, "{Account} could not be looked after, tried again in half a second: {Why}")]
    public static partial void NotGuarded(this ILogger logger, string account, string why);
}
