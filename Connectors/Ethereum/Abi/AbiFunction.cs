using System.Collections.Immutable;
using Quern.Connectors.Ethereum.Cryptography;

namespace Quern.Connectors.Ethereum.Abi;

/// <summary>A function of a contract.</summary>
public sealed class AbiFunction
{
    private readonly AbiType _inputs;
    private readonly AbiType _outputs;

    /// <param name="signature">Canonical: <c>mint((address,uint24))</c>. A struct argument keeps its own parentheses.</param>
    /// <param name="outputs">Types of the results, without names: <c>uint256,uint128</c>. Default none.</param>
    public AbiFunction(string signature, string outputs = "")
    {
        Signature = signature;
        _inputs = AbiType.Parse(signature[signature.IndexOf('(', StringComparison.Ordinal)..]);
        _outputs = AbiType.Parse($"({outputs})");
        Selector = [.. Keccak256.HashText(signature).AsSpan(0, 4)];
    }

    /// <summary>Name and types of the arguments.</summary>
    public string Signature { get; }

    /// <summary>The first four bytes of a call.</summary>
    public ImmutableArray<byte> Selector { get; }

    /// <summary>The types of the arguments.</summary>
    public ImmutableArray<AbiType> Inputs => _inputs.Parts;

    /// <summary>The data of a call.</summary>
    /// <exception cref="ArgumentException">The values do not fit the types.</exception>
    public byte[] Encode(params ReadOnlySpan<AbiValue> arguments) => [.. Selector, .. AbiCodec.Encode(_inputs, arguments)];

    /// <summary>The results in a call's answer.</summary>
    /// <exception cref="FormatException">The answer is too short or malformed.</exception>
    public ImmutableArray<AbiValue> Decode(ReadOnlySpan<byte> answer) => AbiCodec.Decode(_outputs, answer);

    /// <summary>The arguments in a call's data.</summary>
    /// <exception cref="FormatException">Another selector, or malformed.</exception>
    public ImmutableArray<AbiValue> DecodeArguments(ReadOnlySpan<byte> data) => data.StartsWith(Selector.AsSpan())
        ? AbiCodec.Decode(_inputs, data[4..])
        : throw new FormatException($"The data is not a call of {Signature}.");
}

/// <summary>An event of a contract.</summary>
public sealed class AbiEvent
{
    private readonly AbiType _data;

    /// <param name="signature">Canonical: <c>Swap(address,address,int256)</c>, every argument.</param>
    /// <param name="data">Types of the arguments that are not indexed, in order.</param>
    public AbiEvent(string signature, string data)
    {
        Signature = signature;
        Topic = Hex.Encode(Keccak256.HashText(signature));
        _data = AbiType.Parse($"({data})");
    }

    /// <summary>Name and types.</summary>
    public string Signature { get; }

    /// <summary>The first topic of its logs, 0x text.</summary>
    public string Topic { get; }

    /// <summary>The arguments in a log's data.</summary>
    /// <exception cref="FormatException">The data is too short.</exception>
    public ImmutableArray<AbiValue> DecodeData(ReadOnlySpan<byte> data) => AbiCodec.Decode(_data, data);
}
