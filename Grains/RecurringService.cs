using Microsoft.Extensions.Logging;
using Orleans.Services;

namespace Quern.Grains;

/// <summary>A grain service that does its round again and again. Rounds never overlap: one that is due while another runs is left out.</summary>
public abstract class RecurringService : GrainService
{
    private readonly TimeProvider _time;
    private ITimer? _timer;
    private int _isRunning;

    /// <summary>Built by the silo.</summary>
    protected RecurringService(GrainId grainId, Orleans.Runtime.Silo silo, ILoggerFactory loggers, TimeProvider time)
        : base(grainId, silo, loggers) => _time = time;

    /// <summary>From the start to the first round.</summary>
    protected abstract TimeSpan First { get; }

    /// <summary>From one round to the next. Above zero.</summary>
    protected abstract TimeSpan Every { get; }

    /// <summary>Whether there is anything to do at all.</summary>
    protected virtual bool HasWork => true;

    /// <inheritdoc/>
    public override Task Start()
    {
        if (HasWork)
            _timer = _time.CreateTimer(static state => ((RecurringService)state!).Tick(), this, First, Every);
        return base.Start();
    }

    /// <inheritdoc/>
    public override Task Stop()
    {
        _timer?.Dispose();
        return base.Stop();
    }

    /// <summary>What is done each time. What it throws is lost: it tells its own failures.</summary>
    protected abstract Task Round();

    private void Tick()
    {
        if (Interlocked.Exchange(ref _isRunning, 1) == 0)
            _ = RunRound();
    }

    private async Task RunRound()
    {
        try
        {
            await Round();
        }
        finally
        {
            Volatile.Write(ref _isRunning, 0);
        }
    }
}
