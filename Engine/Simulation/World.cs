using System.Collections.Concurrent;
using Orleans.Hosting;
using Quern.Engine.Runtime;

namespace Quern.Engine.Simulation;

/// <summary>
/// A deterministic world: one thread, a clock that jumps, silos whose network and lives are in the seed's hand. Everything in it, grains,
/// connectors and the test's own code, runs inside <see cref="Run(Func{Task}, TimeSpan?)"/>; nothing may run on another thread.
/// </summary>
/// <example>
/// <code>
/// var world = new World(seed: 42);
/// world.Run(async () =>
/// {
///     SimulatedCluster cluster = world.CreateCluster(silo => silo.AddMemoryGrainStorageAsDefault());
///     SimulatedSilo first = await cluster.StartSiloAsync();
///     await cluster.Client.GetGrain&lt;IOrderBookGrain&gt;("sim:BTC").Wake();
///     cluster.Kill(first);
///     await Task.Delay(TimeSpan.FromSeconds(5), world.Time);
/// });
/// </code>
/// </example>
public sealed class World
{
    /// <summary>Time after which a run that has not ended is given up, when none is said.</summary>
    public static readonly TimeSpan DefaultLimit = TimeSpan.FromDays(1);

    // Real time that a leak gets to show itself before another failure is reported in its place.
    private static readonly TimeSpan LeakPatience = TimeSpan.FromSeconds(1);

    [ThreadStatic]
    private static World? t_current;

    private readonly List<object> _ready = [];
    private readonly ConcurrentQueue<Action> _fromAfar = new();
    private readonly List<string> _leaks = [];
    private readonly SeededRandom _schedule;
    private readonly DriverContext _driver;
    private readonly WorldDispatcher _dispatcher;
    private int _threadId = Environment.CurrentManagedThreadId;
    private Exception? _failure;
    private ITraceObserver? _trace;

    /// <summary>A world with standard options.</summary>
    public World(ulong seed)
        : this(new WorldOptions { Seed = seed })
    {
    }

    /// <summary>A world.</summary>
    public World(WorldOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Options = options;
        var seeds = new SeededRandom(options.Seed);
        _schedule = new(seeds.NextUInt64());
        Random = new(seeds.NextUInt64());
        Network = new(this, new(seeds.NextUInt64()), options.Network);
        _dispatcher = new(this, new(seeds.NextUInt64()));
        _driver = new(this, null);
        Standstills = new(this);
        Time = new VirtualTime(this, _driver);
    }

    /// <summary>The world whose run is on this thread; null outside runs.</summary>
    public static World? Current => t_current;

    /// <summary>What the world was made of.</summary>
    public WorldOptions Options { get; }

    /// <summary>The clock; timers run as code of the run.</summary>
    public TimeProvider Time { get; }

    /// <summary>Chance for the code of the run; the engine draws from others.</summary>
    public SeededRandom Random { get; }

    /// <summary>The network between silos, client and streams.</summary>
    public SimulatedNetwork Network { get; }

    /// <summary>Since the start, in nanoseconds.</summary>
    public long ElapsedNs { get; private set; }

    /// <summary>Turns of grains, pieces of drivers' code and timers that have run.</summary>
    public long Turns { get; private set; }

    /// <summary>Timers that are set: what the world still has before it.</summary>
    public int TimersSet => Timers.Count;

    /// <summary>Work that came from another thread, each with whom it was for and its stack. A run with one fails.</summary>
    public IReadOnlyList<string> Leaks => _leaks;

    /// <summary>Hears of every call that begins, in every cluster of this world; null, the default, costs nothing.</summary>
    public ITraceObserver? Trace
    {
        get => _trace;
        set
        {
            _trace = value;
            foreach (Cluster cluster in Clusters)
                cluster.Trace = NewTap();
        }
    }

    internal DateTimeOffset Start => Options.Start;

    internal TimerHeap Timers { get; } = new();

    internal Standstills Standstills { get; }

    internal List<Cluster> Clusters { get; } = [];

    internal bool IsHere => Environment.CurrentManagedThreadId == _threadId;

    /// <summary>A cluster without silos.</summary>
    /// <param name="configure">Configures each silo, as on a real host.</param>
    /// <param name="configureClient">Configures the client.</param>
    /// <param name="services">
    /// Adds to a silo's services before <paramref name="configure"/>, by the silo's name: transports, journals, whatever must outlive it.
    /// </param>
    public SimulatedCluster CreateCluster(
        Action<ISiloBuilder> configure, Action<IClientBuilder>? configureClient = null,
        Action<string, Microsoft.Extensions.DependencyInjection.IServiceCollection>? services = null) =>
        new(this, configure, configureClient, services);

    /// <summary>Runs code as the run's own, later.</summary>
    public void Post(Action action)
    {
        ArgumentNullException.ThrowIfNull(action);
        _driver.Post(static state => ((Action)state!)(), action);
    }

