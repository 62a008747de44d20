using Quern.Domain.Instruments;
using Quern.Domain.Orders;

namespace Quern.Connectors.Binance;

internal enum RequestKind : byte
{
    Place,
    Replace,
    Cancel,
}

/// <summary>A request that has left and has no reply yet.</summary>
internal readonly record struct InFlight(
    RequestKind Kind, bool ByRest, ClientOrderId Id, Instrument Instrument, Side Side, Price Price, Quantity Quantity,
    string? VenueOrderId, long SentNs);

/// <summary>Requests by number. Bounded: when all places are taken nothing more is sent. Not for two threads at once; allocates nothing.</summary>
internal sealed class InFlightRequests
{
    private readonly (long Number, InFlight Request)[] _slots;
    private readonly int[] _free;
    private int _freeCount;
    private long _rounds;

    public InFlightRequests(int capacity)
    {
        _slots = new (long, InFlight)[capacity];
        _free = new int[capacity];
        for (int slot = capacity - 1; slot >= 0; slot--)
            _free[_freeCount++] = slot;
    }

    public int Count => _slots.Length - _freeCount;

    /// <summary>Gives a number that no reply of an earlier request can carry; false when all places are taken.</summary>
    public bool TryAdd(in InFlight request, out long number)
    {
        number = 0;
        if (_freeCount == 0)
            return false;
        int slot = _free[--_freeCount];
        number = ++_rounds * _slots.Length + slot;
        _slots[slot] = (number, request);
        return true;
    }

    /// <summary>Takes the request of that number out; false when it is not there (any more).</summary>
    public bool TryTake(long number, out InFlight request)
    {
        request = default;
        int slot = (int)(number % _slots.Length);
        if (number <= 0 || _slots[slot].Number != number)
            return false;
        request = _slots[slot].Request;
        _slots[slot] = default;
        _free[_freeCount++] = slot;
        return true;
    }

    /// <summary>Takes out one request that left at or before that time; false when there is none.</summary>
    public bool TryTakeOlder(long sentNs, out InFlight request) => TryTakeFirst(sentNs, withRest: true, out request);

    /// <summary>Takes out one request that left by the order socket; false when there is none.</summary>
    public bool TryTakeOfSocket(out InFlight request) => TryTakeFirst(long.MaxValue, withRest: false, out request);

    private bool TryTakeFirst(long sentNs, bool withRest, out InFlight request)
    {
        foreach ((long number, InFlight waiting) in _slots)
        {
            if (number != 0 && waiting.SentNs <= sentNs && (withRest || !waiting.ByRest))
                return TryTake(number, out request);
        }

        request = default;
        return false;
    }
}
