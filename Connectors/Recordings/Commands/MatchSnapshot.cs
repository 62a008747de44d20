using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Quern.Domain.Matching;

namespace Quern.Connectors.Recordings.Commands;

/// <summary>
/// An engine's whole state as of one command, in a file of its own: 128 bytes of header, then <see cref="MatchingState"/>. Little endian:
/// <c>QSNAP001</c>, u32 version, u32 chain, i64 sequence, i64 bytes of state, 32 bytes of SHA-256 of the market's empty state, 32 bytes of
/// SHA-256 of the state, zeros, u32 CRC-32C of all before. It appears under its name only when it is whole and on the disk.
/// </summary>
internal static class MatchSnapshot
{
    private const int HeaderSize = 128;
    private const uint Version = 1;
    private const int MarketAt = 32;
    private const int HashAt = 64;
    private const int ChecksumAt = HeaderSize - sizeof(uint);
    private static readonly NumberedFiles Files = new("state-", ".qms");
    private static readonly byte[] Magic = "QSNAP001"u8.ToArray();

    public static string FileName(long sequence) => Files.NameOf(sequence);

    /// <summary>The snapshots of a folder, the newest first.</summary>
    public static List<(long Sequence, string Path)> Find(string folder)
    {
        List<(long Sequence, string Path)> found = Files.Find(folder);
        found.Reverse();
        return found;
    }

    public static void Write(string folder, IMatchingBook engine, long sequence, uint chain, ReadOnlySpan<byte> market)
    {
        var state = new ArrayBufferWriter<byte>();
        engine.WriteState(state);
        byte[] header = new byte[HeaderSize];
        Magic.CopyTo(header, 0);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(8), Version);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(12), chain);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(16), sequence);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(24), state.WrittenCount);
        market.CopyTo(header.AsSpan(MarketAt));
        SHA256.HashData(state.WrittenSpan, header.AsSpan(HashAt));
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(ChecksumAt), Crc32C.Append(0, header.AsSpan(0, ChecksumAt)));

        string path = Path.Combine(folder, FileName(sequence));
        string unfinished = path + ".new";
        using (SafeFileHandle file = File.OpenHandle(unfinished, FileMode.Create, FileAccess.Write))
        {
            RandomAccess.Write(file, header, 0);
            RandomAccess.Write(file, state.WrittenSpan, HeaderSize);
            RandomAccess.FlushToDisk(file);
        }

        File.Move(unfinished, path, overwrite: true);
    }

    /// <summary>Puts a snapshot's state into an engine, if it is whole.</summary>
    /// <returns>What is wrong with it, or null; and then the chain as of its command.</returns>
    /// <exception cref="CommandJournalException">A sound snapshot of a newer build or of another market.</exception>
    public static string? TryLoad(string path, long sequence, ReadOnlySpan<byte> market, IMatchingBook engine, out uint chain)
    {
        chain = 0;
        byte[] all = File.ReadAllBytes(path);
        if (all.Length < HeaderSize)
            return $"the snapshot has {all.Length} bytes, fewer than its header";

        ReadOnlySpan<byte> header = all.AsSpan(0, HeaderSize);
        ReadOnlySpan<byte> state = all.AsSpan(HeaderSize);
        if (!header.StartsWith(Magic) || BinaryPrimitives.ReadUInt32LittleEndian(header[ChecksumAt..]) != Crc32C.Append(0, header[..ChecksumAt]))
            return "the snapshot's header fails its checksum";
        RefuseOthers(header, Path.GetFileName(path), market);
        if (BinaryPrimitives.ReadInt64LittleEndian(header[16..]) != sequence)
            return "the snapshot is not of the command that its name says";
        if (BinaryPrimitives.ReadInt64LittleEndian(header[24..]) != state.Length)
            return $"the snapshot holds {state.Length} bytes of state where its header says {BinaryPrimitives.ReadInt64LittleEndian(header[24..])}";
        if (!header.Slice(HashAt, SHA256.HashSizeInBytes).SequenceEqual(SHA256.HashData(state)))
            return "the snapshot's state fails its hash";

        try
        {
            engine.ReadState(state);
        }
        catch (InvalidDataException refused)
        {
            return $"the engine refuses the snapshot's state: {refused.Message}";
        }

        chain = BinaryPrimitives.ReadUInt32LittleEndian(header[12..]);
        return null;
    }

    private static void RefuseOthers(ReadOnlySpan<byte> header, string file, ReadOnlySpan<byte> market)
    {
        uint version = BinaryPrimitives.ReadUInt32LittleEndian(header[8..]);
        if (version != Version)
            throw new CommandJournalException(file, $"written by another build (version {version}, this build reads {Version}); run that build");
        if (!header.Slice(MarketAt, SHA256.HashSizeInBytes).SequenceEqual(market))
            throw new CommandJournalException(file, "written for a market with other rules; open it with an engine of those rules");
    }
}
