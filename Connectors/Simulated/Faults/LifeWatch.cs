using System.Buffers.Binary;
using Quern.Domain.Instruments;
using Quern.Domain.Matching;

namespace Quern.Connectors.Simulated.Faults;

/// <summary>
/// Watches what the lives of one client leave behind: orders of an earlier life that still rest, how long they did, and whether a new life
/// placed an order beside one of them. Called under the venue's lock.
/// </summary>
internal sealed class LifeWatch(TimeProvider time) : IVenueObserver
{
    private readonly Dictionary<long, (int Market, Side Side)> _open = [];
    private readonly Dictionary<long, (int Market, Side Side, long EndedAt)> _left = [];

    /// <summary>Orders of earlier lives that still rest.</summary>
    public int Left => _left.Count;

    /// <summary>Orders that a new life placed on a side on which one of an earlier life was still resting.</summary>
    public long PlacedBesideLeft { get; private set; }

    /// <summary>The longest that an order outlived the last life, ended or not, in milliseconds.</summary>
    public long LongestLeftMs { get; private set; }

    /// <summary>The client's life ended: all that is open is left behind.</summary>
    public void EndLife()
    {
        LongestLeftMs = 0;
        foreach ((long id, (int Market, Side Side) place) in _open)
            _left[id] = (place.Market, place.Side, time.GetTimestamp());
        _open.Clear();
    }

    /// <summary>Counts the age of what still rests.</summary>
    public void NoteAge()
    {
        foreach ((_, _, long endedAt) in _left.Values)
            LongestLeftMs = Math.Max(LongestLeftMs, (long)time.GetElapsedTime(endedAt).TotalMilliseconds);
    }

    /// <inheritdoc/>
    public void OnEvent(ReadOnlySpan<byte> canonical)
    {
        long orderId = Number(canonical, 16);
        int owner = BinaryPrimitives.ReadInt32LittleEndian(canonical[4..]);
        switch ((MatchEventKind)canonical[0])
        {
            case MatchEventKind.Accepted when owner != 0:
                Accept(orderId, canonical[1], (Side)canonical[2]);
                break;
            case MatchEventKind.Cancelled or MatchEventKind.Expired when owner != 0:
                End(orderId);
                break;
            case MatchEventKind.Traded:
                if (Number(canonical, 40) == 0)
                    End(orderId);
                if (Number(canonical, 72) == 0)
                    End(Number(canonical, 56));
                break;
        }
    }

    private void Accept(long orderId, int market, Side side)
    {
        foreach ((int leftMarket, Side leftSide, _) in _left.Values)
        {
            if ((leftMarket, leftSide) == (market, side))
            {
                PlacedBesideLeft++;
                break;
            }
        }

        _open[orderId] = (market, side);
    }

    private void End(long orderId)
    {
        _open.Remove(orderId);
        if (!_left.ContainsKey(orderId))
            return;
        NoteAge();
        _left.Remove(orderId);
    }

    private static long Number(ReadOnlySpan<byte> canonical, int at) => BinaryPrimitives.ReadInt64LittleEndian(canonical[at..]);
}
