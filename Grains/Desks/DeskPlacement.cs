using Orleans.Placement;
using Orleans.Runtime.Placement;

namespace Quern.Grains.Desks;

/// <summary>Places a grain on the silo that owns its desk, so that a desk's hot path stays in one process.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class DeskPlacementAttribute() : PlacementAttribute(DeskPlacement.Instance);

/// <summary>The strategy behind <see cref="DeskPlacementAttribute"/>.</summary>
[GenerateSerializer, Immutable, Alias("desk-placement")]
public sealed class DeskPlacement : PlacementStrategy
{
    internal static readonly DeskPlacement Instance = new();
}

/// <summary>Asks <see cref="DeskDirectory"/> for the grain's desk and the desk's owner.</summary>
public sealed class DeskPlacementDirector(DeskDirectory directory) : IPlacementDirector
{
    /// <inheritdoc/>
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        SiloAddress[] silos = context.GetCompatibleSilos(target);
        string desk = directory.DeskOf(target.GrainIdentity);
        return Task.FromResult(DeskOwnership.OwnerOf(desk, silos, directory.Pins));
    }
}
