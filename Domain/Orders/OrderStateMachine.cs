using static Quern.Domain.Orders.OrderState;

namespace Quern.Domain.Orders;

/// <summary>What an event does to a state.</summary>
public enum TransitionKind : byte
{
    /// <summary>It contradicts what is known: the state stays, and somebody must look.</summary>
    Refused = 0,

    /// <summary>It is late, repeated or says nothing new: the state stays.</summary>
    Absorbed = 1,

    /// <summary>The state changes.</summary>
    Moved = 2,
}

/// <summary>The answer of the table.</summary>
/// <param name="Kind">Moved, absorbed or refused.</param>
/// <param name="State">The state afterwards.</param>
public readonly record struct Transition(TransitionKind Kind, OrderState State);

/// <summary>The life of an order as one table: a row per state, a column per event, in the order of their enums.</summary>
/// <remarks>
/// Lots are not states: a late fill after an end still counts its lots, the table only says that the end stays. X04 of the fault
/// experiments (cancel, replace and fills in any order) and X10 (repeats, reorderings) are answered here.
/// </remarks>
public static class OrderStateMachine
{
    /// <summary>How many events there are.</summary>
    public const int EventCount = 16;

    private const OrderState Int = Intended, Den = Denied, Snt = Sent, Ack = Acknowledged, Par = PartiallyFilled, PCa = PendingCancel;
    private const OrderState PRe = PendingReplace, Unk = Unknown, Fil = Filled, Can = Cancelled, Rej = Rejected, Exp = Expired;

    // Rests as acknowledged or, once lots have traded, as partially filled.
    private const OrderState Res = (OrderState)100;

    // Refused by the venue; but what has traded cannot have been refused: then the rest of it was cancelled.
    private const OrderState Gon = (OrderState)101;

    // Contradicts what is known.
    private const OrderState ___ = (OrderState)102;

    private static readonly OrderState[][] Table =
    [
        //         Denied Sent NotSent Ack PartFil FullFil AskCan AskRep Replaced CanRef RepRef Doubted NotFnd Cancelled Rejected Expired
        /* Int */ [Den,   Snt, Den,    ___, ___,   ___,    ___,   ___,   ___,     ___,   ___,   ___,    ___,   ___,      ___,     ___],
        /* Den */ [___,   ___, Den,    ___, ___,   ___,    ___,   ___,   ___,     Den,   Den,   Den,    Den,   ___,      ___,     ___],
        /* Snt */ [___,   ___, Den,    Res, Par,   Fil,    PCa,   ___,   Res,     Snt,   Snt,   Unk,    Snt,   Can,      Gon,     Exp],
        /* Ack */ [___,   ___, ___,    Res, Par,   Fil,    PCa,   PRe,   Res,     Res,   Res,   Unk,    Ack,   Can,      Gon,     Exp],
        /* Par */ [___,   ___, ___,    Par, Par,   Fil,    PCa,   PRe,   Par,     Par,   Par,   Unk,    Par,   Can,      Gon,     Exp],
        /* PCa */ [___,   ___, Den,    PCa, PCa,   Fil,    PCa,   ___,   PCa,     Res,   PCa,   Unk,    PCa,   Can,      Gon,     Exp],
        /* PRe */ [___,   ___, ___,    PRe, PRe,   Fil,    PCa,   ___,   Res,     PRe,   Res,   Unk,    PRe,   Can,      Gon,     Exp],
        /* Unk */ [___,   ___, Den,    Res, Par,   Fil,    Unk,   ___,   Res,     Unk,   Res,   Unk,    Unk,   Can,      Gon,     Exp],
        /* Fil */ [___,   ___, ___,    Fil, Fil,   Fil,    ___,   ___,   Fil,     Fil,   Fil,   Fil,    Fil,   Fil,      ___,     Fil],
        /* Can */ [___,   ___, ___,    Can, Can,   Can,    ___,   ___,   Can,     Can,   Can,   Can,    Can,   Can,      Can,     Can],
        /* Rej */ [___,   ___, Rej,    ___, ___,   ___,    ___,   ___,   ___,     Rej,   Rej,   Rej,    Rej,   Rej,      Rej,     Rej],
        /* Exp */ [___,   ___, ___,    Exp, Exp,   Exp,    ___,   ___,   Exp,     Exp,   Exp,   Exp,    Exp,   Exp,      Exp,     Exp],
    ];

    /// <summary>What the event does to an order in that state.</summary>
    /// <param name="state">The state before.</param>
    /// <param name="happened">What happened.</param>
    /// <param name="anyFilled">True once any lot has traded, the one of this event included.</param>
    public static Transition Next(OrderState state, OrderEvent happened, bool anyFilled)
    {
        OrderState next = Table[(int)state][(int)happened] switch
        {
            Res => anyFilled ? PartiallyFilled : Acknowledged,
            Gon => anyFilled ? Cancelled : Rejected,
            OrderState cell => cell,
        };

        return next == ___ ? new(TransitionKind.Refused, state)
            : next == state ? new(TransitionKind.Absorbed, state)
            : new(TransitionKind.Moved, next);
    }
}
