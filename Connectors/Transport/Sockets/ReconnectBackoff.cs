namespace Quern.Connectors.Transport.Sockets;

/// <summary>
/// How long to wait before the next attempt: doubles from attempt to attempt up to a limit, each wait drawn between half of that and all
/// of it, so that many clients that fell together do not come back together. Not for two threads at once.
/// </summary>
public sealed class ReconnectBackoff
{
    private readonly Random _random;
    private readonly TimeSpan _first;
    private readonly TimeSpan _longest;
    private TimeSpan _next;

    /// <summary>Starts at the first wait.</summary>
    /// <param name="first">Upper end of the first wait, above zero.</param>
    /// <param name="longest">Upper end of every later wait, at least the first.</param>
    /// <param name="seed">Of the jitter.</param>
    public ReconnectBackoff(TimeSpan first, TimeSpan longest, int seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(first, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(longest, first);
        (_first, _longest, _next) = (first, longest, first);
        _random = new Random(seed);
    }

    /// <summary>The next wait.</summary>
    public TimeSpan Next()
    {
        TimeSpan upper = _next;
        _next = upper * 2 < _longest ? upper * 2 : _longest;
        return upper * (0.5 + _random.NextDouble() / 2);
    }

    /// <summary>Begins again at the first wait: the last attempt worked.</summary>
    public void Reset() => _next = _first;
}
