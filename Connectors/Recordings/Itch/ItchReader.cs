using System.Buffers.Binary;
using Quern.Connectors.Recordings.Tapes;

namespace Quern.Connectors.Recordings.Itch;

/// <summary>
/// The messages of an ITCH 5.0 day file, each behind two bytes of its length. Files exist whose lengths are all 0; there the type letter
/// tells the length.
/// </summary>
/// <remarks>Nasdaq, "BinaryFILE Format": a length of 0 at the very end says that the session is over.</remarks>
public sealed class ItchReader : IDisposable
{
    private const int LengthBytes = 2;
    private const long DayNs = 86_400_000_000_000;
    private readonly TapeRecords _records;
    private int _length;

    /// <summary>Opens a file, plain or packed.</summary>
    /// <param name="path">Where it lies.</param>
    /// <exception cref="RecordingException">It is missing or can't be opened.</exception>
    public ItchReader(string path) => _records = new TapeRecords(path);

    /// <summary>Whole messages left behind.</summary>
    public long MessagesRead => _records.RecordsRead;

    /// <summary>How much of the file is behind us, 0 to 1, by bytes as they lie on disk.</summary>
    public double Progress => _records.Progress;

    /// <summary>Whether the length of the message that is being looked at stood before it.</summary>
    public bool HasLength { get; private set; }

    /// <summary>Looks at the message after those left behind; the same again until it is left behind.</summary>
    /// <returns>False at the end.</returns>
    /// <exception cref="RecordingException">The file is damaged here, or the message is of an unknown type.</exception>
    public bool TryPeek(out ItchMessage message)
    {
        message = default;
        ReadOnlySpan<byte> head = _records.PeekUpTo(LengthBytes + 1);
        if (head is [] or [0, 0])
            return false;
        if (head.Length <= LengthBytes)
            throw _records.Damage("the file ends in the middle of a message's length");

        byte type = head[LengthBytes];
        int said = BinaryPrimitives.ReadUInt16BigEndian(head);
        _length = ItchLengths.Of(type);
        HasLength = said != 0;
        if (_length == 0)
            throw _records.Damage($"no message of ITCH 5.0 has the type 0x{type:X2}");
        if (HasLength && said != _length)
            throw _records.Damage($"the message says {said} bytes, one of type {(char)type} has {_length}");

        message = new ItchMessage(_records.Peek(LengthBytes + _length)[LengthBytes..]);
        return message.TimeNs < DayNs ? true : throw _records.Damage("the time is not within a day");
    }

    /// <summary>Leaves behind the message that is being looked at.</summary>
    public void Leave() => _records.Leave(LengthBytes + _length);

    /// <summary>What is wrong with the message that is being looked at, to be thrown.</summary>
    /// <param name="problem">What is wrong.</param>
    public RecordingException Damage(string problem) => _records.Damage(problem);

    /// <inheritdoc/>
    public void Dispose() => _records.Dispose();
}
