namespace Quern.Engine.Serialization;

/// <summary>Names the part of an assembly; generated.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class GrainPartAttribute(Type part) : Attribute
{
    /// <summary>A class that implements <see cref="IGrainPart"/>.</summary>
    public Type Part { get; } = part;
}

/// <summary>Says that an assembly registers a converter for a foreign type; generated.</summary>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class TravelsAsSurrogateAttribute(Type type) : Attribute
{
    /// <summary>The foreign type.</summary>
    public Type Type { get; } = type;
}
