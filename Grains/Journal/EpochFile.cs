using System.IO.MemoryMappedFiles;

namespace Quern.Grains.Journal;

/// <summary>
/// The newest owner's epoch, in a file that owners of one machine share and hold mapped: asking whether one is still the owner costs a
/// memory read, and so every append asks.
/// </summary>
internal sealed unsafe class EpochFile : IDisposable
{
    private const int Size = 4096;
    private readonly FileStream _file;
    private readonly MemoryMappedFile _map;
    private readonly MemoryMappedViewAccessor _view;
    private readonly int* _epoch;

    private EpochFile(FileStream file)
    {
        _file = file;
        if (file.Length < Size)
            file.SetLength(Size);
        _map = MemoryMappedFile.CreateFromFile(file, null, Size, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: true);
        _view = _map.CreateViewAccessor(0, Size, MemoryMappedFileAccess.ReadWrite);
        byte* start = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        _epoch = (int*)start;
    }

    /// <summary>The newest owner's epoch.</summary>
    public int Newest => Volatile.Read(ref *_epoch);

    public static EpochFile Open(string path, string name)
    {
        try
        {
            return new(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite));
        }
        catch (IOException error)
        {
            throw new JournalException($"The journal of '{name}' can't be opened at {path}: {error.Message}", error);
        }
    }

    /// <summary>Becomes the owner: one above the newest epoch anybody knows, on the disk before it returns.</summary>
    /// <param name="atLeast">The highest epoch seen in the segments: a lost epoch file must not bring an old number back.</param>
    public int Raise(int atLeast)
    {
        while (true)
        {
            int seen = Newest;
            int mine = Math.Max(seen, atLeast) + 1;
            if (Interlocked.CompareExchange(ref *_epoch, mine, seen) != seen)
                continue;

            _view.Flush();
            _file.Flush(flushToDisk: true);
            return mine;
        }
    }

    public void Dispose()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _map.Dispose();
        _file.Dispose();
    }
}
