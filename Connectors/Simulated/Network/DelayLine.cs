using System.Buffers;

namespace Quern.Connectors.Simulated.Network;

/// <summary>What one parcel on a <see cref="DelayLine"/> is.</summary>
internal enum ParcelKind : byte
{
    Open,
    Frame,
    Close,
}

/// <summary>Something under way. The bytes of a frame are rented, and returned by the line after delivery.</summary>
internal readonly record struct Parcel(ParcelKind Kind, byte[]? Bytes, int Length, string? Detail)
{
    public ReadOnlySpan<byte> Frame => Bytes.AsSpan(0, Length);

    public static Parcel OfFrame(ReadOnlySpan<byte> frame)
    {
        byte[] bytes = ArrayPool<byte>.Shared.Rent(frame.Length);
        frame.CopyTo(bytes);
        return new Parcel(ParcelKind.Frame, bytes, frame.Length, null);
    }
}

/// <summary>One direction of one connection: parcels arrive after a drawn delay, in the order in which they left, on the timer's own thread.</summary>
internal sealed class DelayLine : IDisposable
{
    private readonly Queue<(TimeSpan Due, Parcel Parcel)> _underWay = [];
    private readonly InMemoryNetwork _network;
    private readonly Action<Parcel> _deliver;
    private readonly ITimer _timer;
    private TimeSpan _lastDue;
    private bool _isDelivering;
    private bool _isDisposed;

    public DelayLine(InMemoryNetwork network, TimeProvider time, Action<Parcel> deliver)
    {
        _network = network;
        _deliver = deliver;
        _timer = time.CreateTimer(static line => ((DelayLine)line!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <returns>False when too much is under way already.</returns>
    public bool Post(in Parcel parcel, int limit = int.MaxValue)
    {
        lock (_underWay)
        {
            if (_isDisposed || _underWay.Count >= limit)
                return false;
            TimeSpan due = _network.Elapsed + _network.DrawLatency();
            _lastDue = due > _lastDue ? due : _lastDue;
            _underWay.Enqueue((_lastDue, parcel));
            if (_underWay.Count == 1 && !_isDelivering)
                Arm();
        }

        return true;
    }

    /// <summary>Loses all that is under way.</summary>
    public void Clear()
    {
        lock (_underWay)
        {
            while (_underWay.TryDequeue(out (TimeSpan Due, Parcel Parcel) lost))
                Return(lost.Parcel);
        }
    }

    /// <summary>The way is free again after a partition.</summary>
    public void Resume()
    {
        lock (_underWay)
        {
            if (_underWay.Count > 0 && !_isDelivering && !_isDisposed)
                Arm();
        }
    }

    public void Dispose()
    {
        Clear();
        lock (_underWay)
            _isDisposed = true;
        _timer.Dispose();
    }

    private void OnTimer()
    {
        lock (_underWay)
            _isDelivering = true;
        while (TryTake(out Parcel parcel))
        {
            _deliver(parcel);
            Return(parcel);
        }
    }

    private bool TryTake(out Parcel parcel)
    {
        lock (_underWay)
        {
            parcel = default;
            bool isDue = _underWay.TryPeek(out (TimeSpan Due, Parcel Parcel) next) && next.Due <= _network.Elapsed && !_network.IsPartitioned;
            if (isDue)
            {
                parcel = _underWay.Dequeue().Parcel;
                return true;
            }

            _isDelivering = false;
            if (_underWay.Count > 0 && !_network.IsPartitioned && !_isDisposed)
                Arm();
            return false;
        }
    }

    private void Arm()
    {
        TimeSpan wait = _underWay.Peek().Due - _network.Elapsed;
        _timer.Change(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    private static void Return(in Parcel parcel)
    {
        if (parcel.Bytes is { } bytes)
            ArrayPool<byte>.Shared.Return(bytes);
    }
}
