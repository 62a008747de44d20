using Quern.Domain.Orders;

namespace Quern.Domain.Matching;

/// <summary>An order in its queue, linked by slot numbers; slot 0 is nobody. 48 bytes, what each trade and cancel looks at first.</summary>
internal struct RestingOrder
{
    public long Id;

    /// <summary>Shown and left; of a held stop all of it.</summary>
    public long Lots;

    /// <summary>The next younger order of the level; in a free slot the next free one.</summary>
    public int Next;

    /// <summary>The next older order of the level.</summary>
    public int Prev;

    /// <summary>The level it rests at.</summary>
    public int Level;

    public int Owner;

    /// <summary>The total size, what is filled included. This and what follows is the engine's, not the ladder's.</summary>
    public long Quantity;

    /// <summary>Its entry in <see cref="RareTermsPool"/>; 0 for an order that shows all it has.</summary>
    public int Rare;

    public bool PostOnly;

    public bool IsMarket;

    public SelfTradePrevention SelfTrade;

    public TimeInForce TimeInForce;
}
