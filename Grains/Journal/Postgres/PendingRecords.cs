namespace Quern.Grains.Journal.Postgres;

/// <summary>Records that wait to be written as one group: one block of bytes and the place of each in it. Reused; its holder locks.</summary>
internal sealed class PendingRecords
{
    private byte[] _bytes = new byte[1 << 16];
    private int[] _starts = new int[256];
    private int[] _lengths = new int[256];

    public int Count { get; private set; }

    public int Size { get; private set; }

    /// <summary>When its first record was appended.</summary>
    public long Since { get; private set; }

    public ReadOnlyMemory<byte> Bytes => _bytes.AsMemory(0, Size);

    /// <summary>Where each record begins, counted from 1 as SQL does.</summary>
    public ArraySegment<int> Starts => new(_starts, 0, Count);

    public ArraySegment<int> Lengths => new(_lengths, 0, Count);

    public void Add(ReadOnlySpan<byte> record, long now)
    {
        if (Count == 0)
            Since = now;
        if (Size + record.Length > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Size + record.Length));
        if (Count == _starts.Length)
        {
            Array.Resize(ref _starts, Count * 2);
            Array.Resize(ref _lengths, Count * 2);
        }

        record.CopyTo(_bytes.AsSpan(Size));
        _starts[Count] = Size + 1;
        _lengths[Count] = record.Length;
        Size += record.Length;
        Count++;
    }

    public ReadOnlySpan<byte> this[int index] => _bytes.AsSpan(_starts[index] - 1, _lengths[index]);

    public void Clear()
    {
        Count = 0;
        Size = 0;
    }
}
