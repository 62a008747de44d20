using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Runtime;
using Orleans.Services;

namespace Quern.Engine.Runtime;

/// <summary>Starting, stopping, collecting idle grains, and the silo's part of the ring.</summary>
internal sealed partial class SiloNode
{
    private readonly List<GrainService> _services = [];
    private ITimer? _collector;

    /// <summary>The part of the ring that this silo owns.</summary>
    public RingRange Range { get; private set; } = new(0, 0);

    public async Task Start()
    {
        Status = SiloStatus.Joining;
        IIncomingGrainCallFilter[] filters = [.. Services.GetServices<IIncomingGrainCallFilter>()];
        Filters = filters.Length == 0 ? null : filters;
        Cluster.Add(this);
        foreach (GrainServiceRegistration registration in Services.GetServices<GrainServiceRegistration>())
            await Build(registration.Class);

        Status = SiloStatus.Active;
        Cluster.OnMembershipChange();
        foreach (GrainService service in _services)
            await RunTurn(service, service.Start);
        using (ExecutionContext.SuppressFlow())
        {
            _collector = Time.CreateTimer(
                static node => ((SiloNode)node!).CollectIdle(), this, CollectionOptions.CollectionQuantum, CollectionOptions.CollectionQuantum);
        }
    }

    /// <summary>Finishes what runs and what waits, tells every grain, and leaves.</summary>
    public async Task Stop()
    {
        if (Status != SiloStatus.Active)
            return;

        Status = SiloStatus.ShuttingDown;
        Cluster.OnMembershipChange();
        foreach (GrainService service in _services)
            await RunGuarded(service, nameof(GrainService.Stop), service.Stop);
        while (Activations.Where(one => one.Class is not null).ToArray() is { Length: > 0 } grains)
            await DeactivateAll(grains);
        Die();
        Cluster.DeclareDead(this);
    }

    private static Task DeactivateAll(Activation[] grains)
    {
        foreach (Activation grain in grains)
            grain.Deactivate(new(DeactivationReasonCode.ShuttingDown, "The silo stops."));
        return Task.WhenAll(grains.Select(grain => grain.Deactivated));
    }

    public void UpdateRing(ConsistentRing ring)
    {
        RingRange before = Range;
        RingRange now = ring.RangeOf(this);
        if (before == now)
            return;

        Range = now;
        foreach (GrainService service in _services.Where(one => one.HearsOfRanges))
            _ = RunGuarded(service, nameof(GrainService.OnRangeChange), () => service.OnRangeChange(before, now, now.Size > before.Size));
    }

    private async Task Build(Type serviceClass)
    {
        GrainType type = GrainServices.TypeOf(GrainServices.InterfaceOf(serviceClass));
        var activation = new Activation(this, GrainServices.IdOf(type, Address), null, new(Cluster.Dispatcher.NewGuid()));
        var service = (GrainService)ActivatorUtilities.CreateInstance(Services, serviceClass, activation.GrainId);
        service.Activation = activation;
        activation.BecomeService(service);
        Add(activation);
        Cluster.Register(activation);
        _services.Add(service);
        await RunTurn(service, () => service.Init(Services));
    }

    private async Task RunGuarded(GrainService service, string what, Func<Task> function)
    {
        try
        {
            await RunTurn(service, function);
        }
        catch (Exception error)
        {
            Log.ServiceFailed(Logger, service.GetType().Name, what, error);
        }
    }

    private static Task RunTurn(GrainService service, Func<Task> function) =>
        Task.Factory.StartNew(function, CancellationToken.None, TaskCreationOptions.None, service.Activation!.Scheduler).Unwrap();

    private void CollectIdle()
    {
        foreach (Activation activation in Activations)
        {
            TimeSpan age = activation.Class is { } known && CollectionOptions.ClassSpecificCollectionAge.TryGetValue(known.Type.FullName!, out TimeSpan own)
                ? own
                : CollectionOptions.CollectionAge;
            activation.CollectIfIdle(age);
        }
    }
}
