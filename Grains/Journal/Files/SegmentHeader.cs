using System.Buffers.Binary;
using System.Text;

namespace Quern.Grains.Journal.Files;

/// <summary>The first 512 bytes of a segment: magic, version, epoch, index, the name's length, size, the hash before, name, CRC-32C. Little endian.</summary>
internal readonly record struct SegmentHeader(string Name, int Epoch, int Index, long SegmentBytes)
{
    public const int Size = 512;
    private const int Version = 2;
    private const int HashAt = 32;
    private const int NameAt = HashAt + GroupChain.Size;
    private const int ChecksumAt = Size - sizeof(uint);

    /// <summary>The longest name that fits, in bytes of UTF-8.</summary>
    public const int MaxName = ChecksumAt - NameAt;

    private static ReadOnlySpan<byte> Magic => "QUERNJ01"u8;

    /// <param name="header">At least <see cref="Size"/> bytes.</param>
    /// <param name="hash">The hash that the segment's first group goes on from.</param>
    public void Write(Span<byte> header, ReadOnlySpan<byte> hash)
    {
        Magic.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], Version);
        BinaryPrimitives.WriteInt32LittleEndian(header[12..], Epoch);
        BinaryPrimitives.WriteInt32LittleEndian(header[16..], Index);
        BinaryPrimitives.WriteInt64LittleEndian(header[24..], SegmentBytes);
        hash.CopyTo(header[HashAt..]);
        int length = Encoding.UTF8.GetBytes(Name, header[NameAt..ChecksumAt]);
        BinaryPrimitives.WriteInt32LittleEndian(header[20..], length);
        BinaryPrimitives.WriteUInt32LittleEndian(header[ChecksumAt..], Checksum.Of(header[..ChecksumAt]));
    }

    /// <summary>Reads a header.</summary>
    /// <param name="bytes">What the file begins with.</param>
    /// <param name="path">For messages.</param>
    /// <param name="name">The journal that it must belong to.</param>
    /// <param name="header">What it says.</param>
    /// <param name="hash">The hash that the first group goes on from.</param>
    /// <returns>What is damaged, or null.</returns>
    /// <exception cref="JournalException">It is whole, but of another build or another journal.</exception>
    public static string? Read(ReadOnlySpan<byte> bytes, string path, string name, out SegmentHeader header, out byte[] hash)
    {
        header = default;
        hash = [];
        if (bytes.Length < Size || !bytes.StartsWith(Magic))
            return "the file does not begin as a journal segment";

        int version = BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]);
        if (version > Version)
            throw new JournalException($"{path} was written by a newer build (journal version {version}, this build reads version {Version}): run that build.");
        if (Checksum.Of(bytes[..ChecksumAt]) != BinaryPrimitives.ReadUInt32LittleEndian(bytes[ChecksumAt..]))
            return "the header fails its checksum";
        if (version < Version)
            throw new JournalException($"{path} was written by a build before the first release (journal version {version}): move the journal's folder away; orders and positions are read from the venue.");

        int length = BinaryPrimitives.ReadInt32LittleEndian(bytes[20..]);
        string owner = Encoding.UTF8.GetString(bytes.Slice(NameAt, length));
        if (owner != name)
            throw new JournalException($"{path} belongs to '{owner}', not to '{name}'.");
        header = new(
            owner, BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]), BinaryPrimitives.ReadInt32LittleEndian(bytes[16..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]));
        hash = bytes.Slice(HashAt, GroupChain.Size).ToArray();
        return null;
    }
}
