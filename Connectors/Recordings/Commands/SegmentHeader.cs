using System.Buffers.Binary;
using System.Security.Cryptography;
using Quern.Domain.Matching;

namespace Quern.Connectors.Recordings.Commands;

/// <summary>
/// The first 128 bytes of a segment, little endian: <c>QCMDS001</c>, u32 version, u32 bytes of a record, i64 first sequence, 32 bytes of
/// SHA-256 of the market's empty state, zeros, u32 CRC-32C of all before. The name repeats the first sequence, so that a segment whose header
/// is damaged can still be read: its records prove themselves.
/// </summary>
internal static class SegmentHeader
{
    public const int Size = 128;
    private const uint Version = 1;
    private const int MarketAt = 24;
    private const int ChecksumAt = Size - sizeof(uint);
    private static readonly NumberedFiles Files = new("commands-", ".qcj");
    private static readonly byte[] Magic = "QCMDS001"u8.ToArray();

    public static string FileName(long first) => Files.NameOf(first);

    /// <summary>The segments of a folder by their first sequence, ascending.</summary>
    public static List<(long First, string Path)> Find(string folder) => Files.Find(folder);

    /// <summary>What tells one market from another: the hash of its state before any command, which holds its rules.</summary>
    public static byte[] MarketOf(IMatchingBook empty) => Convert.FromHexString(empty.StateHash());

    public static void Write(Span<byte> header, long first, ReadOnlySpan<byte> market)
    {
        header[..Size].Clear();
        Magic.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header[8..], Version);
        BinaryPrimitives.WriteInt32LittleEndian(header[12..], CommandRecord.Size);
        BinaryPrimitives.WriteInt64LittleEndian(header[16..], first);
        market[..SHA256.HashSizeInBytes].CopyTo(header[MarketAt..]);
        BinaryPrimitives.WriteUInt32LittleEndian(header[ChecksumAt..], Crc32C.Append(0, header[..ChecksumAt]));
    }

    /// <summary>What is damaged in a header; null when nothing is.</summary>
    /// <exception cref="CommandJournalException">A sound header of a newer build or of another market.</exception>
    public static string? Damage(ReadOnlySpan<byte> header, string file, long first, ReadOnlySpan<byte> market)
    {
        if (header.Length < Size)
            return $"the header has {header.Length} of {Size} bytes";
        if (!header.StartsWith(Magic) || BinaryPrimitives.ReadUInt32LittleEndian(header[ChecksumAt..]) != Crc32C.Append(0, header[..ChecksumAt]))
            return "the header fails its checksum";

        uint version = BinaryPrimitives.ReadUInt32LittleEndian(header[8..]);
        if (version != Version || BinaryPrimitives.ReadInt32LittleEndian(header[12..]) != CommandRecord.Size)
            throw new CommandJournalException(file, $"written by another build (version {version}, this build reads {Version}); run that build");
        if (!header.Slice(MarketAt, SHA256.HashSizeInBytes).SequenceEqual(market))
            throw new CommandJournalException(file, "written for a market with other rules; open it with an engine of those rules");
        long told = BinaryPrimitives.ReadInt64LittleEndian(header[16..]);
        if (told != first)
            throw new CommandJournalException(file, $"begins with command {told}, which is not what its name says; give it back its name");
        return null;
    }
}
