using System.Buffers.Text;

namespace Quern.Connectors.Recordings.Tapes;

/// <summary>The fields of one line, apart by a comma; text in quotes is not known here.</summary>
internal ref struct TapeFields(ReadOnlySpan<byte> line)
{
    private ReadOnlySpan<byte> _rest = line;
    private bool _isAtEnd;

    /// <summary>True behind the last field.</summary>
    public readonly bool IsAtEnd => _isAtEnd;

    /// <summary>The next field; empty behind the last one.</summary>
    public ReadOnlySpan<byte> Next()
    {
        int comma = _rest.IndexOf((byte)',');
        ReadOnlySpan<byte> field = comma < 0 ? _rest : _rest[..comma];
        _isAtEnd = comma < 0;
        _rest = comma < 0 ? default : _rest[(comma + 1)..];
        return field;
    }

    /// <summary>Reads the next field as a whole number.</summary>
    /// <returns>False when it is none, or does not fit.</returns>
    public bool TryNext(out long value)
    {
        ReadOnlySpan<byte> field = Next();
        return TryWhole(field, out value);
    }

    /// <summary>Reads text as a whole number that is all of it: digits, and at most a minus before them.</summary>
    public static bool TryWhole(ReadOnlySpan<byte> text, out long value)
    {
        value = 0;
        return text is not [(byte)'+', ..] && Utf8Parser.TryParse(text, out value, out int used) && used == text.Length;
    }
}
