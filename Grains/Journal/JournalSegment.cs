using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Quern.Grains.Journal;

/// <summary>
/// One file of a journal, mapped into memory: what is copied there is the kernel's, and survives the death of this process. Layout, little
/// endian: 512 bytes of header (magic, version, epoch, index, name), then records of <c>u32 length, u32 crc32c, bytes</c>; a length with
/// the top bit set is a seal, the SHA-256 of all records since the seal before; a length of zero is the end.
/// </summary>
internal sealed unsafe class JournalSegment : IDisposable
{
    public const int HeaderSize = 512;
    public const int FrameSize = 8;
    private const uint SealFlag = 1u << 31;
    private const int Version = 1;
    private static readonly byte[] Magic = "QUERNJ01"u8.ToArray();

    private readonly SafeFileHandle _file;
    private readonly MemoryMappedFile _map;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _base;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly long _size;
    private int _unsealed;

    /// <summary>Creates a file and claims all of its space on the disk, so that a full disk is refused here and not in the middle of a write.</summary>
    public JournalSegment(string path, string name, int epoch, int index, long size)
    {
        _size = size;
        _file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read, FileOptions.None, preallocationSize: size);
        RandomAccess.SetLength(_file, size);
        _map = MemoryMappedFile.CreateFromFile(_file, null, size, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: true);
        _view = _map.CreateViewAccessor(0, size, MemoryMappedFileAccess.ReadWrite);
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _base);
        WriteHeader(At(0, HeaderSize), name, epoch, index);
        End = HeaderSize;
    }

    /// <summary>Offset of the next record.</summary>
    public long End { get; private set; }

    /// <summary>True when a record of that length, its seal and the end mark still fit.</summary>
    public bool Fits(int length) => End + FrameSize + length + FrameSize + SHA256.HashSizeInBytes + FrameSize <= _size;

    public void Append(ReadOnlySpan<byte> record)
    {
        Write((uint)record.Length, record);
        _hash.AppendData(record);
        _unsealed++;
    }

    /// <summary>Closes the group of records since the last seal.</summary>
    public void Seal()
    {
        if (_unsealed == 0)
            return;

        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        _hash.GetHashAndReset(digest);
        Write(SealFlag | (uint)digest.Length, digest);
        _unsealed = 0;
    }

    public void FlushToDisk() => RandomAccess.FlushToDisk(_file);

    public void Dispose()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _map.Dispose();
        _file.Dispose();
        _hash.Dispose();
    }

    private void Write(uint length, ReadOnlySpan<byte> bytes)
    {
        Span<byte> frame = At(End, FrameSize + bytes.Length);
        bytes.CopyTo(frame[FrameSize..]);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[4..], Crc32C(bytes));
        // The length is last: a record whose length is there is whole, whatever kills this process.
        Volatile.Write(ref *(uint*)(_base + End), length);
        End += FrameSize + bytes.Length;
    }

    private Span<byte> At(long offset, int length) => new(_base + offset, length);

    /// <summary>Reads a segment's records up to its end or its first damage.</summary>
    /// <returns>The epoch, and what is wrong with the tail, or null.</returns>
    public static (int Epoch, string? Damage) Read(string path, string name, List<JournalLine> lines)
    {
        byte[] all = File.ReadAllBytes(path);
        (int epoch, string? refusal) = ReadHeader(all, name);
        if (refusal is not null)
            throw new JournalException($"{path}: {refusal}");

        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int offset = HeaderSize; offset + FrameSize <= all.Length;)
        {
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(all.AsSpan(offset));
            if (length == 0)
                return (epoch, null);

            int size = (int)(length & ~SealFlag);
            if (size > all.Length - offset - FrameSize)
                return (epoch, $"the record at offset {offset} claims {size} bytes, more than the file has");

            ReadOnlyMemory<byte> record = all.AsMemory(offset + FrameSize, size);
            if (Crc32C(record.Span) != BinaryPrimitives.ReadUInt32LittleEndian(all.AsSpan(offset + 4)))
                return (epoch, $"the record at offset {offset} fails its checksum");

            if ((length & SealFlag) == 0)
            {
                hash.AppendData(record.Span);
                lines.Add(new(epoch, record));
            }
            else if (!record.Span.SequenceEqual(hash.GetHashAndReset()))
            {
                return (epoch, $"the seal at offset {offset} does not match its records");
            }

            offset += FrameSize + size;
        }

        return (epoch, null);
    }

    private static void WriteHeader(Span<byte> header, string name, int epoch, int index)
    {
        Magic.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], Version);
        BinaryPrimitives.WriteInt32LittleEndian(header[12..], epoch);
        BinaryPrimitives.WriteInt32LittleEndian(header[16..], index);
        int length = Encoding.UTF8.GetBytes(name, header[24..(HeaderSize - 4)]);
        BinaryPrimitives.WriteInt32LittleEndian(header[20..], length);
        BinaryPrimitives.WriteUInt32LittleEndian(header[(HeaderSize - 4)..], Crc32C(header[..(HeaderSize - 4)]));
    }

    private static (int Epoch, string? Refusal) ReadHeader(ReadOnlySpan<byte> file, string name)
    {
        if (file.Length < HeaderSize || !file.StartsWith(Magic))
            return (0, "this is not a journal segment");

        ReadOnlySpan<byte> header = file[..HeaderSize];
        if (Crc32C(header[..(HeaderSize - 4)]) != BinaryPrimitives.ReadUInt32LittleEndian(header[(HeaderSize - 4)..]))
            return (0, "the header fails its checksum; restore the file from a copy, or move the journal away to start anew");

        int version = BinaryPrimitives.ReadInt32LittleEndian(header[8..]);
        if (version > Version)
            return (0, $"written by a newer build (journal version {version}, this build reads up to {Version}); run that build");

        string owner = Encoding.UTF8.GetString(header.Slice(24, BinaryPrimitives.ReadInt32LittleEndian(header[20..])));
        if (owner != name)
            return (0, $"belongs to '{owner}', not to '{name}'");

        return (BinaryPrimitives.ReadInt32LittleEndian(header[12..]), null);
    }

    private static uint Crc32C(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (byte one in bytes)
            crc = BitOperations.Crc32C(crc, one);
        return ~crc;
    }
}
