using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;
using Quern.Domain.Matching;

namespace Quern.Connectors.Recordings.Commands;

/// <summary>
/// One file of a command journal, mapped into memory for writing: what is copied there is the kernel's, and survives the death of this
/// process. Its whole space is claimed when it is created, so that a full disk is refused then and not in the middle of a command.
/// </summary>
internal sealed class CommandSegment : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly MemoryMappedFile _map;
    private readonly MemoryMappedViewAccessor _view;
    private readonly long _size;

    private CommandSegment(SafeFileHandle file, long size, long end)
    {
        (_file, _size, End) = (file, size, end);
        _map = MemoryMappedFile.CreateFromFile(file, null, size, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: true);
        _view = _map.CreateViewAccessor(0, size, MemoryMappedFileAccess.ReadWrite);
    }

    /// <summary>Offset of the next record.</summary>
    public long End { get; private set; }

    public bool IsFull => End + CommandRecord.Size > _size;

    public static CommandSegment Create(string folder, long first, long size, ReadOnlySpan<byte> market)
    {
        string path = Path.Combine(folder, SegmentHeader.FileName(first));
        SafeFileHandle file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read, FileOptions.None, size);
        RandomAccess.SetLength(file, size);
        Span<byte> header = stackalloc byte[SegmentHeader.Size];
        SegmentHeader.Write(header, first, market);
        RandomAccess.Write(file, header, 0);
        return new(file, size, SegmentHeader.Size);
    }

    /// <summary>Goes on writing at an offset.</summary>
    /// <param name="path">The file.</param>
    /// <param name="end">Where the next record belongs.</param>
    /// <param name="size">The size it has when it is whole.</param>
    /// <param name="isClean">False when something lies behind the end: it is wiped, so that no record of another past follows a new one.</param>
    public static CommandSegment Reopen(string path, long end, long size, bool isClean)
    {
        SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
        long length = RandomAccess.GetLength(file);
        if (!isClean || length < size)
        {
            RandomAccess.SetLength(file, end);
            size = Math.Max(size, length);
            Reserve(file, end, size);
        }

        return new(file, Math.Max(size, length), end);
    }

    /// <returns>The chain after the record.</returns>
    public uint Append(long sequence, uint chain, in MatchCommand command)
    {
        Span<byte> record = stackalloc byte[CommandRecord.Size];
        chain = CommandRecord.Write(record, sequence, chain, in command);
        _view.SafeMemoryMappedViewHandle.WriteSpan<byte>((ulong)End, record);
        End += CommandRecord.Size;
        return chain;
    }

    public void FlushToDisk() => RandomAccess.FlushToDisk(_file);

    public void Dispose()
    {
        _view.Dispose();
        _map.Dispose();
        _file.Dispose();
    }

    // Written zeros claim the space that a file made longer only promises.
    private static void Reserve(SafeFileHandle file, long from, long to)
    {
        byte[] zeros = new byte[64 * 1024];
        for (long offset = from; offset < to; offset += zeros.Length)
            RandomAccess.Write(file, zeros.AsSpan(0, (int)Math.Min(zeros.Length, to - offset)), offset);
    }
}
