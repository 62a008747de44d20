using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Quern.Domain.Numerics;
using Quern.Domain.Pools;

namespace Quern.Connectors.Ethereum.Abi;

/// <summary>
/// One value of the contract interface: a word, bytes, or a list of values. What it means comes with its <see cref="AbiType"/>.
/// </summary>
[SuppressMessage("Usage", "CA2225", Justification = "The conversions are named constructors.")]
public sealed class AbiValue
{
    private AbiValue(UInt256 word, byte[] bytes, ImmutableArray<AbiValue> items)
    {
        Word = word;
        Bytes = bytes;
        Items = items;
    }

    /// <summary>The word of a number, address, boolean or fixed bytes.</summary>
    public UInt256 Word { get; }

    /// <summary>The bytes of bytes or text.</summary>
    public byte[] Bytes { get; }

    /// <summary>The elements of an array or tuple.</summary>
    public ImmutableArray<AbiValue> Items { get; }

    /// <summary>The word as an address.</summary>
    public Address Address => Address.FromWord(Word);

    /// <summary>The word as a signed number.</summary>
    public Int256 Signed => Int256.FromBits(Word);

    /// <summary>Whether the word is not zero.</summary>
    public bool Flag => !Word.IsZero;

    /// <summary>The word as an unsigned 32-bit number.</summary>
    /// <exception cref="OverflowException">It is wider.</exception>
    public uint UInt32 => checked((uint)(ulong)Word);

    /// <summary>The word as a signed 32-bit number.</summary>
    /// <exception cref="OverflowException">It is wider.</exception>
    public int Int32 => checked((int)(long)Signed);

    /// <summary>The bytes as UTF-8 text.</summary>
    public string Text => Encoding.UTF8.GetString(Bytes);

    /// <summary>A number.</summary>
    public static implicit operator AbiValue(UInt256 word) => new(word, [], []);

    /// <summary>A number.</summary>
    public static implicit operator AbiValue(UInt128 word) => new(word, [], []);

    /// <summary>A number.</summary>
    public static implicit operator AbiValue(ulong word) => new(word, [], []);

    /// <summary>A signed number.</summary>
    public static implicit operator AbiValue(long number) => new(((Int256)number).Bits, [], []);

    /// <summary>A signed number.</summary>
    public static implicit operator AbiValue(Int256 number) => new(number.Bits, [], []);

    /// <summary>An address.</summary>
    public static implicit operator AbiValue(Address address) => new(address.ToWord(), [], []);

    /// <summary>A boolean.</summary>
    public static implicit operator AbiValue(bool flag) => new(flag ? UInt256.One : UInt256.Zero, [], []);

    /// <summary>Bytes.</summary>
    public static implicit operator AbiValue(byte[] bytes) => new(default, bytes, []);

    /// <summary>UTF-8 text.</summary>
    public static implicit operator AbiValue(string text) => new(default, Encoding.UTF8.GetBytes(text), []);

    /// <summary>An array or tuple.</summary>
    public static AbiValue List(params ReadOnlySpan<AbiValue> items) => new(default, [], [.. items]);
}
