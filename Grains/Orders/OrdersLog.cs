using Microsoft.Extensions.Logging;
using Quern.Connectors.Exchange;
using Quern.Domain.Instruments;
using Quern.Domain.Orders;
using Quern.Domain.Risk;

namespace Quern.Grains.Orders;

internal static partial class OrdersLog
{
    [LoggerMessage(LogLevel.Information, "{Account}: order stream is {State}: {Detail}")]
    public static partial void OrderStreamChanged(this ILogger logger, string account, ConnectionState state, string detail);

    [LoggerMessage(LogLevel.Warning, "{Account}: the order manager was not reached ({Why}); it will reconcile with the venue")]
    public static partial void ManagerNotReached(this ILogger logger, string account, string why);

    [LoggerMessage(LogLevel.Error, "{Account}: reports came faster than they were read; the order manager will reconcile with the venue")]
    public static partial void ReportsOverflowed(this ILogger logger, string account);

    [LoggerMessage(LogLevel.Information, "{Account}: epoch {Epoch}, {Records} records of earlier owners restored from {Journal}")]
    public static partial void AccountRestored(this ILogger logger, string account, int epoch, int records, string journal);

    [LoggerMessage(LogLevel.Warning, "{Account}: {Notice}")]
    public static partial void JournalNotice(this ILogger logger, string account, string notice);

    [LoggerMessage(LogLevel.Information, "{Account}: orders {First} to {Last} of epoch {Epoch} may have been sent although no record of them survived; they are looked for at the venue before anything is sent")]
    public static partial void OrdersMayExist(this ILogger logger, string account, uint first, uint last, int epoch);

    [LoggerMessage(LogLevel.Error, "{Account}: the kill switch could not be stored: {Why}")]
    public static partial void KillNotStored(this ILogger logger, string account, string why);

    [LoggerMessage(LogLevel.Information, "{Account}: reconciled with the venue, ready: {Orders} open orders, {Fills} fills caught up")]
    public static partial void AccountReady(this ILogger logger, string account, int orders, int fills);

    [LoggerMessage(LogLevel.Warning, "{Account}: not reconciled, tried again in a second: {Why}")]
    public static partial void NotReconciled(this ILogger logger, string account, string why);

    [LoggerMessage(LogLevel.Warning, "{Account}: not compared with the venue this time, again in two seconds: {Why}")]
    public static partial void NotAudited(this ILogger logger, string account, string why);

    [LoggerMessage(LogLevel.Warning, "{Account}: the end of the journal may be lost; every order that may exist is looked for at the venue before trading")]
    public static partial void TailLost(this ILogger logger, string account);

    [LoggerMessage(LogLevel.Warning, "{Account}: {Looked} orders without a record were looked for at the venue, {Found} were found")]
    public static partial void LostLookedFor(this ILogger logger, string account, int looked, int found);

    [LoggerMessage(LogLevel.Warning, "{Account}: the ledger has {Known} fills; those up to {Dropped} are read from the journal again")]
    public static partial void LedgerLacksFills(this ILogger logger, string account, long known, long dropped);

    [LoggerMessage(LogLevel.Warning, "{Account}: no snapshot was stored, the records still tell everything: {Why}")]
    public static partial void SnapshotNotStored(this ILogger logger, string account, string why);

    [LoggerMessage(LogLevel.Warning, "{Account}: killed: {Reason}")]
    public static partial void AccountKilled(this ILogger logger, string account, string reason);

    [LoggerMessage(LogLevel.Warning, "{Account} was stopped by command and stays so: the command start lets it quote")]
    public static partial void AccountStopped(this ILogger logger, string account);

    [LoggerMessage(LogLevel.Information, "{Account}: {What}")]
    public static partial void AccountCommand(this ILogger logger, string account, string what);

    [LoggerMessage(LogLevel.Debug, "{Account}: {Strategy} was denied an order: {Reason} (limit {Limit}, would be {Actual})")]
    public static partial void IntentDenied(this ILogger logger, string account, string strategy, DenyReason reason, long limit, long actual);

    [LoggerMessage(LogLevel.Warning, "{Account}: {Kind} on {Instrument}, order {Order}: expected {Expected}, found {Actual} {Text}")]
    public static partial void OrderAlert(
        this ILogger logger, string account, OrderAlertKind kind, InstrumentId instrument, ClientOrderId order, long expected, long actual, string text);

    [LoggerMessage(LogLevel.Warning, "{Account}: the venue did not say what became of order {Order}, asked again soon: {Why}")]
    public static partial void QuestionUnanswered(this ILogger logger, string account, ClientOrderId order, string why);

    [LoggerMessage(LogLevel.Warning, "{Account}: {Who} did not hear the news, it is told again: {Why}")]
    public static partial void NewsNotHeard(this ILogger logger, string account, string who, string why);
}
