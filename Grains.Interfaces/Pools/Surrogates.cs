using Quern.Domain.Numerics;
using Quern.Domain.Pools;

namespace Quern.Grains.Interfaces.Pools;

/// <summary>How a <see cref="UInt256"/> travels: four limbs, least significant first.</summary>
[GenerateSerializer, Immutable, Alias("uint256")]
public struct UInt256Surrogate
{
    /// <summary>Bits 0 to 63.</summary>
    [Id(0)] public ulong Limb0;

    /// <summary>Bits 64 to 127.</summary>
    [Id(1)] public ulong Limb1;

    /// <summary>Bits 128 to 191.</summary>
    [Id(2)] public ulong Limb2;

    /// <summary>Bits 192 to 255.</summary>
    [Id(3)] public ulong Limb3;
}

/// <summary>Converts a <see cref="UInt256"/>.</summary>
[RegisterConverter]
public sealed class UInt256Converter : IConverter<UInt256, UInt256Surrogate>
{
    /// <inheritdoc/>
    public UInt256 ConvertFromSurrogate(in UInt256Surrogate surrogate) =>
        new(surrogate.Limb0, surrogate.Limb1, surrogate.Limb2, surrogate.Limb3);

    /// <inheritdoc/>
    public UInt256Surrogate ConvertToSurrogate(in UInt256 value) => new()
    {
        Limb0 = value.Limb0,
        Limb1 = value.Limb1,
        Limb2 = value.Limb2,
        Limb3 = value.Limb3,
    };
}

/// <summary>How an <see cref="Address"/> travels: as the word it is on chain.</summary>
[GenerateSerializer, Immutable, Alias("chain-address")]
public struct AddressSurrogate
{
    /// <summary>Bits 0 to 63.</summary>
    [Id(0)] public ulong Low;

    /// <summary>Bits 64 to 127.</summary>
    [Id(1)] public ulong Middle;

    /// <summary>Bits 128 to 159.</summary>
    [Id(2)] public ulong High;
}

/// <summary>Converts an <see cref="Address"/>.</summary>
[RegisterConverter]
public sealed class AddressConverter : IConverter<Address, AddressSurrogate>
{
    /// <inheritdoc/>
    public Address ConvertFromSurrogate(in AddressSurrogate surrogate) =>
        Address.FromWord(new UInt256(surrogate.Low, surrogate.Middle, surrogate.High));

    /// <inheritdoc/>
    public AddressSurrogate ConvertToSurrogate(in Address value)
    {
        UInt256 word = value.ToWord();
        return new() { Low = word.Limb0, Middle = word.Limb1, High = word.Limb2 };
    }
}
