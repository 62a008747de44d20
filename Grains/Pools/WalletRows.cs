using Quern.Connectors.Ethereum.Transactions;
using Quern.Grains.Interfaces.Pools;

namespace Quern.Grains.Pools;

/// <summary>What a wallet knows, as messages.</summary>
internal static class WalletRows
{
    private const int MostClosed = 100;

    /// <summary>Every open intent and the newest closed ones, by nonce.</summary>
    public static TransactionRow[] Of(IReadOnlyCollection<Intent> intents)
    {
        int surplus = intents.Count(static intent => !intent.IsOpen) - MostClosed;
        return [.. intents.Where(intent => intent.IsOpen || surplus-- <= 0).Select(Row)];
    }

    public static WalletReply Accepted(Intent intent) => new()
    {
        Accepted = true,
        Code = "accepted",
        Detail = intent.Refusal ?? "",
        Transaction = Row(intent),
    };

    public static WalletReply Refused(string code, string why, Intent? intent) => new()
    {
        Code = code,
        Detail = why,
        Transaction = intent is null ? null : Row(intent),
    };

    public static string StateOf(Intent intent) => intent.State switch
    {
        IntentState.Pending => "pending",
        IntentState.Mined => "mined",
        IntentState.Done => "done",
        IntentState.Cancelled => "cancelled",
        _ => "displaced",
    };

    private static TransactionRow Row(Intent intent) => new()
    {
        Key = intent.Id,
        Purpose = intent.Purpose,
        Nonce = intent.Nonce,
        State = StateOf(intent),
        IsSuccess = intent.IsSuccess,
        Hash = intent.Last.Hash,
        MinedHash = intent.MinedHash ?? "",
        MinedBlock = intent.MinedBlock,
        Attempts = intent.Attempts.Length,
        IsCancelling = intent.Last.IsCancellation,
        Refusal = intent.Refusal ?? "",
    };
}
