using Quern.Engine.Invocation;
using Quern.Engine.Runtime;

namespace Orleans.Runtime;

/// <summary>A reference to a grain; generated classes derive from it. Cheap, and equal when grain and interface are.</summary>
public abstract class GrainReference : IAddressable, IEquatable<GrainReference>
{
    private readonly GrainInterface _interface;

    /// <summary>For generated code.</summary>
    protected GrainReference(ReferenceSeed seed)
    {
        Node = seed.Node;
        GrainId = seed.GrainId;
        _interface = seed.Interface;
    }

    /// <summary>The grain.</summary>
    public GrainId GrainId { get; }

    /// <summary>Full name of the interface.</summary>
    public virtual string InterfaceName => _interface.Name;

    /// <summary>The interface.</summary>
    public GrainInterfaceType InterfaceType => _interface.InterfaceType;

    /// <summary>A reference to the same grain, by which another calls.</summary>
    internal GrainReference For(Node node) => _interface.Create(node, GrainId);

    /// <summary>Who calls through this reference.</summary>
    internal Node Node { get; }

    /// <summary>Where the grain was last seen; may be over.</summary>
    internal Activation? Cached { get; set; }

    /// <inheritdoc/>
    public bool Equals(GrainReference? other) => other is not null && GrainId.Equals(other.GrainId) && _interface == other._interface;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as GrainReference);

    /// <inheritdoc/>
    public override int GetHashCode() => GrainId.GetHashCode();

    /// <summary>Kind, identity and interface, for logs.</summary>
    public sealed override string ToString() => $"GrainReference:{GrainId}:{InterfaceName}";

    /// <summary>Same grain through the same interface.</summary>
    public static bool operator ==(GrainReference? reference1, GrainReference? reference2) => Equals(reference1, reference2);

    /// <summary>Another grain or another interface.</summary>
    public static bool operator !=(GrainReference? reference1, GrainReference? reference2) => !Equals(reference1, reference2);
}
