using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Quern.Grains.Orders;

/// <summary>Turns the text of an idempotency key into the 128 bits that the journal keeps.</summary>
internal static class CommandKeys
{
    /// <summary>The first 128 bits of the SHA-256 of strategy and key; never zero.</summary>
    public static UInt128 Of(string strategy, string key)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{strategy}\n{key}"));
        return new UInt128(BinaryPrimitives.ReadUInt64BigEndian(hash), BinaryPrimitives.ReadUInt64BigEndian(hash.AsSpan(8)) | 1);
    }
}
