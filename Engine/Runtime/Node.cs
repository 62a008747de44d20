using Orleans;
using Orleans.Runtime;
using Quern.Engine.Invocation;

namespace Quern.Engine.Runtime;

/// <summary>Whoever can call grains: a silo, or a client outside the silos.</summary>
internal abstract class Node
{
    private readonly bool _isSimulated;

    protected Node(Cluster cluster)
    {
        Cluster = cluster;
        Pending = new(this);
        GrainFactory = new(this);
        _isSimulated = cluster.Dispatcher.IsSimulated;
    }

    public Cluster Cluster { get; }

    public PendingCalls Pending { get; }

    public NodeGrainFactory GrainFactory { get; }

    /// <summary>Set once the container is built.</summary>
    public IServiceProvider Services { get; private set; } = null!;

    /// <summary>Name in a simulated network.</summary>
    public abstract string Name { get; }

    /// <summary>Where its code outside grains runs, in a simulation.</summary>
    public SynchronizationContext? Driver { get; set; }

    /// <summary>Who takes stream items in this node outside its grains; null until somebody subscribes.</summary>
    public Streams.StreamConsumer? StreamConsumer { get; set; }

    /// <summary>False after a kill: nothing of it runs any more.</summary>
    public virtual bool IsAlive => true;

    /// <summary>How long calls wait, when the method does not say.</summary>
    public TimeSpan ResponseTimeout { get; protected set; } = TimeSpan.FromSeconds(30);

    public virtual void Attach(IServiceProvider services) => Services = services;

    public GrainReference GetReference(GrainId grainId, Type interfaceType) => GrainInterfaces.Find(interfaceType).Create(this, grainId);

    /// <summary>In a simulation, nothing may come from another thread.</summary>
    public void CheckThread(Activation receiver)
    {
        if (_isSimulated)
            Cluster.Dispatcher.CheckThread(receiver);
    }

    /// <summary>Continues a client that awaited an answer.</summary>
    public void Resume(Call call) => Cluster.Dispatcher.Resume(this, call);
}

/// <summary>A client outside the silos, as of a test cluster.</summary>
internal sealed class ClientNode(Cluster cluster) : Node(cluster)
{
    public override string Name => Simulation.SimulatedNetwork.Client;

    public override void Attach(IServiceProvider services)
    {
        base.Attach(services);
        ResponseTimeout = EngineServices.Options<Orleans.Configuration.ClientMessagingOptions>(services).ResponseTimeout;
    }
}
