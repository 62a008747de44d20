namespace Quern.Domain.Risk;

/// <summary>A token bucket over passed time: so many orders at once, so many per second on the long run. Exact in nanoseconds.</summary>
public sealed class OrderRate
{
    private const long Second = 1_000_000_000;

    private readonly int _perSecond;
    private readonly Int128 _full;

    // One order costs a second's worth of nanoseconds; every nanosecond earns the rate.
    private Int128 _credit;
    private long _asOfNs;

    /// <summary>A full bucket.</summary>
    /// <param name="perSecond">Orders per second. At least 1.</param>
    /// <param name="burst">Orders that a full bucket holds. At least 1.</param>
    public OrderRate(int perSecond, int burst)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(perSecond, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(burst, 1);
        _perSecond = perSecond;
        _credit = _full = (Int128)burst * Second;
    }

    /// <summary>Whether an order may pass now; takes nothing.</summary>
    public Verdict Check(long nowNs)
    {
        Refill(nowNs);
        return _credit >= Second ? Verdict.Accept : new(DenyReason.OrderRate, _perSecond, (long)(_credit / Second));
    }

    /// <summary>Pays for an order that is being sent.</summary>
    public void Take(long nowNs)
    {
        Refill(nowNs);
        _credit -= Second;
    }

    private void Refill(long nowNs)
    {
        if (nowNs <= _asOfNs)
            return;
        _credit = Int128.Min(_full, _credit + (Int128)(nowNs - _asOfNs) * _perSecond);
        _asOfNs = nowNs;
    }
}
