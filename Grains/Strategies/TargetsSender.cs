using Microsoft.Extensions.Logging;
using Quern.Connectors.Transport;
using Quern.Domain.Orders;
using Quern.Domain.Strategies;
using Quern.Grains.Interfaces.Orders;

namespace Quern.Grains.Strategies;

/// <summary>Carries a strategy's targets to its order manager without waiting: while a call is out, only the newest targets wait.</summary>
internal sealed class TargetsSender(IOrderManagerGrain manager, ReceiveClock clock, ILogger logger) : OneCallOut, IStrategyContext
{
    private TargetsMessage _out = new();
    private TargetsMessage _waiting = new();
    private bool _hasWaiting;

    /// <inheritdoc/>
    public long NowNs => clock.NowNs;

    /// <summary>The newest mark price; 0 while not heard.</summary>
    public long MarkTicks { get; set; }

    /// <summary>What was last wanted.</summary>
    public TargetMessageLevel[] Newest
    {
        get
        {
            TargetsMessage newest = _hasWaiting ? _waiting : _out;
            return newest.Levels[..newest.Count];
        }
    }

    /// <inheritdoc/>
    public void SetTargets(Targets targets)
    {
        Fill(IsOut ? _waiting : _out, targets);
        if (IsOut)
            _hasWaiting = true;
        else
            Send();
    }

    /// <inheritdoc/>
    protected override Task Call() => manager.SetTargets(_out);

    /// <inheritdoc/>
    protected override bool TakeWaiting()
    {
        if (!_hasWaiting)
            return false;

        _hasWaiting = false;
        (_out, _waiting) = (_waiting, _out);
        return true;
    }

    /// <inheritdoc/>
    protected override void OnFailure(string problem)
    {
        // Targets are state: the next ones, or the end of their time to live, make up for these. The manager may still hold the message.
        logger.TargetsNotTaken(_out.Strategy, problem);
        TargetsMessage lost = _out;
        _out = new() { Levels = lost.Levels[..], Count = lost.Count };
    }

    private void Fill(TargetsMessage message, Targets targets)
    {
        message.Strategy = targets.Strategy;
        message.Instrument = targets.Instrument.ToString();
        message.Version = targets.Version;
        message.TimeToLiveNs = targets.TimeToLiveNs;
        message.Reference = targets.Reference;
        message.BookSequence = targets.BookSequence;
        message.BookTimeNs = targets.BookTimeNs;
        message.MarkTicks = MarkTicks;
        if (message.Levels.Length < targets.Count)
            message.Levels = new TargetMessageLevel[targets.Levels.Length];
        for (int index = 0; index < targets.Count; index++)
        {
            TargetLevel level = targets.Levels[index];
            message.Levels[index] = new(level.Side, level.Price.Ticks, level.Quantity.Lots);
        }

        message.Count = targets.Count;
    }
}
