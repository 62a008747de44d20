using System.Text.Json;
using Quern.Domain.Numerics;
using Quern.Domain.Pools;

namespace Quern.Connectors.Ethereum.Rpc;

/// <summary>Between JSON-RPC's text and values.</summary>
internal static class RpcValues
{
    public static UInt256 Quantity(this JsonElement element) =>
        element.GetString() is { } text && UInt256.TryParseHex(text, out UInt256 value)
            ? value
            : throw new FormatException($"{element} is not a quantity.");

    public static ulong Quantity64(this JsonElement element) => (ulong)element.Quantity();

    public static byte[] Data(this JsonElement element) => Hex.Decode(element.GetString() ?? throw new FormatException("No data."));

    public static Address AddressValue(this JsonElement element) => Address.Parse(element.GetString()!);

    public static string Text(this JsonElement element, string name) =>
        element.GetProperty(name).GetString() ?? throw new FormatException($"{name} is null.");

    public static string ToQuantity(ulong value) => new UInt256(value).ToHex();
}
