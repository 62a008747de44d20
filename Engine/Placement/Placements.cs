using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Runtime.Placement;

namespace Quern.Engine.Runtime;

/// <summary>The strategies that the engine knows, and the way to those that the application brings.</summary>
internal static class Placements
{
    /// <summary>Null when the application's director has to say.</summary>
    public static SiloNode? Choose(PlacementStrategy strategy, GrainReference target, SiloNode[] candidates, Dispatcher dispatcher) =>
        strategy switch
        {
            RandomPlacement => candidates[dispatcher.Draw(candidates.Length)],
            PreferLocalPlacement => Array.Find(candidates, silo => silo == target.Node) ?? candidates[dispatcher.Draw(candidates.Length)],
            HashBasedPlacement => candidates[target.GrainId.GetUniformHashCode() % (uint)candidates.Length],
            _ => null,
        };

    public static Task<SiloAddress> Ask(
        PlacementStrategy strategy, GrainReference target, Dictionary<string, object>? context, SiloNode[] candidates, Node asking)
    {
        IPlacementDirector? director = asking.Services.GetKeyedService<IPlacementDirector>(strategy.GetType());
        if (director is null)
        {
            return Task.FromException<SiloAddress>(
                new OrleansException($"No placement director is registered for {strategy.GetType()}: use AddPlacementDirector."));
        }

        try
        {
            return director.OnAddActivation(
                strategy, new(target.GrainId, context ?? [], target.InterfaceType, 0), new Context((SiloNode)asking, candidates));
        }
        catch (Exception error)
        {
            return Task.FromException<SiloAddress>(error);
        }
    }

    private sealed class Context(SiloNode asking, SiloNode[] candidates) : IPlacementContext
    {
        public SiloAddress LocalSilo => asking.Address;

        public SiloStatus LocalSiloStatus => asking.Status;

        public SiloAddress[] GetCompatibleSilos(PlacementTarget target) => [.. candidates.Select(silo => silo.Address).Order()];
    }
}
