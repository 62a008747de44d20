using System.Buffers;
using System.Numerics;
using Quern.Domain.Numerics;

namespace Quern.Connectors.Ethereum.Transactions;

/// <summary>Recursive length prefix: the encoding of transactions.</summary>
/// <remarks>Ethereum yellow paper, appendix B.</remarks>
public sealed class Rlp
{
    private readonly ArrayBufferWriter<byte> _content = new();

    /// <summary>Appends bytes.</summary>
    public Rlp Add(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != 1 || bytes[0] >= 0x80)
            WriteLength(_content, 0x80, bytes.Length);
        _content.Write(bytes);
        return this;
    }

    /// <summary>Appends an integer: big-endian without leading zeros, nothing for zero.</summary>
    public Rlp Add(in UInt256 value)
    {
        Span<byte> word = stackalloc byte[32];
        value.WriteBigEndian(word);
        return Add(word[word.IndexOfAnyExcept((byte)0) is var start && start < 0 ? 32.. : start..]);
    }

    /// <summary>Appends a list.</summary>
    public Rlp Add(Rlp list)
    {
        _content.Write(list.ToList());
        return this;
    }

    /// <summary>Everything appended, as one list.</summary>
    public byte[] ToList()
    {
        ArrayBufferWriter<byte> list = new(_content.WrittenCount + 9);
        WriteLength(list, 0xc0, _content.WrittenCount);
        list.Write(_content.WrittenSpan);
        return list.WrittenSpan.ToArray();
    }

    private static void WriteLength(ArrayBufferWriter<byte> target, byte start, int length)
    {
        if (length <= 55)
        {
            target.Write([(byte)(start + length)]);
            return;
        }

        int bytes = 4 - BitOperations.LeadingZeroCount((uint)length) / 8;
        target.Write([(byte)(start + 55 + bytes)]);
        for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8)
            target.Write([(byte)(length >> shift)]);
    }
}
