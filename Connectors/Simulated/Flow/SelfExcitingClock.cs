namespace Quern.Connectors.Simulated.Flow;

/// <summary>When the next event comes, if every event makes the next ones likelier for a while.</summary>
/// <remarks>
/// Hawkes (1971) with an exponential kernel, drawn by thinning (Ogata 1981): between events the intensity only falls, so its present value
/// bounds it and a candidate is kept with the share that is left of it.
/// </remarks>
/// <param name="random">Own stream of chance.</param>
/// <param name="meanRate">Events per second in the long run.</param>
/// <param name="branching">Events caused per event, below 1.</param>
/// <param name="decay">Per second.</param>
internal sealed class SelfExcitingClock(FlowRandom random, double meanRate, double branching, double decay)
{
    private const double NsPerSecond = 1e9;
    private double _excitement;
    private long _timeNs;

    /// <summary>Multiplies the base rate: a nervous market is a busy one. Default 1.</summary>
    public double Activity { get; set; } = 1;

    /// <summary>The next event's time, Unix nanoseconds.</summary>
    public long NextNs { get; private set; }

    public void Start(long nowNs)
    {
        _timeNs = nowNs;
        Draw();
    }

    /// <summary>Takes the event that was due and draws the next one.</summary>
    public void Take()
    {
        _excitement += branching * decay;
        Draw();
    }

    /// <summary>Something outside excites the market by so many events' worth. It shows from the event after the next.</summary>
    public void Excite(double events) => _excitement += events * branching * decay;

    /// <summary>The process was asleep: carries on from now without catching up.</summary>
    public void Skip(long nowNs)
    {
        _excitement = 0;
        Start(nowNs);
    }

    private void Draw()
    {
        double baseRate = meanRate * (1 - branching) * Activity;
        while (true)
        {
            double bound = baseRate + _excitement;
            double wait = random.Exponential(1 / bound);
            _excitement *= Math.Exp(-decay * wait);
            _timeNs += 1 + (long)(wait * NsPerSecond);
            if (random.NextDouble() * bound <= baseRate + _excitement)
                break;
        }

        NextNs = _timeNs;
    }
}
