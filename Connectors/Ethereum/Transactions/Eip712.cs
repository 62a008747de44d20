using System.Text;
using Quern.Connectors.Ethereum.Cryptography;
using Quern.Domain.Numerics;
using Quern.Domain.Pools;

namespace Quern.Connectors.Ethereum.Transactions;

/// <summary>The fields of one EIP-712 struct in the order of its type, hashed.</summary>
/// <remarks>
/// EIP-712, "Definition of encodeData". Numbers and addresses are one word; text, bytes, arrays and structs enter as their hash.
/// </remarks>
public sealed class Eip712Struct
{
    private readonly MemoryStream _words = new();

    /// <param name="type">The type as encodeType writes it: <c>Order(uint64 id,Leg[] legs)Leg(uint256 asset)</c>.</param>
    public Eip712Struct(string type)
        : this(Keccak256.HashText(type))
    {
    }

    /// <param name="typeHash">The hash of the type, for types that are used often.</param>
    public Eip712Struct(ReadOnlySpan<byte> typeHash) => _words.Write(typeHash);

    /// <summary>An unsigned number of any width.</summary>
    public Eip712Struct Add(in UInt256 value)
    {
        Span<byte> word = stackalloc byte[32];
        value.WriteBigEndian(word);
        _words.Write(word);
        return this;
    }

    /// <summary>A signed number of any width.</summary>
    public Eip712Struct Add(Int256 value) => Add(value.Bits);

    /// <summary>A bool.</summary>
    public Eip712Struct Add(bool value) => Add(value ? UInt256.One : UInt256.Zero);

    /// <summary>An address.</summary>
    public Eip712Struct Add(Address value) => Add(value.ToWord());

    /// <summary>A string.</summary>
    public Eip712Struct AddText(string value) => AddBytes(Encoding.UTF8.GetBytes(value));

    /// <summary>Bytes of any length.</summary>
    public Eip712Struct AddBytes(ReadOnlySpan<byte> value) => AddHash(Keccak256.Hash(value));

    /// <summary>A struct inside.</summary>
    public Eip712Struct Add(Eip712Struct value) => AddHash(value.Hash());

    /// <summary>An array of structs.</summary>
    public Eip712Struct Add(IReadOnlyList<Eip712Struct> values)
    {
        byte[] hashes = new byte[values.Count * Keccak256.HashLength];
        for (int index = 0; index < values.Count; index++)
            values[index].Hash().CopyTo(hashes, index * Keccak256.HashLength);
        return AddHash(Keccak256.Hash(hashes));
    }

    /// <summary>The struct's hash.</summary>
    public byte[] Hash() => Keccak256.Hash(_words.GetBuffer().AsSpan(0, (int)_words.Length));

    private Eip712Struct AddHash(ReadOnlySpan<byte> hash)
    {
        _words.Write(hash);
        return this;
    }
}

/// <summary>Who a typed message is for. Members left out are not part of the domain's type.</summary>
/// <remarks>EIP-712, "Definition of domainSeparator".</remarks>
public sealed class Eip712Domain
{
    /// <param name="name">The name of the application.</param>
    /// <param name="version">Its version.</param>
    /// <param name="chainId">The chain.</param>
    /// <param name="verifyingContract">The contract that checks the signature; null leaves it out.</param>
    public Eip712Domain(string name, string version, in UInt256 chainId, Address? verifyingContract = null)
    {
        string type = verifyingContract is null
            ? "EIP712Domain(string name,string version,uint256 chainId)"
            : "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)";
        Eip712Struct domain = new Eip712Struct(type).AddText(name).AddText(version).Add(chainId);
        if (verifyingContract is { } contract)
            domain.Add(contract);
        Separator = domain.Hash();
    }

    /// <summary>The hash of the domain, 32 bytes.</summary>
    public byte[] Separator { get; }

    /// <summary>The hash that is signed for a message.</summary>
    public byte[] Digest(Eip712Struct message) => Keccak256.Hash([0x19, 0x01, .. Separator, .. message.Hash()]);
}
