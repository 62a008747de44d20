using System.Buffers;

namespace Quern.Connectors.Transport.Sockets;

/// <summary>One frame as it arrives, in a pooled array that doubles when it is full and is used again for the next frame.</summary>
internal sealed class FrameBuffer(int maxBytes)
{
    private const int FirstSize = 16 << 10;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(Math.Min(FirstSize, maxBytes));

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Frame => _bytes.AsSpan(0, Length);

    /// <summary>Where the next bytes go; never empty. One byte more than the largest frame, so that a larger one is noticed.</summary>
    public Memory<byte> Free()
    {
        if (Length == _bytes.Length)
            Grow();
        return _bytes.AsMemory(Length, Math.Min(_bytes.Length, maxBytes + 1) - Length);
    }

    /// <summary>Counts bytes that were written to <see cref="Free"/>; false when the frame is now too large.</summary>
    public bool TryAdvance(int count)
    {
        Length += count;
        return Length <= maxBytes;
    }

    public void Clear() => Length = 0;

    public void Return()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
        Length = 0;
    }

    private void Grow()
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(_bytes.Length * 2);
        Frame.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
