using Microsoft.Extensions.DependencyInjection;
using Quern.Engine.Invocation;
using Quern.Engine.Runtime;

namespace Quern.Engine.Simulation;

/// <summary>Turns, clients and messages of a simulated world.</summary>
internal sealed class WorldDispatcher(World world, SeededRandom random) : Dispatcher
{
    public override TimeProvider Time => world.Time;

    public override TimeProvider TimeOf(Node node) => new VirtualTime(world, ContextOf(node));

    public override bool IsSimulated => true;

    public override TimeSpan StorageDelay => random.NextTime(world.Options.StorageDelayMin, world.Options.StorageDelayMax);

    public override TimeSpan DeathNotice => random.NextTime(world.Options.DeathNoticeMin, world.Options.DeathNoticeMax);

    public override void AddTo(IServiceCollection services, Node node) =>
        services.AddSingleton(TimeOf(node));

    public override void CheckThread(Activation receiver) => world.CheckThread(receiver);

    public override void Schedule(Activation activation)
    {
        if (world.IsHere)
            world.MakeReady(activation);
        else
            world.TakeFromAfar(activation, () => world.MakeReady(activation));
    }

    public override void Resume(Node node, Call call) => ContextOf(node).Post(static state => ((Call)state!).ResumeNow(), call);

    public override void Post(Node node, Action<object?> action, object? state) => ContextOf(node).Post(action.Invoke, state);

    public override void Transmit(Envelope envelope) => world.Network.Transmit(envelope);

    public override bool Delays(Call oneWay, Activation target)
    {
        if (!world.Options.ReordersOneWay)
            return false;

        TimeSpan time = random.NextTime(TimeSpan.Zero, world.Options.OneWayDelay);
        world.After(time, static state => Arrive(state!), (oneWay, target));
        return true;
    }

    public override int Draw(int limit) => random.Next(limit);

    public override Guid NewGuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        return new(bytes);
    }

    public override bool MayInline(EngineOptions options) => options.InlineTurns && world.Standstills.IsEmpty && random.Happens(world.Options.InlineShare);

    public override CallLoss LossOf(Call call) => world.Network.LossOf(call.Target.GrainId);

    public override StopOutcome OutcomeAtStop() => !random.Happens(world.Options.StopFailureShare) ? StopOutcome.ServedElsewhere
        : random.Happens(world.Options.HearsOfDeathShare) ? StopOutcome.Refused : StopOutcome.Silence;

    public override bool HearsOfDeath(Call call) => base.HearsOfDeath(call)
        && (call.Target.Node is not SiloNode || random.Happens(world.Options.HearsOfDeathShare));

    /// <summary>Where code of a node outside its grains runs.</summary>
    public DriverContext ContextOf(Node node) => (DriverContext)(node.Driver ??= new DriverContext(world, node));

    private static void Arrive(object state)
    {
        (Call call, Activation target) = ((Call, Activation))state;
        if (!target.TryEnqueue(call))
            call.Forward();
    }
}
