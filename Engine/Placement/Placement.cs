using Orleans.Runtime;

namespace Orleans.Runtime
{
    /// <summary>Says how a silo is chosen for a new activation. Two equal strategies are two objects of one class.</summary>
    public abstract class PlacementStrategy
    {
        /// <summary>False when a grain may have more than one activation.</summary>
        public virtual bool IsUsingGrainDirectory => true;
    }

    /// <summary>Any silo, by chance. The default.</summary>
    public sealed class RandomPlacement : PlacementStrategy;

    /// <summary>The caller's silo.</summary>
    public sealed class PreferLocalPlacement : PlacementStrategy;

    /// <summary>By the hash of the grain's identity.</summary>
    public sealed class HashBasedPlacement : PlacementStrategy;

    internal sealed class StatelessWorkerPlacement(int maxLocal) : PlacementStrategy
    {
        public override bool IsUsingGrainDirectory => false;

        public int MaxLocal { get; } = maxLocal;
    }
}

namespace Orleans.Placement
{
    /// <summary>Base of attributes that say where a grain class is placed.</summary>
    [AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
    public abstract class PlacementAttribute : Attribute
    {
        /// <summary>Places by a strategy.</summary>
        protected PlacementAttribute(PlacementStrategy placement)
        {
            ArgumentNullException.ThrowIfNull(placement);
            PlacementStrategy = placement;
        }

        /// <summary>The strategy.</summary>
        public PlacementStrategy PlacementStrategy { get; }
    }

    /// <summary>Any silo, by chance.</summary>
    [AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
    public sealed class RandomPlacementAttribute() : PlacementAttribute(new RandomPlacement());

    /// <summary>The caller's silo.</summary>
    [AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
    public sealed class PreferLocalPlacementAttribute() : PlacementAttribute(new PreferLocalPlacement());

    /// <summary>By the hash of the grain's identity.</summary>
    [AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
    public sealed class HashBasedPlacementAttribute() : PlacementAttribute(new HashBasedPlacement());
}

namespace Orleans.Runtime.Placement
{
    /// <summary>Chooses silos for the grains of one strategy.</summary>
    public interface IPlacementDirector
    {
        /// <summary>Key of <see cref="RequestContext"/> under which a call may name a silo address for the default placement.</summary>
        const string PlacementHintKey = nameof(PlacementHintKey);

        /// <summary>Chooses.</summary>
        /// <returns>One of the compatible silos.</returns>
        Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context);
    }

    /// <summary>What is to be placed.</summary>
    public readonly struct PlacementTarget
    {
        /// <summary>Describes what is to be placed.</summary>
        public PlacementTarget(
            GrainId grainIdentity, Dictionary<string, object> requestContextData, GrainInterfaceType interfaceType, ushort interfaceVersion)
        {
            GrainIdentity = grainIdentity;
            RequestContextData = requestContextData;
            InterfaceType = interfaceType;
            InterfaceVersion = interfaceVersion;
        }

        /// <summary>The grain.</summary>
        public GrainId GrainIdentity { get; }

        /// <summary>The interface that was called.</summary>
        public GrainInterfaceType InterfaceType { get; }

        /// <summary>Always 0 here.</summary>
        public ushort InterfaceVersion { get; }

        /// <summary>Request context of the first call.</summary>
        public Dictionary<string, object> RequestContextData { get; }
    }

    /// <summary>Where it may be placed.</summary>
    public interface IPlacementContext
    {
        /// <summary>The silo that asks.</summary>
        SiloAddress LocalSilo { get; }

        /// <summary>Its status.</summary>
        SiloStatus LocalSiloStatus { get; }

        /// <summary>Active silos, in order of address.</summary>
        SiloAddress[] GetCompatibleSilos(PlacementTarget target);
    }
}
