using Quern.Domain.Instruments;
using Quern.Domain.Risk;

namespace Quern.Domain.Orders;

/// <summary>An account as its journal tells it, entry by entry: for audits and checks, beside the manager that wrote it. Sends nothing.</summary>
/// <param name="settings">What the account is.</param>
/// <param name="instruments">Everything that the journal names.</param>
public sealed class AccountReplay(AccountSettings settings, IEnumerable<Instrument> instruments)
{
    private readonly AccountState _state = new(settings, instruments);

    /// <summary>The highest epoch opened; −1 before the first.</summary>
    public int Epoch => _state.Epoch;

    /// <summary>True while the kill switch holds.</summary>
    public bool IsKilled => _state.IsKilled;

    /// <summary>Live orders, and the last ended ones.</summary>
    public OrderIndex Orders => _state.Orders;

    /// <summary>Equal to <see cref="OrderManager.StateHash"/> of the manager that wrote the same entries.</summary>
    public string StateHash => _state.Hash();

    /// <summary>What is held and open on an instrument; nothing for an unknown one.</summary>
    public Exposure ExposureOf(InstrumentId instrument) =>
        _state.TryFind(instrument, out TradedInstrument? traded) ? traded.Exposure : default;

    /// <summary>Takes the next entry.</summary>
    /// <returns>The order that it changed; null when it changed none.</returns>
    /// <exception cref="InvalidOperationException">It names an order or instrument that no earlier entry, or the configuration, introduced.</exception>
    public Order? Apply(in JournalEntry entry) => _state.Apply(entry).Order;
}
