using System.Text.Json;
using Quern.Domain.Instruments;
using Quern.Domain.MarketData;

namespace Quern.Connectors.Binance.Parsing;

/// <summary>Reads any valid JSON form of <c>depthUpdate</c>: other key orders, white space, escapes, unknown keys. Refuses missing and repeated keys.</summary>
internal static class DepthGeneralParser
{
    private const ulong Required = 1 << 0 | 1 << 1 | 1 << 3 | 1 << 4 | 1 << 5 | 1 << 7 | 1 << 8;

    public static bool TryReadHeader(ReadOnlySpan<byte> frame, out DepthHeader header)
    {
        header = default;
        var read = new DepthHeader { PreviousFinal = -1, LevelsAt = -1 };
        if (!StreamEvent.TryLocate(frame, out ReadOnlySpan<byte> data))
            return false;

        var reader = new Utf8JsonReader(data);
        ulong seen = 0;
        reader.Read();
        while (Json.TryNextField(ref reader, BitOf, ref seen, out int bit))
        {
            if (!TryReadField(ref reader, bit, data, ref read))
                return false;
        }

        header = read;
        return Json.HasAll(seen, Required);
    }

    public static bool TryReadLevels(in DepthHeader header, int priceScale, int quantityScale, DepthLevels levels)
    {
        levels.Clear();
        return TryReadSide(header.Bids, Side.Buy, priceScale, quantityScale, levels)
            && TryReadSide(header.Asks, Side.Sell, priceScale, quantityScale, levels);
    }

    /// <summary>Reads <c>[["price","size"],...]</c>.</summary>
    public static bool TryReadSide(ReadOnlySpan<byte> array, Side side, int priceScale, int quantityScale, DepthLevels levels)
    {
        var reader = new Utf8JsonReader(array);
        reader.Read();
        while (reader.Read() && reader.TokenType is JsonTokenType.StartArray)
        {
            if (!reader.Read() || !Json.TryDecimal(ref reader, priceScale, out long ticks)
                || !reader.Read() || !Json.TryDecimal(ref reader, quantityScale, out long lots)
                || !reader.Read() || reader.TokenType is not JsonTokenType.EndArray)
                return false;
            levels.Add(new DepthLevel(side, ticks, lots));
        }

        return reader.TokenType is JsonTokenType.EndArray;
    }

    private static int BitOf(ReadOnlySpan<byte> name) => name switch
    {
        [(byte)'e'] => 0,
        [(byte)'E'] => 1,
        [(byte)'T'] => 2,
        [(byte)'s'] => 3,
        [(byte)'U'] => 4,
        [(byte)'u'] => 5,
        [(byte)'p', (byte)'u'] => 6,
        [(byte)'b'] => 7,
        [(byte)'a'] => 8,
        [(byte)'s', (byte)'t'] => 9,
        _ => -1,
    };

    private static bool TryReadField(scoped ref Utf8JsonReader reader, int bit, ReadOnlySpan<byte> data, scoped ref DepthHeader header) => bit switch
    {
        0 => reader.TokenType is JsonTokenType.String && reader.ValueTextEquals("depthUpdate"u8),
        1 => Json.TryInteger(ref reader, out header.EventMs),
        2 => Json.TryInteger(ref reader, out header.TransactionMs),
        3 => Json.TryText(ref reader, out header.Symbol) && !header.Symbol.IsEmpty,
        4 => Json.TryInteger(ref reader, out header.First),
        5 => Json.TryInteger(ref reader, out header.Final),
        6 => Json.TryInteger(ref reader, out header.PreviousFinal),
        7 => TryTakeArray(ref reader, data, out header.Bids),
        8 => TryTakeArray(ref reader, data, out header.Asks),
        _ => Json.TryInteger(ref reader, out long market) && market == 1,
    };

    private static bool TryTakeArray(scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> data, out ReadOnlySpan<byte> array)
    {
        array = default;
        if (reader.TokenType is not JsonTokenType.StartArray)
            return false;
        int start = (int)reader.TokenStartIndex;
        reader.Skip();
        array = data[start..(int)reader.BytesConsumed];
        return true;
    }
}
