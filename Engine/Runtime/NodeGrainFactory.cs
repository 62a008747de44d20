using System.Globalization;
using Orleans;
using Orleans.Runtime;
using Quern.Engine.Invocation;

namespace Quern.Engine.Runtime;

/// <summary>The grain factory, and hosted client, of a silo or client.</summary>
internal sealed class NodeGrainFactory(Node node) : IClusterClient
{
    public Node Node => node;

    public IServiceProvider ServiceProvider => node.Services;

    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey
    {
        ArgumentException.ThrowIfNullOrEmpty(primaryKey);
        return (TGrainInterface)(IAddressable)Make(typeof(TGrainInterface), primaryKey, grainClassNamePrefix);
    }

    public TGrainInterface GetGrain<TGrainInterface>(long primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithIntegerKey =>
        (TGrainInterface)(IAddressable)Make(typeof(TGrainInterface), KeyOf(primaryKey), grainClassNamePrefix);

    public TGrainInterface GetGrain<TGrainInterface>(Guid primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithGuidKey =>
        (TGrainInterface)(IAddressable)Make(typeof(TGrainInterface), KeyOf(primaryKey), grainClassNamePrefix);

    public TGrainInterface GetGrain<TGrainInterface>(GrainId grainId)
        where TGrainInterface : IAddressable =>
        (TGrainInterface)(IAddressable)node.GetReference(grainId, typeof(TGrainInterface));

    public IGrain GetGrain(Type grainInterfaceType, string grainPrimaryKey) => (IGrain)Make(grainInterfaceType, grainPrimaryKey, null);

    public IGrain GetGrain(Type grainInterfaceType, long grainPrimaryKey) => (IGrain)Make(grainInterfaceType, KeyOf(grainPrimaryKey), null);

    public IGrain GetGrain(Type grainInterfaceType, Guid grainPrimaryKey) => (IGrain)Make(grainInterfaceType, KeyOf(grainPrimaryKey), null);

    private GrainReference Make(Type grainInterface, string key, string? prefix)
    {
        GrainInterface found = GrainInterfaces.Find(grainInterface);
        return found.Create(node, GrainId.Create(GrainClasses.ImplementationOf(grainInterface, prefix).GrainType, key));
    }

    private static string KeyOf(long key) => key.ToString("X", CultureInfo.InvariantCulture);

    private static string KeyOf(Guid key) => key.ToString("N");
}
