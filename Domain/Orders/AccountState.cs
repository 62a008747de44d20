using System.Diagnostics.CodeAnalysis;
using Quern.Domain.Instruments;

namespace Quern.Domain.Orders;

/// <summary>What an entry did.</summary>
/// <param name="Order">The order concerned; null when none is.</param>
/// <param name="Before">Its state before.</param>
/// <param name="Kind">What the table said.</param>
/// <param name="FilledLots">Lots newly known as filled.</param>
/// <param name="IsNewTrade">True when a trade id was counted for the first time.</param>
/// <param name="TermsChanged">True when price or size changed.</param>
internal readonly record struct Effect(
    Order? Order, OrderState Before, TransitionKind Kind, long FilledLots, bool IsNewTrade, bool TermsChanged)
{
    public bool IsNews => Kind is TransitionKind.Moved || FilledLots != 0 || TermsChanged;

    public bool HasEnded => Kind is TransitionKind.Moved && Order!.State.IsTerminal();
}

/// <summary>
/// Everything about an account that its journal determines: a fold over entries, with no clock, no sending and no telling. The living
/// manager and a replay run the same code here, so a replayed prefix gives the living state.
/// </summary>
internal sealed partial class AccountState
{
    private const int UnlinkedKept = 1_024;

    private readonly AccountSettings _settings;
    private readonly Dictionary<InstrumentId, TradedInstrument> _instruments = [];
    private readonly TradedInstrument[] _inOrder;
    private readonly RecentCommands _commands;
    private readonly UnlinkedTrades _unlinked = new(UnlinkedKept);

    public AccountState(AccountSettings settings, IEnumerable<Instrument> instruments)
    {
        _settings = settings;
        Orders = new(settings.MaxLiveOrders, settings.EndedOrdersKept);
        _commands = new(settings.CommandsKept);
        foreach (Instrument instrument in instruments)
            _instruments.Add(instrument.Id, new(instrument, settings));
        _inOrder = [.. _instruments.Values.OrderBy(traded => traded.Definition.Id.ToString(), StringComparer.Ordinal)];
    }

    public OrderIndex Orders { get; }

    /// <summary>The highest epoch opened; −1 before the first.</summary>
    public int Epoch { get; private set; } = -1;

    /// <summary>The last order's sequence within the epoch.</summary>
    public uint Sequence { get; private set; }

    /// <summary>Stopped by command, and not started since.</summary>
    public bool IsStopped { get; private set; }

    public bool IsKilled { get; private set; }

    public string KillReason { get; private set; } = "";

    /// <summary>In the order of their ids, so that walks are the same everywhere.</summary>
    public ReadOnlySpan<TradedInstrument> Instruments => _inOrder;

    public bool TryFind(InstrumentId id, [MaybeNullWhen(false)] out TradedInstrument traded) => _instruments.TryGetValue(id, out traded);

    public TradedInstrument Of(Order order) => Require(order.Instrument.Id);

    public bool TryGetCommand(string strategy, UInt128 key, out ClientOrderId id) => _commands.TryGet(strategy, key, out id);

    public bool IsMine(ClientOrderId id) => id.IsOurs && id.Account == _settings.AccountNumber;

    /// <summary>The order that a report is about: by our id, else by the venue's.</summary>
    public Order? Find(in ExecutionReport report)
    {
        if (IsMine(report.Id))
            return Orders.TryGet(report.Id, out Order? ours) ? ours : null;
        return report.VenueOrderId is { } name && Orders.TryGet(report.Instrument, name, out Order? named) ? named : null;
    }

    public Effect Apply(in JournalEntry entry)
    {
        switch (entry.Kind)
        {
            case JournalKind.OrderIntended:
                return Intend(entry);
            case JournalKind.OrderAdopted:
                return Adopt(entry.Report, entry.TimeNs);
            case JournalKind.ReportReceived or JournalKind.FillReceived:
                return Hear(entry.Report, entry.TimeNs);
            case JournalKind.CancelRequested or JournalKind.ReplaceRequested or JournalKind.OutcomeDoubted:
                return Request(entry);
            case JournalKind.AnswerReceived:
                return Answer(entry);
            case JournalKind.AbsenceProven:
                return EndAbsent(entry);
            case JournalKind.EpochOpened:
                Epoch = entry.Epoch;
                Sequence = 0;
                return default;
            case JournalKind.PositionAdjusted:
                Require(entry.Instrument).PositionLots += entry.Lots;
                if (Orders.TryGet(entry.Id, out Order? forgone))
                    forgone.AreFillsForgone = true;
                return default;
            case JournalKind.Killed or JournalKind.Armed:
                IsKilled = entry.Kind is JournalKind.Killed;
                KillReason = IsKilled ? entry.Text ?? "" : "";
                return default;
            case JournalKind.Stopped or JournalKind.Started:
                IsStopped = entry.Kind is JournalKind.Stopped;
                return default;
            case JournalKind.Denied:
                return default;
            default:
                throw new ArgumentOutOfRangeException(nameof(entry), entry.Kind, "No such journal entry.");
        }
    }

    private TradedInstrument Require(InstrumentId id) =>
        _instruments.TryGetValue(id, out TradedInstrument? traded)
            ? traded
            : throw new InvalidOperationException($"The journal of {_settings.Account} names {id}, which its configuration lacks: add it.");

    private Order Require(ClientOrderId id) =>
        Orders.TryGet(id, out Order? order)
            ? order
            : throw new InvalidOperationException($"The journal of {_settings.Account} names order {id} before it was intended or adopted.");
}
