using System.Diagnostics.CodeAnalysis;
using Quern.Domain.Instruments;

namespace Quern.Domain.Orders;

/// <summary>
/// The orders of one account by our id and by the venue's. Live orders are bounded by a limit; ended ones stay known in a ring, because
/// reports come late, and when the ring is full the oldest is forgotten whose trades are all here: forgotten earlier, a trade that is still to
/// come would be taken for a stranger's and count twice. All memory is taken at construction.
/// </summary>
public sealed class OrderIndex
{
    private readonly Dictionary<ulong, Order> _byId;
    private readonly Dictionary<(InstrumentId Instrument, string VenueOrderId), Order> _byVenueId;
    private readonly Order[] _live;
    private readonly Order?[] _ended;
    private readonly Stack<Order> _free;
    private int _oldestEnded;

    /// <summary>An empty index.</summary>
    /// <param name="maxLive">Live orders at most. At least 1.</param>
    /// <param name="endedKept">Ended orders that stay known. At least 1.</param>
    public OrderIndex(int maxLive, int endedKept)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxLive, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(endedKept, 1);

        int all = maxLive + endedKept;
        _byId = new(all);
        _byVenueId = new(all);
        _live = new Order[maxLive];
        _ended = new Order?[endedKept];
        _free = new(all);
        for (int count = 0; count < all; count++)
            _free.Push(new Order());
    }

    /// <summary>The live orders, in no order that means anything.</summary>
    public ReadOnlySpan<Order> Live => _live.AsSpan(0, LiveCount);

    /// <summary>How many orders live.</summary>
    public int LiveCount { get; private set; }

    /// <summary>How many ended orders are still known.</summary>
    public int EndedCount { get; private set; }

    /// <summary>How many ended orders were forgotten to make room.</summary>
    public long Evicted { get; internal set; }

    /// <summary>True when no further order fits.</summary>
    public bool IsFull => LiveCount == _live.Length;

    /// <summary>The order of that id, live or ended.</summary>
    public bool TryGet(ClientOrderId id, [MaybeNullWhen(false)] out Order order) => _byId.TryGetValue(id.Value, out order);

    /// <summary>The order that the venue calls so on that instrument, live or ended.</summary>
    public bool TryGet(InstrumentId instrument, string venueOrderId, [MaybeNullWhen(false)] out Order order) =>
        _byVenueId.TryGetValue((instrument, venueOrderId), out order);

    /// <summary>The ended order at a place of the ring; 0 is the oldest.</summary>
    public Order Ended(int age) => _ended[(_oldestEnded + age) % _ended.Length]!;

    /// <summary>Takes a blank order out of the pool and files it as live under the id.</summary>
    /// <exception cref="InvalidOperationException">The index is full.</exception>
    internal Order Open(ClientOrderId id)
    {
        if (IsFull)
            throw new InvalidOperationException($"{LiveCount} live orders are the limit: ask {nameof(IsFull)} before opening another.");

        Order order = _free.Pop();
        order.Id = id;
        _byId.Add(id.Value, order);
        order.LiveSlot = LiveCount;
        _live[LiveCount++] = order;
        return order;
    }

    /// <summary>Learns what the venue calls an order. The first name stays.</summary>
    /// <returns>True when the name is news.</returns>
    internal bool Name(Order order, string venueOrderId)
    {
        if (order.VenueOrderId is not null || !_byVenueId.TryAdd((order.Instrument.Id, venueOrderId), order))
            return false;

        order.VenueOrderId = venueOrderId;
        return true;
    }

    /// <summary>Moves an order from the live ones to the ring.</summary>
    internal void Close(Order order)
    {
        Order last = _live[--LiveCount];
        _live[order.LiveSlot] = last;
        last.LiveSlot = order.LiveSlot;
        _live[LiveCount] = null!;
        order.LiveSlot = -1;

        if (EndedCount == _ended.Length)
        {
            PassOverIncomplete();
            ForgetOldest();
        }

        _ended[(_oldestEnded + EndedCount++) % _ended.Length] = order;
    }

    // In a full ring the place behind the newest is the oldest's: turning the ring makes it the newest. When all lack trades, one must go.
    private void PassOverIncomplete()
    {
        for (int turns = 0; turns < _ended.Length && _ended[_oldestEnded] is { } oldest && oldest.Filled > oldest.Traded; turns++)
            _oldestEnded = (_oldestEnded + 1) % _ended.Length;
    }

    private void ForgetOldest()
    {
        Order oldest = _ended[_oldestEnded]!;
        _ended[_oldestEnded] = null;
        _oldestEnded = (_oldestEnded + 1) % _ended.Length;
        EndedCount--;
        Evicted++;

        _byId.Remove(oldest.Id.Value);
        if (oldest.VenueOrderId is { } name)
            _byVenueId.Remove((oldest.Instrument.Id, name));
        oldest.Clear();
        _free.Push(oldest);
    }
}
