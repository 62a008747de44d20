namespace Quern.Connectors.Ethereum;

/// <summary>0x text, as JSON-RPC writes bytes.</summary>
public static class Hex
{
    /// <summary>0x and two lower-case digits per byte.</summary>
    public static string Encode(ReadOnlySpan<byte> bytes) => "0x" + Convert.ToHexStringLower(bytes);

    /// <summary>The bytes of an even number of hex digits after an optional 0x.</summary>
    /// <exception cref="FormatException">Another character, or an odd number of digits.</exception>
    public static byte[] Decode(string text) =>
        Convert.FromHexString(text.StartsWith("0x", StringComparison.Ordinal) ? text.AsSpan(2) : text);
}
