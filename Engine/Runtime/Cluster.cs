using System.Collections.Concurrent;
using Orleans.Runtime;
using Quern.Engine.Invocation;

namespace Quern.Engine.Runtime;

/// <summary>The silos that know each other in this process, and the directory: which activation is a grain's.</summary>
internal sealed partial class Cluster(Dispatcher dispatcher, string clusterId)
{
    private readonly ConcurrentDictionary<GrainId, Activation> _directory = new();
    private readonly Lock _gate = new();
    private SiloNode[] _silos = [];

    public Dispatcher Dispatcher { get; } = dispatcher;

    public string ClusterId { get; } = clusterId;

    public TimeProvider Time => Dispatcher.Time;

    /// <summary>Silos in the order in which they came, dead ones included.</summary>
    public IReadOnlyList<SiloNode> Silos => Volatile.Read(ref _silos);

    /// <summary>Hears of every call that begins; null when nobody listens.</summary>
    public TraceTap? Trace { get; set; }

    /// <summary>What outlives the silos: memory storage and streams, by name.</summary>
    public ConcurrentDictionary<string, object> Shared { get; } = new(StringComparer.Ordinal);

    public SiloNode[] ActiveSilos => [.. Silos.Where(silo => silo.Status == SiloStatus.Active)];

    public TaskCompletionSource NewCompletion() =>
        new(Dispatcher.IsSimulated ? TaskCreationOptions.None : TaskCreationOptions.RunContinuationsAsynchronously);

    public Activation? Find(GrainId grainId) => _directory.GetValueOrDefault(grainId);

    /// <summary>Puts an activation into the directory that is there before anybody calls it.</summary>
    public void Register(Activation activation) => _directory[activation.GrainId] = activation;

    /// <summary>An activation is over.</summary>
    public void Forget(Activation activation)
    {
        _directory.TryRemove(KeyValuePair.Create(activation.GrainId, activation));
        activation.Node.Remove(activation);
    }

    /// <summary>The directory loses a grain while its activation lives on: the next call makes a second one.</summary>
    public bool LoseEntry(GrainId grainId) => _directory.TryRemove(grainId, out _);

    public void Add(SiloNode silo)
    {
        lock (_gate)
            Volatile.Write(ref _silos, [.. _silos, silo]);
    }

    /// <summary>A silo became active, or stops being so.</summary>
    public void OnMembershipChange()
    {
        Ring = new(ActiveSilos);
        foreach (SiloNode silo in Silos)
        {
            if (silo.Status == SiloStatus.Active)
                silo.UpdateRing(Ring);
        }
    }

    public ConsistentRing Ring { get; private set; } = new([]);

    /// <summary>The silo's memory is gone at once; the others notice after a while.</summary>
    public void Kill(SiloNode silo)
    {
        silo.Die();
        TimeSpan notice = Dispatcher.DeathNotice;
        if (notice == TimeSpan.Zero)
            DeclareDead(silo);
        else
            _ = Time.CreateTimer(static state => Declare(state), (this, silo), notice, Timeout.InfiniteTimeSpan);

        static void Declare(object? state)
        {
            (Cluster cluster, SiloNode dead) = ((Cluster, SiloNode))state!;
            cluster.DeclareDead(dead);
        }
    }

    /// <summary>The other silos know: its grains may live elsewhere, calls to it end.</summary>
    public void DeclareDead(SiloNode silo)
    {
        silo.Status = SiloStatus.Dead;
        foreach (Activation activation in silo.Activations)
            _directory.TryRemove(KeyValuePair.Create(activation.GrainId, activation));
        OnMembershipChange();
        foreach (SiloNode other in Silos)
            TellOfDeath(other, silo);
    }

    private void TellOfDeath(SiloNode sender, SiloNode dead)
    {
        foreach (Call call in sender.Pending.TakeThoseTo(dead))
        {
            if (sender.IsAlive && Dispatcher.HearsOfDeath(call))
                call.TrySettle(new SiloUnavailableException($"Silo {dead.Address} is gone; {call.Method.FullName} may have run all the same."));
            call.Release();
        }
    }
}
