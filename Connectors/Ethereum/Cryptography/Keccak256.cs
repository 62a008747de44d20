using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Quern.Connectors.Ethereum.Cryptography;

/// <summary>The hash of Ethereum: Keccak with its original padding, not SHA3-256.</summary>
/// <remarks>
/// Bertoni, Daemen, Peeters, Van Assche, "The Keccak reference" 3.0; rate 1088, capacity 512, domain byte 0x01.
/// </remarks>
public static class Keccak256
{
    /// <summary>Bytes of a hash.</summary>
    public const int HashLength = 32;

    private const int Rate = 136;
    private const int Lanes = 25;

    private static readonly ulong[] RoundConstants =
    [
        0x0000000000000001, 0x0000000000008082, 0x800000000000808A, 0x8000000080008000, 0x000000000000808B, 0x0000000080000001,
        0x8000000080008081, 0x8000000000008009, 0x000000000000008A, 0x0000000000000088, 0x0000000080008009, 0x000000008000000A,
        0x000000008000808B, 0x800000000000008B, 0x8000000000008089, 0x8000000000008003, 0x8000000000008002, 0x8000000000000080,
        0x000000000000800A, 0x800000008000000A, 0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
    ];

    // ρ and π walk one cycle over the 24 lanes other than the first: where the lane goes, and by how much it turns.
    private static ReadOnlySpan<byte> PiLane => [10, 7, 11, 17, 18, 3, 5, 16, 8, 21, 24, 4, 15, 23, 19, 13, 12, 2, 20, 14, 22, 9, 6, 1];

    private static ReadOnlySpan<byte> RhoBits => [1, 3, 6, 10, 15, 21, 28, 36, 45, 55, 2, 14, 27, 41, 56, 8, 25, 43, 62, 18, 39, 61, 20, 44];

    /// <summary>The hash of some bytes.</summary>
    public static byte[] Hash(ReadOnlySpan<byte> data)
    {
        byte[] hash = new byte[HashLength];
        Hash(data, hash);
        return hash;
    }

    /// <summary>The hash of a text's UTF-8 bytes.</summary>
    public static byte[] HashText(string text) => Hash(Encoding.UTF8.GetBytes(text));

    /// <summary>Writes the 32 bytes of the hash.</summary>
    public static void Hash(ReadOnlySpan<byte> data, Span<byte> hash)
    {
        Span<ulong> state = stackalloc ulong[Lanes];
        state.Clear();
        while (data.Length >= Rate)
        {
            Absorb(state, data[..Rate]);
            data = data[Rate..];
        }

        Span<byte> last = stackalloc byte[Rate];
        last.Clear();
        data.CopyTo(last);
        last[data.Length] ^= 0x01;
        last[Rate - 1] ^= 0x80;
        Absorb(state, last);
        for (int lane = 0; lane < HashLength / 8; lane++)
            BinaryPrimitives.WriteUInt64LittleEndian(hash[(lane * 8)..], state[lane]);
    }

    private static void Absorb(Span<ulong> state, ReadOnlySpan<byte> block)
    {
        for (int lane = 0; lane < Rate / 8; lane++)
            state[lane] ^= BinaryPrimitives.ReadUInt64LittleEndian(block[(lane * 8)..]);
        Permute(state);
    }

    private static void Permute(Span<ulong> state)
    {
        foreach (ulong constant in RoundConstants)
        {
            Theta(state);
            RhoAndPi(state);
            Chi(state);
            state[0] ^= constant;
        }
    }

    private static void Theta(Span<ulong> s)
    {
        ulong c0 = s[0] ^ s[5] ^ s[10] ^ s[15] ^ s[20];
        ulong c1 = s[1] ^ s[6] ^ s[11] ^ s[16] ^ s[21];
        ulong c2 = s[2] ^ s[7] ^ s[12] ^ s[17] ^ s[22];
        ulong c3 = s[3] ^ s[8] ^ s[13] ^ s[18] ^ s[23];
        ulong c4 = s[4] ^ s[9] ^ s[14] ^ s[19] ^ s[24];
        ulong d0 = c4 ^ BitOperations.RotateLeft(c1, 1);
        ulong d1 = c0 ^ BitOperations.RotateLeft(c2, 1);
        ulong d2 = c1 ^ BitOperations.RotateLeft(c3, 1);
        ulong d3 = c2 ^ BitOperations.RotateLeft(c4, 1);
        ulong d4 = c3 ^ BitOperations.RotateLeft(c0, 1);
        for (int y = 0; y < Lanes; y += 5)
        {
            Span<ulong> row = s.Slice(y, 5);
            row[4] ^= d4;
            row[3] ^= d3;
            row[2] ^= d2;
            row[1] ^= d1;
            row[0] ^= d0;
        }
    }

    private static void RhoAndPi(Span<ulong> s)
    {
        ReadOnlySpan<byte> lanes = PiLane;
        ReadOnlySpan<byte> bits = RhoBits;
        ulong carried = s[1];
        for (int step = 0; step < lanes.Length; step++)
        {
            int lane = lanes[step];
            ulong next = s[lane];
            s[lane] = BitOperations.RotateLeft(carried, bits[step]);
            carried = next;
        }
    }

    private static void Chi(Span<ulong> s)
    {
        for (int y = 0; y < Lanes; y += 5)
        {
            Span<ulong> row = s.Slice(y, 5);
            ulong r4 = row[4];
            ulong r3 = row[3];
            ulong r2 = row[2];
            ulong r1 = row[1];
            ulong r0 = row[0];
            row[0] = r0 ^ (~r1 & r2);
            row[1] = r1 ^ (~r2 & r3);
            row[2] = r2 ^ (~r3 & r4);
            row[3] = r3 ^ (~r4 & r0);
            row[4] = r4 ^ (~r0 & r1);
        }
    }
}
