using System.Text;

namespace Quern.Connectors.Recordings.Tapes;

/// <summary>Numbers the instruments of a source in the order in which it first names them. A name that was seen costs no allocation.</summary>
internal sealed class SymbolTable
{
    private const int LongestName = 64;
    private const int MostSymbols = 65_536;
    private readonly List<string> _names = [];
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _byText;

    public SymbolTable() => _byText = _numbers.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The names, by number.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>The number of a name, a new one when it was never seen.</summary>
    /// <exception cref="FormatException">It is empty, no UTF-8, longer than 64 bytes, or the 65,537th.</exception>
    public int NumberOf(ReadOnlySpan<byte> name)
    {
        Span<char> text = stackalloc char[LongestName];
        if (name.IsEmpty || name.Length > LongestName || !Encoding.UTF8.TryGetChars(name, text, out int length))
            throw new FormatException($"a symbol is a text of 1 to {LongestName} bytes");
        if (_byText.TryGetValue(text[..length], out int number))
            return number;
        if (_names.Count == MostSymbols)
            throw new FormatException($"more than {MostSymbols} symbols");
        number = _names.Count;
        _names.Add(text[..length].ToString());
        _numbers.Add(_names[number], number);
        return number;
    }
}
