using Microsoft.Extensions.Logging;

namespace Quern.Grains.Pools;

internal static partial class PoolsLog
{
    [LoggerMessage(LogLevel.Information, "{Pool}: followed from block {Block}")]
    public static partial void PoolFollowed(this ILogger logger, string pool, ulong block);

    [LoggerMessage(LogLevel.Warning, "{Pool}: state is unknown: {Why}")]
    public static partial void PoolUnknown(this ILogger logger, string pool, string why);

    [LoggerMessage(LogLevel.Information, "{Account}: wallet opened, epoch {Epoch}, {Intents} intents in {Journal}")]
    public static partial void WalletOpened(this ILogger logger, string account, int epoch, int intents, string journal);

    [LoggerMessage(LogLevel.Warning, "{Account}: journal notice: {Notice}")]
    public static partial void WalletJournalNotice(this ILogger logger, string account, string notice);

    [LoggerMessage(LogLevel.Information, "{Account}: {Key} is {State} with nonce {Nonce}, transaction {Hash}")]
    public static partial void IntentChanged(this ILogger logger, string account, string key, string state, ulong nonce, string hash);

    [LoggerMessage(LogLevel.Warning, "{Account}: the chain's word on this account is unknown: {Why}")]
    public static partial void WalletUnknown(this ILogger logger, string account, string why);

    [LoggerMessage(LogLevel.Warning, "{Account}: {Key} was not sent, {Code}: {Why}")]
    public static partial void WriteRefused(this ILogger logger, string account, string key, string code, string why);

    [LoggerMessage(LogLevel.Error, "{Account}: another owner has the journal, or it can't be written; nothing is signed here any more: {Why}")]
    public static partial void WalletFenced(this ILogger logger, string account, string why);
}
