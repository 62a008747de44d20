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
        Span<ulong> row = stackalloc ulong[5];
        foreach (ulong constant in RoundConstants)
        {
            for (int x = 0; x < 5; x++)
                row[x] = state[x] ^ state[x + 5] ^ state[x + 10] ^ state[x + 15] ^ state[x + 20];
            for (int x = 0; x < 5; x++)
            {
                ulong mix = row[(x + 4) % 5] ^ BitOperations.RotateLeft(row[(x + 1) % 5], 1);
                for (int y = 0; y < Lanes; y += 5)
                    state[x + y] ^= mix;
            }

            ulong carried = state[1];
            for (int step = 0; step < 24; step++)
            {
                int lane = PiLane[step];
                ulong next = state[lane];
                state[lane] = BitOperations.RotateLeft(carried, RhoBits[step]);
                carried = next;
            }

            for (int y = 0; y < Lanes; y += 5)
            {
                state.Slice(y, 5).CopyTo(row);
                for (int x = 0; x < 5; x++)
                    state[x + y] = row[x] ^ (~row[(x + 1) % 5] & row[(x + 2) % 5]);
            }

            state[0] ^= constant;
        }
    }
}
