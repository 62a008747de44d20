using System.Buffers.Binary;
using System.IO.Compression;
using Quern.Domain.MarketData;

namespace Quern.Connectors.Recordings.Tapes;

/// <summary>
/// The bytes of a gzip file of one member or several. The runtime's own gzip takes a cut file for a whole one, so the frame around the
/// packed data is read here: each member must end with the checksum and the length of what it unpacked to.
/// </summary>
/// <remarks>RFC 1952, section 2.3.</remarks>
internal sealed class GzipBytes(FileStream file) : IByteSource
{
    private const int HeaderLength = 10;
    private const int ShortestData = 2;
    private const int TrailerLength = 8;
    private readonly Watched _packed = new(file);
    private DeflateStream? _member;
    private long _dataStart;
    private uint _sum;
    private uint _length;
    private bool _isAtEnd;

    public int Read(Span<byte> into)
    {
        while (!_isAtEnd)
        {
            if (_member is null)
                OpenMember();
            int read = Unpack(into);
            _sum = Crc32.Append(_sum, into[..read]);
            _length = unchecked(_length + (uint)read);
            if (read > 0)
                return read;
            CloseMember();
        }

        return 0;
    }

    public void Dispose()
    {
        _member?.Dispose();
        file.Dispose();
    }

    private void OpenMember()
    {
        Span<byte> header = stackalloc byte[HeaderLength];
        if (file.ReadAtLeast(header, HeaderLength, throwOnEndOfStream: false) < HeaderLength)
            throw Cut();
        if (header[0] != 0x1F || header[1] != 0x8B || header[2] != 8)
            throw new InvalidDataException("the file is not packed by gzip");

        int flags = header[3];
        if ((flags & 4) != 0)
            Skip(NextByte() | NextByte() << 8);
        if ((flags & 8) != 0)
            SkipText();
        if ((flags & 16) != 0)
            SkipText();
        if ((flags & 2) != 0)
            Skip(2);
        _member = new DeflateStream(_packed, CompressionMode.Decompress, leaveOpen: true);
        _dataStart = _packed.ReadFrom = file.Position;
        (_sum, _length) = (0, 0);
    }

    private int Unpack(Span<byte> into)
    {
        try
        {
            return _member!.Read(into);
        }
        catch (InvalidDataException error)
        {
            throw new InvalidDataException("the packed file is damaged", error);
        }
    }

    // The unpacker reads ahead and keeps for itself where the data ended: somewhere in its last read, right before these eight bytes.
    private void CloseMember()
    {
        _member!.Dispose();
        _member = null;
        Span<byte> trailer = stackalloc byte[TrailerLength];
        BinaryPrimitives.WriteUInt32LittleEndian(trailer, _sum);
        BinaryPrimitives.WriteUInt32LittleEndian(trailer[4..], _length);

        long from = Math.Max(_packed.ReadFrom, _dataStart + ShortestData);
        var tail = new byte[Math.Max(0, file.Position - from) + TrailerLength + 2];
        file.Position = from;
        int held = file.ReadAtLeast(tail, tail.Length, throwOnEndOfStream: false);
        int end = EndOf(trailer, tail.AsSpan(0, held), isLast: held < tail.Length || file.Position == file.Length);
        file.Position = from + end;
        _isAtEnd = file.Position == file.Length;
    }

    // Eight zeros are also what an empty member is made of, so what follows must fit as well: another member, or nothing.
    private static int EndOf(ReadOnlySpan<byte> trailer, ReadOnlySpan<byte> tail, bool isLast)
    {
        for (int start = 0; start + TrailerLength <= tail.Length; start++)
        {
            int found = tail[start..].IndexOf(trailer);
            if (found < 0)
                break;
            start += found;
            ReadOnlySpan<byte> after = tail[(start + TrailerLength)..];
            if (after.Length == 0 ? isLast : after is [0x1F] or [0x1F, 0x8B, ..])
                return start + TrailerLength;
        }

        throw isLast ? Cut() : new InvalidDataException("the packed file is damaged: what it unpacks to is not what its checksum says");
    }

    private int NextByte() => file.ReadByte() is >= 0 and var value ? value : throw Cut();

    private void Skip(int count)
    {
        for (; count > 0; count--)
            NextByte();
    }

    private void SkipText()
    {
        while (NextByte() != 0)
        {
        }
    }

    private static InvalidDataException Cut() =>
        new("the packed file is cut or damaged: it does not end with the checksum of what it unpacks to");

    // Remembers where the last read began.
    private sealed class Watched(FileStream file) : Stream
    {
        public long ReadFrom { get; set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            long from = file.Position;
            int read = file.Read(buffer);
            if (read > 0)
                ReadFrom = from;
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
