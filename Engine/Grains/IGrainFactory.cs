using Orleans.Runtime;

namespace Orleans;

/// <summary>Makes references to grains. A reference costs nothing: the grain wakes at the first call.</summary>
public interface IGrainFactory
{
    /// <summary>A reference by text key.</summary>
    /// <param name="primaryKey">The key.</param>
    /// <param name="grainClassNamePrefix">Start of the class's full name, when more than one class implements the interface.</param>
    TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey;

    /// <summary>A reference by integer key.</summary>
    /// <param name="primaryKey">The key.</param>
    /// <param name="grainClassNamePrefix">Start of the class's full name, when more than one class implements the interface.</param>
    TGrainInterface GetGrain<TGrainInterface>(long primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithIntegerKey;

    /// <summary>A reference by <see cref="Guid"/> key.</summary>
    /// <param name="primaryKey">The key.</param>
    /// <param name="grainClassNamePrefix">Start of the class's full name, when more than one class implements the interface.</param>
    TGrainInterface GetGrain<TGrainInterface>(Guid primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithGuidKey;

    /// <summary>A reference by identity.</summary>
    TGrainInterface GetGrain<TGrainInterface>(GrainId grainId)
        where TGrainInterface : IAddressable;

    /// <summary>A reference by text key.</summary>
    IGrain GetGrain(Type grainInterfaceType, string grainPrimaryKey);

    /// <summary>A reference by integer key.</summary>
    IGrain GetGrain(Type grainInterfaceType, long grainPrimaryKey);

    /// <summary>A reference by <see cref="Guid"/> key.</summary>
    IGrain GetGrain(Type grainInterfaceType, Guid grainPrimaryKey);
}

/// <summary>Calls grains from outside a turn.</summary>
public interface IClusterClient : IGrainFactory
{
    /// <summary>The client's services.</summary>
    IServiceProvider ServiceProvider { get; }
}
