namespace Quern.Domain.Matching;

/// <summary>Which of the four kinds of queue a price level belongs to. Bids and asks have the numbers of their <c>Side</c>.</summary>
internal static class Queues
{
    public const int Bids = 0;
    public const int Asks = 1;
    public const int BuyStops = 2;
    public const int SellStops = 3;
    public const int Count = 4;

    /// <summary>
    /// The price as an unsigned number that is smallest for the level that comes first: the highest bid, the lowest ask, the lowest buy stop,
    /// the highest sell stop. With it all queues are searched for a minimum, and the whole range of 64 bits is allowed.
    /// </summary>
    public static ulong KeyOf(int queue, long price) => unchecked((ulong)(price ^ MaskOf(queue)));

    /// <summary>The inverse of <see cref="KeyOf"/>.</summary>
    public static long PriceOf(int queue, ulong key) => unchecked((long)key) ^ MaskOf(queue);

    // Flipping the sign bit makes signed order unsigned order; flipping all other bits instead turns it around as well.
    private static long MaskOf(int queue) => unchecked(long.MaxValue + ((queue ^ queue >> 1) & 1));
}

/// <summary>The queue of orders at one price. 32 bytes.</summary>
internal struct RestingLevel
{
    /// <summary>See <see cref="Queues.KeyOf"/>.</summary>
    public ulong Key;

    /// <summary>The sum of the shown lots of the orders.</summary>
    public long Lots;

    /// <summary>The oldest order; 0 when there is none. In a free level the next free one.</summary>
    public int Head;

    /// <summary>The youngest order; 0 when there is none.</summary>
    public int Tail;

    /// <summary>The page that leads here.</summary>
    public int Page;

    /// <summary>One of <see cref="Queues"/>.</summary>
    public int Queue;

    public readonly long Price => Queues.PriceOf(Queue, Key);
}
