using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace Quern.Grains.Journal.Files;

/// <summary>Reads one segment record by record through a window: memory does not grow with the file.</summary>
internal sealed class SegmentReader : IDisposable
{
    private const int Window = 1 << 18;
    private readonly SafeFileHandle _file;
    private readonly byte[] _hash = [];
    private byte[] _window = new byte[Window];
    private long _windowAt;
    private int _windowSize;

    /// <summary>Opens a file and reads its header.</summary>
    /// <exception cref="JournalException">It is of another build or another journal, or can't be opened.</exception>
    public SegmentReader(string path, string name)
    {
        Path = path;
        try
        {
            _file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (IOException error)
        {
            throw new JournalException($"{path} can't be read: {error.Message}", error);
        }

        Length = RandomAccess.GetLength(_file);
        int header = (int)Math.Min(Length, SegmentHeader.Size);
        Damage = SegmentHeader.Read(Bytes(0, header), path, name, out SegmentHeader read, out _hash);
        Header = read;
        Offset = Damage is null ? SegmentHeader.Size : 0;
    }

    public string Path { get; }

    public SegmentHeader Header { get; }

    /// <summary>The hash that the first group goes on from.</summary>
    public ReadOnlySpan<byte> HashBefore => _hash;

    /// <summary>Bytes of the file.</summary>
    public long Length { get; }

    /// <summary>Where the next record, the end or the damage is.</summary>
    public long Offset { get; private set; }

    /// <summary>What is wrong at <see cref="Offset"/>; null when nothing.</summary>
    public string? Damage { get; private set; }

    /// <summary>True when there is nothing but zeros: a file that was claimed and never begun.</summary>
    public bool IsBlank => Damage is not null && Offset == 0 && !HasContentFrom(0);

    /// <summary>The next record or seal.</summary>
    /// <param name="bytes">Valid until the next call.</param>
    /// <param name="isSeal">True for a seal.</param>
    /// <returns>False at the end or at the first damage.</returns>
    public bool TryRead(out ReadOnlyMemory<byte> bytes, out bool isSeal)
    {
        bytes = default;
        isSeal = false;
        if (Damage is not null || Offset + JournalSegment.FrameSize > Length)
            return false;

        ReadOnlySpan<byte> frame = Bytes(Offset, JournalSegment.FrameSize);
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(frame);
        uint checksum = BinaryPrimitives.ReadUInt32LittleEndian(frame[4..]);
        if (length == 0)
            return false;

        int size = (int)(length & ~JournalSegment.SealFlag);
        if (size > Length - Offset - JournalSegment.FrameSize)
            return Fail($"the record claims {size} bytes, more than the file has");

        ReadOnlyMemory<byte> record = Memory(Offset + JournalSegment.FrameSize, size);
        if (Checksum.Of(record.Span) != checksum)
            return Fail("the record fails its checksum");

        bytes = record;
        isSeal = (length & JournalSegment.SealFlag) != 0;
        Offset += JournalSegment.FrameSize + size;
        return true;
    }

    /// <summary>After the last record of a run that nobody closed: what is wrong with what follows, or null.</summary>
    public string? CheckEnd()
    {
        if (Damage is null && Length < Header.SegmentBytes)
            Damage = $"the file ends at {Length}, it was made with {Header.SegmentBytes} bytes";
        if (Damage is null && HasContentFrom(Offset))
            Damage = "there is something behind the end mark";
        return Damage;
    }

    public void Dispose() => _file.Dispose();

    private bool Fail(string damage)
    {
        Damage = damage;
        return false;
    }

    private bool HasContentFrom(long offset)
    {
        for (long at = offset; at < Length; at += Window)
        {
            if (Bytes(at, (int)Math.Min(Window, Length - at)).ContainsAnyExcept((byte)0))
                return true;
        }

        return false;
    }

    private ReadOnlySpan<byte> Bytes(long offset, int count) => Memory(offset, count).Span;

    private ReadOnlyMemory<byte> Memory(long offset, int count)
    {
        if (offset < _windowAt || offset + count > _windowAt + _windowSize)
            Load(offset, count);
        return _window.AsMemory((int)(offset - _windowAt), Math.Min(count, (int)(_windowAt + _windowSize - offset)));
    }

    private void Load(long offset, int count)
    {
        if (count > _window.Length)
            _window = new byte[count * 2];
        _windowAt = offset;
        _windowSize = 0;
        while (_windowSize < _window.Length)
        {
            int read = RandomAccess.Read(_file, _window.AsSpan(_windowSize), offset + _windowSize);
            if (read == 0)
                break;
            _windowSize += read;
        }
    }
}
