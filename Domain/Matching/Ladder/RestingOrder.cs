namespace Quern.Domain.Matching;

/// <summary>What each trade and each cancel looks at: an order in its queue. 32 bytes, linked by slot numbers; slot 0 is nobody.</summary>
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
}
