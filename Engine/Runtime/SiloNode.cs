using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Configuration;
using Orleans.Runtime;
using Quern.Engine.Invocation;

namespace Quern.Engine.Runtime;

/// <summary>One logical silo: its activations, its services, its place in the cluster.</summary>
internal sealed partial class SiloNode : Node, ILocalSiloDetails
{
    private readonly Lock _gate = new();
    private readonly LinkedList<Activation> _activations = new();
    private readonly Dictionary<GrainId, List<Activation>> _workers = [];
    private volatile bool _isAlive = true;

    public SiloNode(Cluster cluster, string name, SiloAddress address)
        : base(cluster)
    {
        Name = name;
        Address = address;
        Silo = new(this);
    }

    public override string Name { get; }

    public SiloAddress Address { get; }

    public Silo Silo { get; }

    public SiloStatus Status { get; set; } = SiloStatus.Created;

    public override bool IsAlive => _isAlive;

    public EngineOptions Options { get; private set; } = new();

    public GrainCollectionOptions CollectionOptions { get; private set; } = new();

    public ILogger Logger { get; private set; } = Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

    /// <summary>Null when there are none, which is the fast way.</summary>
    public IReadOnlyList<IIncomingGrainCallFilter>? Filters { get; private set; }

    /// <summary>The silo's clock, as its grains get it.</summary>
    public TimeProvider Time { get; private set; } = null!;

    string ILocalSiloDetails.ClusterId => Cluster.ClusterId;

    SiloAddress ILocalSiloDetails.SiloAddress => Address;

    /// <summary>In the order in which they were made.</summary>
    public Activation[] Activations
    {
        get
        {
            lock (_gate)
                return [.. _activations];
        }
    }

    public override void Attach(IServiceProvider services)
    {
        base.Attach(services);
        Options = EngineServices.Options<EngineOptions>(services);
        CollectionOptions = EngineServices.Options<GrainCollectionOptions>(services);
        ResponseTimeout = EngineServices.Options<SiloMessagingOptions>(services).ResponseTimeout;
        Time = services.GetRequiredService<TimeProvider>();
        Logger = services.GetRequiredService<ILoggerFactory>().CreateLogger("Quern.Engine");
    }

    public void Schedule(Activation activation) => Cluster.Dispatcher.Schedule(activation);

    /// <summary>Whether a call may run inside the turn of its caller.</summary>
    public bool MayInline() => Turn.Depth <= Options.InlineDepth && Cluster.Dispatcher.MayInline(Options);

    /// <summary>The grain's activation, if it lives here.</summary>
    public Activation? FindLocal(GrainId grainId) => Cluster.Find(grainId) is { } found && found.Node == this && _isAlive ? found : null;

    public void Add(Activation activation)
    {
        lock (_gate)
            activation.Place = _activations.AddLast(activation);
    }

    public void Remove(Activation activation)
    {
        lock (_gate)
        {
            if (activation.Place is { List: not null } place)
                _activations.Remove(place);
            if (_workers.TryGetValue(activation.GrainId, out List<Activation>? workers) && workers.Remove(activation) && workers.Count == 0)
                _workers.Remove(activation.GrainId);
        }
    }

    /// <summary>An idle worker of a stateless worker grain, or a new one, or the one with the least to do.</summary>
    public Activation PickWorker(GrainId grainId, GrainClass grainClass, int limit)
    {
        if (limit <= 0)
            limit = Cluster.Dispatcher.IsSimulated ? 4 : Environment.ProcessorCount;
        lock (_gate)
        {
            if (!_workers.TryGetValue(grainId, out List<Activation>? workers))
                _workers[grainId] = workers = [];
            Activation? best = workers.Where(worker => !worker.IsOver).MinBy(worker => worker.Load);
            if (best is not null && (best.Load == 0 || workers.Count >= limit))
                return best;

            var added = new Activation(this, grainId, grainClass, new(Cluster.Dispatcher.NewGuid()));
            workers.Add(added);
            added.Place = _activations.AddLast(added);
            return added;
        }
    }

    /// <summary>Nothing of this silo runs from here on.</summary>
    public void Die()
    {
        _isAlive = false;
        Pending.Clear();
        _collector?.Dispose();
    }
}