    /// <summary>Runs the world until the task that <paramref name="main"/> returns has ended; the world can be run again afterwards.</summary>
    /// <param name="main">Runs inside the world; its awaits come back to it.</param>
    /// <param name="limit">Time, by the world's clock, after which the run is given up. Default <see cref="DefaultLimit"/>.</param>
    /// <exception cref="SimulationLeakException">Something ran on another thread. Reported before any other failure.</exception>
    /// <exception cref="SimulationStuckException">Nothing can happen any more, or the limit is reached.</exception>
    public void Run(Func<Task> main, TimeSpan? limit = null)
    {
        ArgumentNullException.ThrowIfNull(main);
        if (t_current is not null)
            throw new InvalidOperationException("A world runs on this thread already.");

        SynchronizationContext? outside = SynchronizationContext.Current;
        _threadId = Environment.CurrentManagedThreadId;
        t_current = this;
        try
        {
            SynchronizationContext.SetSynchronizationContext(null);
            Task? running = null;
            Post(() => running = main());
            Pump(() => running is { IsCompleted: true }, ElapsedNs + (limit ?? DefaultLimit).Ticks * 100);
            if (_failure is null)
                running!.GetAwaiter().GetResult();
        }
        catch (Exception error)
        {
            _failure = error;
        }
        finally
        {
            t_current = null;
            SynchronizationContext.SetSynchronizationContext(outside);
        }

        Report();
    }

    /// <summary>Runs the world until the task has ended, and gives its result.</summary>
    public T Run<T>(Func<Task<T>> main, TimeSpan? limit = null)
    {
        T result = default!;
        Run(async () => { result = await main(); }, limit);
        return result;
    }

    internal Cluster NewCluster(string clusterId)
    {
        var cluster = new Cluster(_dispatcher, clusterId) { Trace = NewTap() };
        Clusters.Add(cluster);
        return cluster;
    }

    internal void MakeReady(object runnable)
    {
        if (!Standstills.TryHold(runnable))
            _ready.Add(runnable);
    }

    /// <summary>Moves what is ready, and must not be, to where it waits.</summary>
    internal void WithdrawReady(Predicate<object> isMeant, List<object> waiting)
    {
        waiting.AddRange(_ready.FindAll(isMeant));
        _ready.RemoveAll(isMeant);
    }

    internal void CheckThread(object receiver)
    {
        if (!IsHere)
            RecordLeak(receiver);
    }

    /// <summary>Work came from another thread: the run is spoilt, but the work goes on here, so that nothing hangs.</summary>
    internal void TakeFromAfar(object receiver, Action work)
    {
        RecordLeak(receiver);
        _fromAfar.Enqueue(work);
    }

    internal void Fail(Exception error) => _failure ??= error;

    internal void After(TimeSpan time, TimerCallback action, object state) =>
        new VirtualTimer(this, _driver, action, state).Change(time, Timeout.InfiniteTimeSpan);

    private WorldTap? NewTap() => _trace is null ? null : new(this, _trace);

    private void Pump(Func<bool> isOver, long limitNs)
    {
        ExecutionContext? context = ExecutionContext.Capture();
        while (!isOver() && _failure is null)
        {
            if (!_fromAfar.IsEmpty)
                DrainFromAfar();
            if (!RunReady() && !RunTimer(limitNs) && !WaitForLeak())
                throw new SimulationStuckException($"Nothing can happen any more at {Time.GetUtcNow():O}, and the run has not ended.");
            Turn.RestoreContext(context);
            Turns++;
        }
    }

    private bool RunReady()
    {
        if (_ready.Count == 0)
            return false;

        int index = _ready.Count == 1 ? 0 : _schedule.Next(_ready.Count);
        object chosen = _ready[index];
        _ready[index] = _ready[^1];
        _ready.RemoveAt(_ready.Count - 1);
        if (chosen is Activation activation)
            activation.Drain(1);
        else
            ((DriverContext)chosen).RunOne();
        return true;
    }

    private bool RunTimer(long limitNs)
    {
        if (Timers.Count == 0)
            return false;

        VirtualTimer next = Timers.First;
        if (next.DueNs > limitNs)
            throw new SimulationStuckException($"The run has not ended by its limit, {Start.AddTicks(limitNs / 100):O}.");
        ElapsedNs = Math.Max(ElapsedNs, next.DueNs);
        next.Fire();
        return true;
    }

    private bool WaitForLeak()
    {
        SpinWait.SpinUntil(() => !_fromAfar.IsEmpty, LeakPatience);
        return !_fromAfar.IsEmpty;
    }

    private void DrainFromAfar()
    {
        while (_fromAfar.TryDequeue(out Action? work))
            work();
    }

    private void RecordLeak(object receiver)
    {
        lock (_leaks)
            _leaks.Add($"for {receiver}\n{Environment.StackTrace}");
    }

    private void Report()
    {
        Exception? failure = _failure;
        _failure = null;
        if (failure is not null && _leaks.Count == 0)
            WaitForLeak();
        lock (_leaks)
        {
            if (_leaks.Count > 0)
                throw new SimulationLeakException(_leaks[0], failure);
        }

        if (failure is not null)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
    }
}
