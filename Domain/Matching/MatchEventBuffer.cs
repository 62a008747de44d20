using System.Runtime.CompilerServices;
using Quern.Domain.Instruments;
using Quern.Domain.Orders;

namespace Quern.Domain.Matching;

/// <summary>What one or several commands caused, in order, in one array that grows to what is needed and is used again.</summary>
/// <param name="capacity">Events it holds before it grows. Default 256.</param>
public sealed class MatchEventBuffer(int capacity = 256)
{
    private MatchEvent[] _events = new MatchEvent[Math.Max(1, capacity)];

    /// <summary>Events held.</summary>
    public int Count { get; private set; }

    /// <summary>The events held, oldest first; valid until the next change of the buffer.</summary>
    public ReadOnlySpan<MatchEvent> Events
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(_events, 0, Count);
    }

    /// <summary>Appends one event.</summary>
    public void Add(in MatchEvent step) => Next() = step;

    /// <summary>Forgets the events and keeps the array.</summary>
    public void Clear() => Count = 0;

    /// <summary>Appends an event about one order, or a level, written where it stays.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Add(
        MatchEventKind kind, Side side, Reason reason, long orderId, int owner, long price, long quantity, long remaining)
    {
        ref EventFields fields = ref EventFields.Of(ref Next());
        fields.Kind = kind;
        fields.Side = side;
        fields.Reason = reason;
        fields.OrderId = orderId;
        fields.Owner = owner;
        fields.Price = price;
        fields.Quantity = quantity;
        fields.Remaining = remaining;
        fields.TradeId = 0;
        fields.MakerOrderId = 0;
        fields.MakerOwner = 0;
        fields.MakerRemaining = 0;
    }

    /// <summary>Appends a level's new total.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void AddLevel(Side side, long price, long lots) => Add(MatchEventKind.LevelChanged, side, Reason.None, 0, 0, price, lots, 0);

    /// <summary>Appends a trade; the maker's part is the caller's to write.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref EventFields AddTrade(Side side, long orderId, int owner, long price, long quantity, long remaining)
    {
        ref EventFields fields = ref EventFields.Of(ref Next());
        fields.Kind = MatchEventKind.Traded;
        fields.Side = side;
        fields.Reason = Reason.None;
        fields.OrderId = orderId;
        fields.Owner = owner;
        fields.Price = price;
        fields.Quantity = quantity;
        fields.Remaining = remaining;
        return ref fields;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref MatchEvent Next()
    {
        int at = Count;
        if (at == _events.Length)
            Grow();
        Count = at + 1;
        return ref Slots.At(_events, at);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow() => Array.Resize(ref _events, _events.Length * 2);
}
