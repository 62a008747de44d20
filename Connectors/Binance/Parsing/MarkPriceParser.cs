using System.Text.Json;

namespace Quern.Connectors.Binance.Parsing;

/// <summary>Mark price, index price and the next funding. All figures stay text.</summary>
internal ref struct MarkPrice
{
    public long EventMs;
    public ReadOnlySpan<byte> Symbol;
    public ReadOnlySpan<byte> Mark;

    /// <summary>Empty when the frame has none.</summary>
    public ReadOnlySpan<byte> Index;

    /// <summary>Empty on contracts without funding.</summary>
    public ReadOnlySpan<byte> FundingRate;

    /// <summary>0 on contracts without funding.</summary>
    public long NextFundingMs;
}

/// <summary>Reads <c>markPriceUpdate</c>: once a second per symbol, so a general parser is enough.</summary>
internal static class MarkPriceParser
{
    private const ulong Required = (1 << 4) - 1;

    public static bool TryRead(ReadOnlySpan<byte> frame, out MarkPrice price)
    {
        price = default;
        MarkPrice read = default;
        if (!StreamEvent.TryLocate(frame, out ReadOnlySpan<byte> data))
            return false;

        var reader = new Utf8JsonReader(data);
        ulong seen = 0;
        reader.Read();
        while (Json.TryNextField(ref reader, BitOf, ref seen, out int bit))
        {
            if (!TryReadField(ref reader, bit, ref read))
                return false;
        }

        price = read;
        return Json.HasAll(seen, Required);
    }

    private static int BitOf(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("st"u8) ? 7 : name.Length == 1 ? "eEspirT"u8.IndexOf(name[0]) : -1;

    private static bool TryReadField(scoped ref Utf8JsonReader reader, int bit, scoped ref MarkPrice price) => bit switch
    {
        0 => reader.TokenType is JsonTokenType.String && reader.ValueTextEquals("markPriceUpdate"u8),
        1 => Json.TryInteger(ref reader, out price.EventMs),
        2 => Json.TryText(ref reader, out price.Symbol) && !price.Symbol.IsEmpty,
        3 => Json.TryText(ref reader, out price.Mark) && !price.Mark.IsEmpty,
        4 => Json.TryText(ref reader, out price.Index),
        5 => Json.TryText(ref reader, out price.FundingRate),
        6 => Json.TryInteger(ref reader, out price.NextFundingMs),
        _ => Json.TryInteger(ref reader, out long market) && market == 1,
    };
}
