using Orleans.Placement;
using Orleans.Runtime.Placement;

namespace Quern.Engine.Tests.Grains;

[Alias("tests.where")]
public interface IWhereGrain : IGrainWithStringKey
{
    [Alias("silo")]
    Task<SiloAddress> Silo();

    /// <summary>Where a grain that prefers its caller's silo lives.</summary>
    [Alias("silo-of-local")]
    Task<SiloAddress> SiloOfLocal(string key);
}

[Alias("tests.where-last")]
public interface IWhereLastGrain : IWhereGrain;

[Alias("tests.where-local")]
public interface IWhereLocalGrain : IWhereGrain;

public abstract class WhereBase(ILocalSiloDetails silo) : Grain
{
    public Task<SiloAddress> Silo() => Task.FromResult(silo.SiloAddress);

    public Task<SiloAddress> SiloOfLocal(string key) => GrainFactory.GetGrain<IWhereLocalGrain>(key).Silo();
}

[RandomPlacement]
public sealed class WhereGrain(ILocalSiloDetails silo) : WhereBase(silo), IWhereGrain;

[LastSilo]
public sealed class WhereLastGrain(ILocalSiloDetails silo) : WhereBase(silo), IWhereLastGrain;

[PreferLocalPlacement]
public sealed class WhereLocalGrain(ILocalSiloDetails silo) : WhereBase(silo), IWhereLocalGrain;

[AttributeUsage(AttributeTargets.Class)]
public sealed class LastSiloAttribute() : PlacementAttribute(new LastSiloPlacement());

[GenerateSerializer, Immutable, Alias("tests.last-silo")]
public sealed class LastSiloPlacement : PlacementStrategy;

public sealed class LastSiloDirector : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context) =>
        Task.FromResult(context.GetCompatibleSilos(target).Max()!);
}
