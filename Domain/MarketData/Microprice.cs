namespace Quern.Domain.MarketData;

/// <summary>
/// Where the mid is expected to go, given the imbalance and the spread of the touch: mid plus a learned adjustment. Unlike the weighted mid it
/// is a martingale by construction, so noise of the sizes moves it only as far as it ever moved the mid.
/// </summary>
/// <remarks>
/// Stoikov (2018), The micro-price, Quantitative Finance 18(12), 1959-1966. States are imbalance bucket × spread. From counted transitions:
/// Q stays without a move of the mid, R·K is the expected move, T leads on after a move; G₁ = (1 − Q)⁻¹ R K, B = (1 − Q)⁻¹ T, and
/// G = G₁ + B G₁ + B² G₁ + …. Each observation is counted with its mirror image, which makes G symmetric and the sum converge. Learning and
/// asking allocate nothing.
/// </remarks>
public sealed class Microprice
{
    private const int Rounds = 64;

    private readonly int _buckets;
    private readonly int _spreads;
    private readonly double _incrementTicks;
    private readonly double[] _visits;
    private readonly double[] _still;
    private readonly double[] _moved;
    private readonly double[] _movedTicks;
    private readonly double[] _adjustment;
    private readonly LinearSystem _system;
    private int _lastState = -1;
    private double _lastMid;

    /// <summary>Begins with nothing learned: the microprice is the mid.</summary>
    /// <param name="buckets">Imbalance buckets, 2 to 50. Default 10.</param>
    /// <param name="spreads">Spreads told apart, 1 to 10 increments; wider ones count as the widest. Default 3.</param>
    /// <param name="incrementTicks">The venue's price increment in ticks, 1 or above. Default 1.</param>
    public Microprice(int buckets = 10, int spreads = 3, long incrementTicks = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(buckets, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(buckets, 50);
        ArgumentOutOfRangeException.ThrowIfLessThan(spreads, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(spreads, 10);
        ArgumentOutOfRangeException.ThrowIfLessThan(incrementTicks, 1);
        (_buckets, _spreads, _incrementTicks) = (buckets, spreads, incrementTicks);
        int states = buckets * spreads;
        _visits = new double[states];
        _movedTicks = new double[states];
        _adjustment = new double[states];
        _still = new double[states * states];
        _moved = new double[states * states];
        _system = new(states);
    }

    /// <summary>Steps learned from, without their mirror images.</summary>
    public long Steps { get; private set; }

    /// <summary>The microprice in ticks; the mid where nothing is known, and not a number when a side is missing.</summary>
    public double At(in TopOfBook top) => top.Touch.IsTwoSided && !top.Touch.IsCrossed
        ? top.MidTicks + _adjustment[StateOf(in top)]
        : top.MidTicks;

    /// <summary>Learns from the next touch; the same touch again teaches nothing. An unsound one begins a new path.</summary>
    public void Learn(in TopOfBook top)
    {
        if (!top.IsSound)
        {
            _lastState = -1;
            return;
        }

        int state = StateOf(in top);
        double move = top.MidTicks - _lastMid;
        if (_lastState >= 0 && (state != _lastState || move != 0))
        {
            Count(_lastState, state, move);
            Count(MirrorOf(_lastState), MirrorOf(state), -move);
            Steps++;
        }

        (_lastState, _lastMid) = (state, top.MidTicks);
    }

    /// <summary>Works out the adjustments from all that was learned; some 100 µs for 30 states.</summary>
    public void Fit()
    {
        int states = _visits.Length;
        _system.Begin();
        for (int from = 0; from < states; from++)
        {
            for (int to = 0; to < states; to++)
                _system.Matrix[from * states + to] = (from == to ? 1 : 0) - Share(_still[from * states + to], from);
        }

        _system.Factor();
        Span<double> wave = _system.Vector;
        for (int state = 0; state < states; state++)
            wave[state] = Share(_movedTicks[state], state);
        _system.Solve();
        wave.CopyTo(_adjustment);
        for (int round = 0; round < Rounds; round++)
            AddNextWave();
    }

    // One more power of B on G₁, added to the sum.
    private void AddNextWave()
    {
        int states = _visits.Length;
        ReadOnlySpan<double> before = _system.KeepVector();
        for (int from = 0; from < states; from++)
        {
            double sum = 0;
            for (int to = 0; to < states; to++)
                sum += Share(_moved[from * states + to], from) * before[to];
            _system.Vector[from] = sum;
        }

        _system.Solve();
        for (int state = 0; state < states; state++)
            _adjustment[state] += _system.Vector[state];
    }

    private double Share(double count, int from) => _visits[from] == 0 ? 0 : count / _visits[from];

    private void Count(int from, int to, double move)
    {
        _visits[from]++;
        _movedTicks[from] += move;
        (move == 0 ? _still : _moved)[from * _visits.Length + to]++;
    }

    private int StateOf(in TopOfBook top)
    {
        double bidShare = (1 + top.Imbalance) / 2;
        int bucket = Math.Min(_buckets - 1, (int)(bidShare * _buckets));
        int spread = (int)Math.Clamp(top.Touch.SpreadTicks / _incrementTicks - 1, 0, _spreads - 1);
        return spread * _buckets + bucket;
    }

    private int MirrorOf(int state) => state / _buckets * _buckets + (_buckets - 1 - state % _buckets);
}
