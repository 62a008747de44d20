namespace Quern.Domain.Instruments;

/// <summary>What is traded and where, as <c>venue:symbol</c>: <c>binance-usdm:BTCUSDT</c>. Equality is ordinal.</summary>
/// <remarks>Venue ids are lower case, one per market. Symbols are verbatim; ':', '/' and '%' in them are escaped as %3A, %2F and %25.</remarks>
public readonly record struct InstrumentId
{
    private readonly string? _text;

    /// <summary>Joins a venue and the venue's own symbol.</summary>
    /// <exception cref="ArgumentException">One of both is empty, or the venue is not lower case letters, digits and '-'.</exception>
    public InstrumentId(string venue, string symbol)
    {
        ArgumentException.ThrowIfNullOrEmpty(venue);
        ArgumentException.ThrowIfNullOrEmpty(symbol);
        if (venue.AsSpan().ContainsAnyExcept("abcdefghijklmnopqrstuvwxyz0123456789-"))
            throw new ArgumentException($"'{venue}' is not a venue id: use lower case letters, digits and '-'.", nameof(venue));

        Venue = venue;
        Symbol = symbol;
        _text = $"{venue}:{Escape(symbol)}";
    }

    /// <summary>The venue, for example <c>binance-usdm</c>.</summary>
    public string Venue { get; } = "";

    /// <summary>The venue's own symbol, verbatim.</summary>
    public string Symbol { get; } = "";

    /// <summary>Reads <c>venue:symbol</c>.</summary>
    /// <exception cref="FormatException">The text is not of that form.</exception>
    public static InstrumentId Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || colon == text.Length - 1)
            throw new FormatException($"'{text}' is not an instrument: write venue:symbol, for example binance-usdm:BTCUSDT.");

        return new(text[..colon], Unescape(text[(colon + 1)..]));
    }

    /// <inheritdoc/>
    public bool Equals(InstrumentId other) => string.Equals(_text, other._text, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => string.GetHashCode(_text, StringComparison.Ordinal);

    /// <summary><c>venue:symbol</c>, the grain key.</summary>
    public override string ToString() => _text ?? "";

    private static string Escape(string symbol) =>
        symbol.AsSpan().ContainsAny(":/%")
            ? symbol.Replace("%", "%25", StringComparison.Ordinal)
                .Replace(":", "%3A", StringComparison.Ordinal)
                .Replace("/", "%2F", StringComparison.Ordinal)
            : symbol;

    private static string Unescape(string symbol) =>
        symbol.Replace("%3A", ":", StringComparison.Ordinal)
            .Replace("%2F", "/", StringComparison.Ordinal)
            .Replace("%25", "%", StringComparison.Ordinal);
}
