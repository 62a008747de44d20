using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace Quern.Grains.Journal.Files;

/// <summary>Snapshots beside a journal: <c>sequence.snapshot</c> with magic, sequence, SHA-256 and the state. The two newest are kept.</summary>
internal static class SnapshotFiles
{
    private const int HashAt = 16;
    private const int StateAt = HashAt + SHA256.HashSizeInBytes;
    private const int Kept = 2;

    private static ReadOnlySpan<byte> Magic => "QUERNS01"u8;

    /// <exception cref="IOException">There is no room.</exception>
    public static void Write(string folder, JournalSnapshot snapshot)
    {
        byte[] bytes = new byte[StateAt + snapshot.State.Length];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8), snapshot.Sequence);
        snapshot.State.Span.CopyTo(bytes.AsSpan(StateAt));
        HashOf(bytes).CopyTo(bytes, HashAt);

        string path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{snapshot.Sequence:D15}.snapshot"));
        string unfinished = path + ".new";
        using (var file = new FileStream(unfinished, FileMode.Create, FileAccess.Write))
        {
            file.Write(bytes);
            file.Flush(flushToDisk: true);
        }

        File.Move(unfinished, path, overwrite: true);
        foreach (string old in Newest(folder).Skip(Kept))
            File.Delete(old);
    }

    /// <summary>The newest whole snapshot that lies within the records; null when there is none.</summary>
    public static JournalSnapshot? Read(string folder, long lastSequence)
    {
        foreach (string path in Newest(folder))
        {
            byte[] bytes = File.ReadAllBytes(path);
            bool isWhole = bytes.Length >= StateAt && bytes.AsSpan().StartsWith(Magic)
                && bytes.AsSpan(HashAt, SHA256.HashSizeInBytes).SequenceEqual(HashOf(bytes));
            if (isWhole && BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(8)) is var sequence && sequence <= lastSequence)
                return new(sequence, bytes.AsMemory(StateAt));
        }

        return null;
    }

    private static byte[] HashOf(byte[] bytes)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(bytes.AsSpan(0, HashAt));
        hash.AppendData(bytes.AsSpan(StateAt));
        return hash.GetHashAndReset();
    }

    private static IEnumerable<string> Newest(string folder) =>
        Directory.GetFiles(folder, "*.snapshot").OrderByDescending(path => path, StringComparer.Ordinal);
}
