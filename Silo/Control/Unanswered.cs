using Quern.Connectors.Exchange;
using Quern.Grains.Journal;

namespace Quern.Silo.Control;

/// <summary>What a grain's caller sees when there is no answer.</summary>
internal static class Unanswered
{
    /// <summary>True when the grain was slow or lost, or could not be activated because its venue or its journal is away.</summary>
    public static bool Is(Exception error) =>
        error is TimeoutException or OrleansException or OperationCanceledException or ExchangeException or JournalException;
}
