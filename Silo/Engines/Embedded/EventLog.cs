using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Quern.Connectors.Simulated;
using Quern.Engine.Simulation;

namespace Quern.Silo.Engines;

/// <summary>
/// Folds a simulated run into one hash: every delivered message, every event of the venue, every journal record, as canonical bytes in the
/// order in which they happened. The first of them can be kept as text, so that two runs can be told apart.
/// </summary>
/// <param name="keep">How many events are kept as text. Default none.</param>
public sealed class EventLog(int keep = 0) : ITraceObserver, IVenueObserver, IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly List<string> _kept = [];
    private readonly byte[] _head = new byte[512];

    // The hash is handed pages: a call of it costs more than hashing one event.
    private readonly byte[] _page = new byte[1 << 16];
    private int _used;

    /// <summary>Events so far.</summary>
    public long Count { get; private set; }

    /// <summary>The first events, in words.</summary>
    public IReadOnlyList<string> Kept => _kept;

    /// <summary>SHA-256 so far, as hexadecimal digits.</summary>
    public string Hash
    {
        get
        {
            HandOver();
            return Convert.ToHexStringLower(_hash.GetCurrentHash());
        }
    }

    /// <summary>The first event in which two runs differ, one line of each; null when all that was kept is equal.</summary>
    public static string? FirstDifference(EventLog one, EventLog other)
    {
        for (int index = 0; index < Math.Max(one._kept.Count, other._kept.Count); index++)
        {
            string left = one._kept.ElementAtOrDefault(index) ?? "(nothing more)";
            string right = other._kept.ElementAtOrDefault(index) ?? "(nothing more)";
            if (left != right)
                return string.Create(CultureInfo.InvariantCulture, $"event {index}:{Environment.NewLine}  {left}{Environment.NewLine}  {right}");
        }

        return null;
    }

    /// <inheritdoc/>
    public void OnMessage(in DeliveredMessage message)
    {
        Span<byte> head = _head;
        BinaryPrimitives.WriteInt64LittleEndian(head, message.TimeNs);
        head[8] = 1;
        int length = 9;
        Add(head, message.Silo, '|', ref length);
        if (message.Source is { } source)
            Add(head, source, ref length);
        Add(head, "", '|', ref length);
        Add(head, message.Target, ref length);
        Add(head, "", '|', ref length);
        Add(head, message.Method, '|', ref length);
        Fold(head[..length], message.Arguments);
        if (_kept.Count < keep)
            _kept.Add($"message {message.ToString()}");
    }

    /// <inheritdoc/>
    public void OnEvent(ReadOnlySpan<byte> canonical)
    {
        Fold([2], canonical);
        if (_kept.Count < keep)
            _kept.Add($"venue {Convert.ToHexString(canonical)}");
    }

    /// <summary>A journal record was appended.</summary>
    public void OnRecord(string journal, int epoch, ReadOnlyMemory<byte> record)
    {
        Span<byte> head = _head;
        BinaryPrimitives.WriteInt64LittleEndian(head, epoch);
        head[8] = 3;
        int length = 9 + Encoding.UTF8.GetBytes(journal, head[9..]);
        Fold(head[..length], record.Span);
        if (_kept.Count < keep)
            _kept.Add($"record {journal} {epoch} {Convert.ToHexString(record.Span)}");
    }

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();

    private static void Add(Span<byte> head, GrainId grain, ref int length)
    {
        Add(head, grain.Type.Value.ToString(), '/', ref length);
        length += Encoding.UTF8.GetBytes(grain.Key.ToString(), head[length..]);
    }

    private static void Add(Span<byte> head, string text, char end, ref int length)
    {
        length += Encoding.UTF8.GetBytes(text, head[length..]);
        head[length++] = (byte)end;
    }

    private void Fold(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body)
    {
        // The lengths part one event from the next.
        Span<byte> lengths = stackalloc byte[8];
        BinaryPrimitives.WriteInt32LittleEndian(lengths, head.Length);
        BinaryPrimitives.WriteInt32LittleEndian(lengths[4..], body.Length);
        Append(lengths);
        Append(head);
        Append(body);
        Count++;
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _page.Length - _used)
            HandOver();
        if (bytes.Length > _page.Length)
        {
            _hash.AppendData(bytes);
            return;
        }

        bytes.CopyTo(_page.AsSpan(_used));
        _used += bytes.Length;
    }

    private void HandOver()
    {
        _hash.AppendData(_page.AsSpan(0, _used));
        _used = 0;
    }
}
