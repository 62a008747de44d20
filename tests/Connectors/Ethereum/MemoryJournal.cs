using Quern.Connectors.Ethereum.Transactions;

namespace Quern.Connectors.Tests.Ethereum;

/// <summary>A journal that outlives the wallet within a test.</summary>
internal sealed class MemoryJournal : IWalletJournal
{
    private readonly SortedDictionary<ulong, Intent> _intents = [];

    public IReadOnlyList<Intent> Read() => [.. _intents.Values];

    public Task Write(Intent intent, CancellationToken cancellation)
    {
        _intents[intent.Nonce] = intent;
        return Task.CompletedTask;
    }
}
