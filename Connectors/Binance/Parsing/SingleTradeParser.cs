using System.Text.Json;

namespace Quern.Connectors.Binance.Parsing;

/// <summary>Reads <c>trade</c>, one fill of a taker order: what recordings hold in place of <c>aggTrade</c>. Any order of its keys.</summary>
internal static class SingleTradeParser
{
    private const ulong Required = (1 << 8) - 1;

    /// <summary>Reads the trade as an aggregate of one.</summary>
    public static bool TryRead(ReadOnlySpan<byte> frame, out AggTrade trade)
    {
        trade = default;
        AggTrade read = default;
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

        (read.FirstTradeId, read.LastTradeId) = (read.Id, read.Id);
        trade = read;
        return Json.HasAll(seen, Required);
    }

    private static int BitOf(ReadOnlySpan<byte> name) => name.Length == 1 ? "eEstpqTm"u8.IndexOf(name[0]) : -1;

    private static bool TryReadField(scoped ref Utf8JsonReader reader, int bit, scoped ref AggTrade trade) => bit switch
    {
        0 => reader.TokenType is JsonTokenType.String && reader.ValueTextEquals("trade"u8),
        1 => Json.TryInteger(ref reader, out trade.EventMs),
        2 => Json.TryText(ref reader, out trade.Symbol) && !trade.Symbol.IsEmpty,
        3 => Json.TryInteger(ref reader, out trade.Id),
        4 => Json.TryText(ref reader, out trade.Price),
        5 => Json.TryText(ref reader, out trade.Quantity),
        6 => Json.TryInteger(ref reader, out trade.TradeMs),
        _ => Json.TryFlag(ref reader, out trade.BuyerIsMaker),
    };
}
