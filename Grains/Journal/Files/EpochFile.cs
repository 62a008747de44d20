using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;
using System.Text;
using Quern.Grains.Leases;

namespace Quern.Grains.Journal.Files;

/// <summary>
/// The newest owner's epoch and its lease, in a file that owners of one machine share and hold mapped: asking whether one is still the owner
/// costs a memory read, and so every append asks. Each epoch has a slot of its own for its lease, so that a stale owner overwrites nobody's.
/// </summary>
internal sealed unsafe class EpochFile : IDisposable
{
    private const int Size = 4096;
    private const int SlotSize = 128;
    private const int FirstSlot = SlotSize;
    private const int Slots = Size / SlotSize - 1;
    private const int OwnerAt = 48;
    private const int MaxOwner = SlotSize - OwnerAt;
    private const int TornReads = 100;
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
            return new(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
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

    /// <summary>The lease of the newest epoch that has one; null when none has.</summary>
    public LeaseRecord? ReadLease()
    {
        LeaseRecord? newest = null;
        for (int index = 0; index < Slots; index++)
        {
            if (ReadSlot(index) is { } lease && lease.Epoch > (newest?.Epoch ?? 0))
                newest = lease;
        }

        return newest;
    }

    public void WriteLease(LeaseRecord lease)
    {
        Span<byte> slot = Slot(lease.Epoch % Slots);
        BinaryPrimitives.WriteUInt32LittleEndian(slot, 0);
        Interlocked.MemoryBarrier();
        slot[sizeof(uint)..].Clear();
        BinaryPrimitives.WriteInt32LittleEndian(slot[4..], lease.Epoch);
        BinaryPrimitives.WriteInt64LittleEndian(slot[8..], lease.Renewals);
        BinaryPrimitives.WriteInt64LittleEndian(slot[16..], lease.Duration.Ticks);
        BinaryPrimitives.WriteInt64LittleEndian(slot[24..], lease.LongestExpiry.Ticks);
        BinaryPrimitives.WriteInt64LittleEndian(slot[32..], lease.ClockError.Ticks);
        slot[40] = lease.IsReleased ? (byte)1 : (byte)0;
        slot[41] = (byte)(Encoding.UTF8.TryGetBytes(lease.Owner, slot[OwnerAt..], out int length) ? length : 0);
        Interlocked.MemoryBarrier();
        BinaryPrimitives.WriteUInt32LittleEndian(slot, Checksum.Of(slot[sizeof(uint)..]));
    }

    public void Dispose()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _map.Dispose();
        _file.Dispose();
    }

    // A slot that is being written fails its checksum for a moment.
    private LeaseRecord? ReadSlot(int index)
    {
        Span<byte> slot = stackalloc byte[SlotSize];
        for (int attempt = 0; attempt < TornReads; attempt++)
        {
            Slot(index).CopyTo(slot);
            int epoch = BinaryPrimitives.ReadInt32LittleEndian(slot[4..]);
            if (epoch == 0)
                return null;
            if (Checksum.Of(slot[sizeof(uint)..]) != BinaryPrimitives.ReadUInt32LittleEndian(slot))
                continue;
            return new(
                epoch, Encoding.UTF8.GetString(slot.Slice(OwnerAt, Math.Min((int)slot[41], MaxOwner))),
                new(BinaryPrimitives.ReadInt64LittleEndian(slot[16..])), new(BinaryPrimitives.ReadInt64LittleEndian(slot[24..])),
                new(BinaryPrimitives.ReadInt64LittleEndian(slot[32..])), BinaryPrimitives.ReadInt64LittleEndian(slot[8..]), slot[40] == 1);
        }

        return null;
    }

    private Span<byte> Slot(int index) => new((byte*)_epoch + FirstSlot + index * SlotSize, SlotSize);
}
