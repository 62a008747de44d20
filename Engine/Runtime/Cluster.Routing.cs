using Orleans.Placement;
using Orleans.Runtime;
using Orleans.Runtime.Placement;
using Quern.Engine.Invocation;

namespace Quern.Engine.Runtime;

/// <summary>How a call finds its grain.</summary>
internal sealed partial class Cluster
{
    private readonly Dictionary<GrainId, List<Call>> _unplaced = [];

    /// <summary>Sends a call to where its grain lives, making it live somewhere if need be.</summary>
    public void Route(Call call)
    {
        GrainReference target = call.Target;
        while (target.Node.IsAlive)
        {
            Activation? activation = target.Cached;
            if (activation is null || activation.IsOver)
            {
                activation = Locate(call, target);
                if (activation is null)
                    return;
                target.Cached = activation.Class?.Placement is StatelessWorkerPlacement ? null : activation;
            }

            if (Send(call, activation))
                return;
            target.Cached = null;
        }
    }

    /// <summary>A request has arrived at its silo. The grain may have moved meanwhile.</summary>
    public void Accept(RemoteRequest request, Call arrived)
    {
        var silo = (SiloNode)request.To;
        while (silo.IsAlive)
        {
            Activation? activation = Locate(arrived, arrived.Target);
            if (activation is null)
                return;

            if (activation.Node != silo)
            {
                arrived.Release();
                Dispatcher.Transmit(request.Redirect(activation.Node));
                return;
            }

            if (activation.TryEnqueue(arrived))
                return;
            _directory.TryRemove(KeyValuePair.Create(activation.GrainId, activation));
        }
    }

    public void SendCancellation(Call call, Call remote) =>
        Dispatcher.Transmit(new RemoteCancellation(call.Target.Node, remote.Target.Node, remote, remote.Version));

    private bool Send(Call call, Activation activation)
    {
        call.Destination = activation.Node;
        if (!call.Method.IsOneWay && Dispatcher.LossOf(call) is not CallLoss.Nothing and var loss)
        {
            if (loss is CallLoss.Request)
            {
                call.Release();
                return true;
            }

            call.LosesAnswer = true;
        }

        if (activation.Node != call.Target.Node)
        {
            SendAfar(call, activation.Node);
            return true;
        }

        if (call.Method.CopiesArguments && !TryCopy(call))
            return true;
        if (call.Method.IsOneWay && Dispatcher.Delays(call, activation))
            return true;
        return activation.TryEnqueue(call);
    }

    private static bool TryCopy(Call call)
    {
        try
        {
            call.CopyArguments();
            return true;
        }
        catch (Orleans.Serialization.SerializerException error)
        {
            call.Refuse(error);
            return false;
        }
    }

    private void SendAfar(Call call, SiloNode to)
    {
        RemoteRequest request;
        try
        {
            request = new(call, to);
        }
        catch (Orleans.Serialization.SerializerException error)
        {
            call.Refuse(error);
            return;
        }

        if (call.Method.IsOneWay)
            call.Release();
        Dispatcher.Transmit(request);
    }

    // Null when the call was refused, or waits for a placement director.
    private Activation? Locate(Call call, GrainReference target)
    {
        GrainId grainId = target.GrainId;
        if (_directory.TryGetValue(grainId, out Activation? known))
        {
            if (!known.IsOver || known.Node.Status != SiloStatus.Dead && !known.Node.IsAlive)
                return known;
            _directory.TryRemove(KeyValuePair.Create(grainId, known));
        }

        GrainClass? grainClass = GrainClasses.Find(grainId.Type);
        if (grainClass is null)
        {
            call.Refuse(new ArgumentException($"No grain class has the type '{grainId.Type}'."));
            return null;
        }

        return grainClass.Placement is StatelessWorkerPlacement workers
            ? SiloOf(call, target)?.PickWorker(grainId, grainClass, workers.MaxLocal)
            : Place(call, target, grainClass);
    }

    private SiloNode? SiloOf(Call call, GrainReference target)
    {
        if (target.Node is SiloNode own)
            return own;

        SiloNode[] active = ActiveSilos;
        if (active.Length > 0)
            return active[Dispatcher.Draw(active.Length)];
        call.Refuse(NoSilo());
        return null;
    }

    private Activation? Place(Call call, GrainReference target, GrainClass grainClass)
    {
        SiloNode[] candidates = ActiveSilos;
        if (candidates.Length == 0)
        {
            call.Refuse(NoSilo());
            return null;
        }

        PlacementStrategy strategy = grainClass.Placement ?? DefaultPlacement;
        SiloNode? chosen = Hinted(call.Context, candidates) ?? Placements.Choose(strategy, target, candidates, Dispatcher);
        if (chosen is not null)
            return Create(chosen, target.GrainId, grainClass);

        AskDirector(call, target, grainClass, strategy, candidates);
        return null;
    }

    private static readonly PlacementStrategy DefaultPlacement = new RandomPlacement();

    private Activation Create(SiloNode silo, GrainId grainId, GrainClass grainClass)
    {
        Activation made = new(silo, grainId, grainClass, new(Dispatcher.NewGuid()));
        Activation winner = _directory.GetOrAdd(grainId, made);
        if (winner == made)
            silo.Add(made);
        return winner;
    }

    private static SiloNode? Hinted(Dictionary<string, object>? context, SiloNode[] candidates) =>
        context is not null && context.TryGetValue(IPlacementDirector.PlacementHintKey, out object? hint) && hint is SiloAddress address
            ? Array.Find(candidates, silo => silo.Address.Equals(address))
            : null;

    private static SiloUnavailableException NoSilo() => new("No silo is active.");

    // A director of the application may take its time: calls for the grain wait in order.
    private void AskDirector(Call call, GrainReference target, GrainClass grainClass, PlacementStrategy strategy, SiloNode[] candidates)
    {
        lock (_unplaced)
        {
            if (_unplaced.TryGetValue(target.GrainId, out List<Call>? waiting))
            {
                waiting.Add(call);
                return;
            }

            _unplaced[target.GrainId] = [call];
        }

        Node asking = target.Node as SiloNode ?? (Node)candidates[0];
        Task<SiloAddress> answer = Turn.Outside(() => Placements.Ask(strategy, target, call.Context, candidates, asking));
        if (answer.IsCompleted)
            Settle(target, grainClass, candidates, answer);
        else
            Turn.Outside(() => SettleLater(target, grainClass, candidates, answer));
    }

    private async Task SettleLater(GrainReference target, GrainClass grainClass, SiloNode[] candidates, Task<SiloAddress> answer)
    {
        try
        {
            await answer;
        }
        catch (Exception)
        {
            // Settle reads the failure from the task and tells the callers.
        }

        Settle(target, grainClass, candidates, answer);
    }

    private void Settle(GrainReference target, GrainClass grainClass, SiloNode[] candidates, Task<SiloAddress> answer)
    {
        List<Call> waiting;
        Exception? error = answer.IsCompletedSuccessfully ? null : TaskOutcome.ErrorOf(answer);
        SiloNode? chosen = error is null ? Array.Find(candidates, silo => silo.Address.Equals(answer.Result)) : null;
        if (chosen is not null)
            Create(chosen, target.GrainId, grainClass);
        lock (_unplaced)
            _unplaced.Remove(target.GrainId, out waiting!);
        foreach (Call call in waiting)
        {
            if (chosen is null)
                call.Refuse(error ?? new OrleansException($"The placement director chose {answer.Result}, which is not active."));
            else
                call.Forward();
        }
    }
}
