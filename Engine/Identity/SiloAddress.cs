using System.Globalization;
using System.Net;

namespace Orleans.Runtime;

/// <summary>Names one life of a silo: its endpoint, and a generation that is new after every restart. Printed <c>S127.0.0.1:11111:1</c>.</summary>
public sealed class SiloAddress : IEquatable<SiloAddress>, IComparable<SiloAddress>
{
    private readonly string _text;

    private SiloAddress(IPEndPoint endpoint, int generation)
    {
        Endpoint = endpoint;
        Generation = generation;
        _text = string.Create(CultureInfo.InvariantCulture, $"S{endpoint}:{generation}");
    }

    /// <summary>Where the silo would listen. The embedded engine never does; it only names.</summary>
    public IPEndPoint Endpoint { get; }

    /// <summary>Larger after every restart on the same endpoint.</summary>
    public int Generation { get; }

    /// <summary>Names a silo.</summary>
    public static SiloAddress New(IPEndPoint ep, int gen)
    {
        ArgumentNullException.ThrowIfNull(ep);
        return new(ep, gen);
    }

    /// <summary>Names a silo.</summary>
    public static SiloAddress New(IPAddress address, int port, int generation) => new(new IPEndPoint(address, port), generation);

    /// <summary>The same on every machine and in every process.</summary>
    public int GetConsistentHashCode() => unchecked((int)StableHash.Of(_text));

    /// <summary>By address, then port, then generation.</summary>
    public int CompareTo(SiloAddress? other)
    {
        if (other is null)
            return 1;

        int byAddress = Endpoint.Address.GetAddressBytes().AsSpan().SequenceCompareTo(other.Endpoint.Address.GetAddressBytes());
        if (byAddress != 0)
            return byAddress;
        int byPort = Endpoint.Port.CompareTo(other.Endpoint.Port);
        return byPort != 0 ? byPort : Generation.CompareTo(other.Generation);
    }

    /// <inheritdoc/>
    public bool Equals(SiloAddress? other) =>
        ReferenceEquals(this, other) || (other is not null && string.Equals(_text, other._text, StringComparison.Ordinal));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SiloAddress);

    /// <inheritdoc/>
    public override int GetHashCode() => GetConsistentHashCode();

    /// <inheritdoc/>
    public override string ToString() => _text;
}
