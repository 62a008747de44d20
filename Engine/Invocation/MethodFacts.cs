namespace Quern.Engine.Invocation;

/// <summary>How calls of a method behave.</summary>
[Flags]
public enum MethodTraits
{
    /// <summary>Waits for its turn, answers.</summary>
    None = 0,

    /// <summary>The caller does not wait.</summary>
    OneWay = 1,

    /// <summary>Enters while others await.</summary>
    AlwaysInterleave = 2,

    /// <summary>Enters while only readers await.</summary>
    ReadOnly = 4,

    /// <summary>Some argument must be copied before it is shared.</summary>
    CopiesArguments = 8,
}

/// <summary>What never changes from call to call of a method; one per method, in generated code.</summary>
public sealed class MethodFacts
{
    /// <summary>Describes a method.</summary>
    /// <param name="interfaceType">The interface that declares it.</param>
    /// <param name="name">Its name.</param>
    /// <param name="traits">How it behaves.</param>
    /// <param name="timeout">As in <c>[ResponseTimeout]</c>; null for the silo's.</param>
    public MethodFacts(Type interfaceType, string name, MethodTraits traits, string? timeout)
    {
        ArgumentNullException.ThrowIfNull(interfaceType);
        InterfaceType = interfaceType;
        Name = name;
        IsOneWay = (traits & MethodTraits.OneWay) != 0;
        IsAlwaysInterleave = (traits & MethodTraits.AlwaysInterleave) != 0;
        IsReadOnly = (traits & MethodTraits.ReadOnly) != 0;
        CopiesArguments = (traits & MethodTraits.CopiesArguments) != 0;
        Timeout = timeout is null ? null : TimeSpan.Parse(timeout, System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>The interface that declares it.</summary>
    public Type InterfaceType { get; }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>The caller does not wait.</summary>
    public bool IsOneWay { get; }

    /// <summary>Enters while others await.</summary>
    public bool IsAlwaysInterleave { get; }

    /// <summary>Enters while only readers await.</summary>
    public bool IsReadOnly { get; }

    internal bool CopiesArguments { get; }

    internal TimeSpan? Timeout { get; }

    internal string FullName => $"{InterfaceType.FullName}.{Name}";
}
