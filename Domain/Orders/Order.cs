using Quern.Domain.Instruments;

namespace Quern.Domain.Orders;

/// <summary>
/// One order of ours: what was asked, what the venue said. It belongs to its <see cref="OrderManager"/>, which alone changes it and uses
/// the object again for another order long after this one's end: keep the <see cref="Id"/>, not the object.
/// </summary>
public sealed class Order
{
    /// <summary>Our name for it.</summary>
    public ClientOrderId Id { get; internal set; }

    /// <summary>What it trades.</summary>
    public Instrument Instrument { get; internal set; } = null!;

    /// <summary>Who wanted it; empty for an order found at the venue that nobody here remembers.</summary>
    public string Strategy { get; internal set; } = "";

    /// <summary>Which way.</summary>
    public Side Side { get; internal set; }

    /// <summary>Limit or market.</summary>
    public OrderType Type { get; internal set; }

    /// <summary>How long it lives.</summary>
    public TimeInForce TimeInForce { get; internal set; }

    /// <summary>Refused by the venue rather than crossing.</summary>
    public bool PostOnly { get; internal set; }

    /// <summary>May only shrink the position.</summary>
    public bool ReduceOnly { get; internal set; }

    /// <summary>True when it stands for a level of a strategy's targets, false for a command.</summary>
    public bool IsQuote { get; internal set; }

    /// <summary>The key of the command that made it; zero for quotes.</summary>
    public UInt128 CommandKey { get; internal set; }

    /// <summary>Where it is in its life.</summary>
    public OrderState State { get; internal set; }

    /// <summary>Its limit price as last stated; zero for market orders.</summary>
    public Price Price { get; internal set; }

    /// <summary>Its total size as last stated, filled lots included.</summary>
    public Quantity Quantity { get; internal set; }

    /// <summary>Filled so far by the venue's cumulative word or the sum of its trades, whichever is more. Never falls.</summary>
    public Quantity Filled { get; internal set; }

    /// <summary>Lots of the trades that were reported one by one. Below <see cref="Filled"/> while some of them are missing.</summary>
    public Quantity Traded { get; internal set; }

    /// <summary>Sum of price × size over those trades, in tick·lots.</summary>
    public Int128 TradedTickLots { get; internal set; }

    /// <summary>The venue's name for it; null until it says one.</summary>
    public string? VenueOrderId { get; internal set; }

    /// <summary>True once the venue showed that it has, or had, the order.</summary>
    public bool WasAcknowledged { get; internal set; }

    /// <summary>The price asked for by the replace in flight.</summary>
    public Price PendingPrice { get; internal set; }

    /// <summary>The total size asked for by the replace in flight; zero when none is.</summary>
    public Quantity PendingQuantity { get; internal set; }

    /// <summary>True while a replace was asked for and neither happened nor was refused.</summary>
    public bool IsReplaceInDoubt => !PendingQuantity.IsZero;

    /// <summary>True once anybody wanted it gone: cancels are repeated until the venue states the end.</summary>
    public bool CancelWanted { get; internal set; }

    /// <summary>Why it was refused or ended.</summary>
    public Reason EndReason { get; internal set; }

    /// <summary>When it was journaled, Unix nanoseconds.</summary>
    public long IntendedNs { get; internal set; }

    /// <summary>When the venue first showed that it has it, by our clock, Unix nanoseconds; 0 before.</summary>
    public long AcknowledgedNs { get; internal set; }

    /// <summary>When it ended, by our clock, Unix nanoseconds; 0 before.</summary>
    public long EndedNs { get; internal set; }

    /// <summary>When the newest request about it left, Unix nanoseconds.</summary>
    public long RequestedNs { get; internal set; }

    /// <summary>The venue must refuse its requests after this, Unix nanoseconds.</summary>
    public long RequestExpiresNs { get; internal set; }

    /// <summary>Which answers of absence were heard since the request expired.</summary>
    public AbsenceAnswers Absence { get; internal set; }

    /// <summary>What can still trade at the worst: the larger size while a replace is in doubt. Zero after the end.</summary>
    public long OpenLots => State.IsTerminal() ? 0 : Math.Max(0, Math.Max(Quantity.Lots, PendingQuantity.Lots) - Filled.Lots);

    /// <summary>Requests sent about it, the placement included.</summary>
    public int Requests { get; internal set; }

    /// <summary>Venue's stamp of the newest statement of price and size, Unix nanoseconds.</summary>
    internal long PriceStatedNs { get; set; }

    /// <summary>Venue's newest stamp of anything heard about it, Unix nanoseconds.</summary>
    internal long HeardStampNs { get; set; }

    /// <summary>The newest stamp heard when the replace in flight was asked for: what the venue said up to then is no answer to it.</summary>
    internal long ReplaceAskedAfterNs { get; set; }

    /// <summary>The newest trade id that the account knew on the instrument when the order was made; 0 of an order found at the venue.</summary>
    internal long TradesBefore { get; set; }

    /// <summary>The timers ask or try again at this time, Unix nanoseconds. Not part of the state that a journal restores.</summary>
    internal long NextTryNs { get; set; }

    /// <summary>When missing trades are asked for, Unix nanoseconds; 0 when none are missing. Not restored.</summary>
    internal long FillsDueNs { get; set; }

    /// <summary>Since when trades are missing, Unix nanoseconds. Not restored.</summary>
    internal long FillsOwedSinceNs { get; set; }

    /// <summary>True once its missing trades were given up: the venue counted their lots and never listed them.</summary>
    internal bool AreFillsForgone { get; set; }

    /// <summary>Which reconciliation last heard of it. Not restored.</summary>
    internal int HeardInRound { get; set; }

    /// <summary>Used by one diff at a time. Not restored.</summary>
    internal bool IsKept { get; set; }

    /// <summary>Place in the list of live orders, and in its instrument's; −1 after the end.</summary>
    internal int LiveSlot { get; set; } = -1;

    /// <summary>Place in its instrument's list of live orders; −1 after the end.</summary>
    internal int InstrumentSlot { get; set; } = -1;

    internal void Clear()
    {
        Id = default;
        Instrument = null!;
        Strategy = "";
        Side = default;
        Type = default;
        TimeInForce = default;
        PostOnly = ReduceOnly = IsQuote = WasAcknowledged = CancelWanted = IsKept = AreFillsForgone = false;
        CommandKey = default;
        State = OrderState.Intended;
        Price = PendingPrice = default;
        Quantity = Filled = Traded = PendingQuantity = default;
        TradedTickLots = 0;
        VenueOrderId = null;
        EndReason = Reason.None;
        IntendedNs = AcknowledgedNs = EndedNs = RequestedNs = RequestExpiresNs = PriceStatedNs = NextTryNs = FillsDueNs = FillsOwedSinceNs = 0;
        HeardStampNs = ReplaceAskedAfterNs = TradesBefore = 0;
        Absence = AbsenceAnswers.None;
        Requests = HeardInRound = 0;
        LiveSlot = InstrumentSlot = -1;
    }
}
