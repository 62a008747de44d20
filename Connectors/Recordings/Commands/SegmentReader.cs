using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using Quern.Domain.Matching;

namespace Quern.Connectors.Recordings.Commands;

/// <summary>Reads the commands of one segment, in pieces of bounded size, up to its end or its first damage.</summary>
internal sealed class SegmentReader(IMatchingEngine engine)
{
    private const int RecordsAtOnce = 1024;
    private readonly byte[] _piece = new byte[RecordsAtOnce * CommandRecord.Size];
    private readonly MatchEventBuffer _events = new();

    /// <summary>The last command executed.</summary>
    public long Sequence { get; set; }

    /// <summary>The chain after it.</summary>
    public uint Chain { get; set; }

    /// <summary>Where a command's record begins.</summary>
    public static long OffsetOf(long first, long sequence) => SegmentHeader.Size + (sequence - first) * CommandRecord.Size;

    /// <summary>True when something that names itself that command lies at its place.</summary>
    public static bool Holds(string path, long first, long sequence)
    {
        using SafeFileHandle file = File.OpenHandle(path);
        Span<byte> told = stackalloc byte[sizeof(long)];
        return RandomAccess.Read(file, told, OffsetOf(first, sequence)) == told.Length && BinaryPrimitives.ReadInt64LittleEndian(told) == sequence;
    }

    /// <summary>Executes what follows <see cref="Sequence"/> in a segment.</summary>
    /// <returns>The offset at which it ended, and what is wrong there; null at a clean end.</returns>
    public (long Offset, string? Damage) Read(string path, long first)
    {
        using SafeFileHandle file = File.OpenHandle(path);
        long offset = OffsetOf(first, Sequence + 1);
        while (true)
        {
            int length = RandomAccess.Read(file, _piece, offset);
            ReadOnlySpan<byte> piece = _piece.AsSpan(0, length);
            for (; piece.Length >= CommandRecord.Size; piece = piece[CommandRecord.Size..])
            {
                if (Take(piece[..CommandRecord.Size], path) is { } refusal)
                    return (offset, IsZeroFrom(file, offset) ? null : refusal);
                offset += CommandRecord.Size;
            }

            if (length < _piece.Length)
                return (offset, IsZeroFrom(file, offset) ? null : $"the record of command {Sequence + 1} has {piece.Length} of {CommandRecord.Size} bytes");
        }
    }

    private string? Take(ReadOnlySpan<byte> record, string path)
    {
        uint chain = Chain;
        if (CommandRecord.Refusal(record, Sequence + 1, ref chain) is { } refusal)
            return refusal;
        if (!CommandRecord.TryRead(record, out MatchCommand command))
            throw new CommandJournalException(Path.GetFileName(path), $"command {Sequence + 1} was written by a newer build; run that build");

        _events.Clear();
        engine.Execute(in command, _events);
        Sequence++;
        Chain = chain;
        return null;
    }

    private bool IsZeroFrom(SafeFileHandle file, long offset)
    {
        for (int length; (length = RandomAccess.Read(file, _piece, offset)) > 0; offset += length)
        {
            if (_piece.AsSpan(0, length).ContainsAnyExcept((byte)0))
                return false;
        }

        return true;
    }
}
