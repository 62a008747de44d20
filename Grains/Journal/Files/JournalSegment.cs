using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;

namespace Quern.Grains.Journal.Files;

/// <summary>
/// One file of a journal, mapped into memory: what is copied there is the kernel's, and survives the death of this process. After the header
/// come records of <c>u32 length, u32 crc32c, bytes</c>, little endian; a length with the top bit set is a seal, the hash of its group; a
/// length of zero is the end.
/// </summary>
internal sealed unsafe class JournalSegment : IDisposable
{
    public const int FrameSize = 8;
    public const uint SealFlag = 1u << 31;

    private readonly SafeFileHandle _file;
    private readonly JournalDisk _disk;
    private readonly MemoryMappedFile _map;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _base;
    private readonly long _size;
    private readonly byte[] _hashBefore = new byte[GroupChain.Size];
    private SegmentHeader _header;
    private GroupChain? _chain;

    /// <summary>Claims a file; it is no part of the journal before <see cref="Begin"/>.</summary>
    /// <exception cref="IOException">There is no room.</exception>
    public JournalSegment(JournalDisk disk, string path, long size)
    {
        _size = size;
        _disk = disk;
        Path = path;
        _file = disk.Claim(path, size);
        _map = MemoryMappedFile.CreateFromFile(_file, null, size, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: true);
        _view = _map.CreateViewAccessor(0, size, MemoryMappedFileAccess.ReadWrite);
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _base);
    }

    public string Path { get; }

    /// <summary>Offset of the next record.</summary>
    public long End { get; private set; }

    /// <summary>True once half of it is used: time to claim the next one.</summary>
    public bool IsHalfFull => End > _size / 2;

    /// <summary>True when a record of that length, its seal and the end mark still fit.</summary>
    public bool Fits(int length) => End + FrameSize + length + FrameSize + GroupChain.Size + FrameSize <= _size;

    /// <summary>Makes it part of the journal.</summary>
    /// <param name="header">Whose it is.</param>
    /// <param name="chain">The groups go on from here.</param>
    public void Begin(in SegmentHeader header, GroupChain chain)
    {
        _chain = chain;
        _header = header;
        chain.Last.CopyTo(_hashBefore);
        header.Write(At(0, SegmentHeader.Size), _hashBefore);
        End = SegmentHeader.Size;
    }

    public void Append(ReadOnlySpan<byte> record)
    {
        Write((uint)record.Length, record);
        _chain!.Add(record);
    }

    /// <summary>Closes the group of records since the last seal.</summary>
    public void Seal()
    {
        if (_chain is { Open: > 0 } chain)
            Write(SealFlag | GroupChain.Size, chain.Close());
    }

    /// <exception cref="IOException">The disk failed.</exception>
    public void FlushToDisk() => _disk.Flush(_file);

    /// <summary>Lets go of the memory, then gives back the space behind the end, or the whole file when it never began.</summary>
    public void Close()
    {
        // A file that is as long as its header says was not cut by an accident.
        if (_chain is not null)
            (_header with { SegmentBytes = End }).Write(At(0, SegmentHeader.Size), _hashBefore);
        Unmap();
        if (_chain is null)
            File.Delete(Path);
        else
            RandomAccess.SetLength(_file, End);
        _file.Dispose();
    }

    /// <summary>Lets go and leaves the file as it is.</summary>
    public void Dispose()
    {
        Unmap();
        _file.Dispose();
    }

    private void Unmap()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _map.Dispose();
    }

    private void Write(uint length, ReadOnlySpan<byte> bytes)
    {
        Span<byte> frame = At(End, FrameSize + bytes.Length);
        bytes.CopyTo(frame[FrameSize..]);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[4..], Checksum.Of(bytes));
        // The length is last: a record whose length is there is whole, whatever kills this process.
        Volatile.Write(ref *(uint*)(_base + End), length);
        End += FrameSize + bytes.Length;
    }

    private Span<byte> At(long offset, int length) => new(_base + offset, length);
}
