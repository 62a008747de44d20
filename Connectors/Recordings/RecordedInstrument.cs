using System.Text.Json;
using Quern.Domain.Instruments;

namespace Quern.Connectors.Recordings;

/// <summary>The scales of a recorded instrument, read off the finest decimals of its snapshot when nobody names them.</summary>
public static class RecordedInstrument
{
    private static readonly string[] QuoteAssets = ["USDT", "USDC", "FDUSD", "BUSD", "TUSD", "USD", "BTC", "ETH", "EUR"];

    /// <summary>The finest decimals of any price and any size in a snapshot; trailing zeros do not count.</summary>
    /// <exception cref="JsonException">It is no snapshot.</exception>
    public static (int PriceScale, int QuantityScale) Scales(ReadOnlySpan<byte> snapshot)
    {
        var reader = new Utf8JsonReader(snapshot);
        int price = 0, quantity = 0, place = 0;
        while (reader.Read())
        {
            // bids and asks are arrays of [price, size]: depth 3 holds the texts.
            if (reader.TokenType is JsonTokenType.StartArray && reader.CurrentDepth == 2)
                place = 0;
            if (reader.TokenType is not JsonTokenType.String || reader.CurrentDepth != 3)
                continue;

            int decimals = DecimalsOf(reader.ValueSpan);
            if (place++ == 0)
                price = Math.Max(price, decimals);
            else
                quantity = Math.Max(quantity, decimals);
        }

        return (price, quantity);
    }

    /// <summary>An instrument of those scales, whose increments are one tick and one lot.</summary>
    public static Instrument Create(InstrumentId id, int priceScale, int quantityScale, Payoff payoff)
    {
        string quote = Array.Find(QuoteAssets, asset => id.Symbol.EndsWith(asset, StringComparison.Ordinal)) ?? "USDT";
        string baseAsset = id.Symbol.EndsWith(quote, StringComparison.Ordinal) ? id.Symbol[..^quote.Length] : id.Symbol;
        return new()
        {
            Id = id,
            BaseAsset = baseAsset,
            QuoteAsset = quote,
            SettlementAsset = quote,
            Payoff = payoff,
            PriceScale = priceScale,
            QuantityScale = quantityScale,
            Filters = new(Version: 1, PriceIncrement: 1, QuantityIncrement: 1),
        };
    }

    private static int DecimalsOf(ReadOnlySpan<byte> text)
    {
        int point = text.IndexOf((byte)'.');
        return point < 0 ? 0 : text.TrimEnd((byte)'0').Length - point - 1;
    }
}
