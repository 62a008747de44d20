using System.Collections.Immutable;
using Quern.Domain.Numerics;

namespace Quern.Connectors.Ethereum.Abi;

/// <summary>Why a call reverted, as its return data says.</summary>
/// <remarks>Solidity, "Panic via assert and Error via require".</remarks>
public static class Revert
{
    private static readonly AbiFunction Error = new("Error(string)");
    private static readonly AbiFunction Panic = new("Panic(uint256)");

    /// <summary>The string of a require, <c>panic 0x11</c>, a custom error's selector, or empty.</summary>
    public static string Describe(ReadOnlySpan<byte> data)
    {
        if (data.StartsWith(Error.Selector.AsSpan()))
            return Argument(Error, data) is { } text ? text.Text : "malformed Error(string)";
        if (data.StartsWith(Panic.Selector.AsSpan()))
            return Argument(Panic, data) is { } code ? $"panic {code.Word.ToHex()}" : "malformed Panic(uint256)";
        return data.Length >= 4 ? $"custom error {Hex.Encode(data[..4])}" : "";
    }

    private static AbiValue? Argument(AbiFunction function, ReadOnlySpan<byte> data)
    {
        try
        {
            return function.DecodeArguments(data)[0];
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
