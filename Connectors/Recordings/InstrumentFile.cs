using System.Text;
using System.Text.Json;
using Quern.Domain.Instruments;

namespace Quern.Connectors.Recordings;

/// <summary>
/// Reads the definition of a recorded instrument from a JSON file, for recordings whose snapshot does not tell it all. All values are texts:
/// <c>{"symbol":"ETHUSDT","tick":"0.01","lot":"0.001","minNotional":"20"}</c>.
/// </summary>
/// <remarks>
/// <list type="table">
/// <item><term>tick, lot</term><description>Required. The increment of prices and of sizes; how many decimals are written is the scale:
/// "0.10" is an increment of ten ticks of 0.01.</description></item>
/// <item><term>symbol</term><description>When given, it must be the recording's.</description></item>
/// <item><term>base, quote</term><description>Assets. Default: by the symbol's ending.</description></item>
/// <item><term>minPrice, maxPrice, minQuantity, maxQuantity, minNotional</term><description>What the venue accepts. Default: no limit.</description></item>
/// <item><term>makerFee, takerFee</term><description>Parts of the notional: "0.0002" is 2 basis points; a negative maker fee is a rebate.
/// Default: the venue's own.</description></item>
/// </list>
/// </remarks>
public static class InstrumentFile
{
    private const int FeeScale = 8;
    private static readonly string[] Known =
        ["symbol", "tick", "lot", "base", "quote", "minPrice", "maxPrice", "minQuantity", "maxQuantity", "minNotional", "makerFee", "takerFee"];

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="id">The recorded instrument.</param>
    /// <exception cref="FormatException">The file is missing, no such JSON, or of another symbol; the message names file and key.</exception>
    public static Instrument Read(string path, InstrumentId id)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (!File.Exists(path))
            throw new FormatException($"{path}: no such file.");
        return Parse(File.ReadAllBytes(path), Path.GetFileName(path), id);
    }

    /// <summary>Reads the text of a file.</summary>
    /// <param name="json">UTF-8.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="id">The recorded instrument.</param>
    /// <exception cref="FormatException">It is no such JSON, or of another symbol; the message names the key.</exception>
    public static Instrument Parse(ReadOnlySpan<byte> json, string name, InstrumentId id)
    {
        Dictionary<string, string> values = ReadValues(json, name);
        if (values.TryGetValue("symbol", out string? symbol) && symbol != id.Symbol)
            throw new FormatException($"{name}: it defines {symbol}, the recording is of {id.Symbol}.");

        (int priceScale, long priceIncrement) = Increment(values, "tick", name);
        (int quantityScale, long quantityIncrement) = Increment(values, "lot", name);
        long Limit(string key, int scale) => Number(values, key, scale, name);
        Instrument plain = RecordedInstrument.Create(id, priceScale, quantityScale, Payoff.Linear);
        string quote = values.GetValueOrDefault("quote", plain.QuoteAsset);
        return plain with
        {
            BaseAsset = values.GetValueOrDefault("base", plain.BaseAsset),
            QuoteAsset = quote,
            SettlementAsset = quote,
            Filters = plain.Filters with
            {
                PriceIncrement = priceIncrement,
                QuantityIncrement = quantityIncrement,
                MinPrice = Limit("minPrice", priceScale),
                MaxPrice = Limit("maxPrice", priceScale),
                MinQuantity = Limit("minQuantity", quantityScale),
                MaxQuantity = Limit("maxQuantity", quantityScale),
                MinNotional = Limit("minNotional", priceScale + quantityScale),
            },
            Fees = new Fees(Number(values, "makerFee", FeeScale, name, mayBeNegative: true), Limit("takerFee", FeeScale)),
        };
    }

    private static Dictionary<string, string> ReadValues(ReadOnlySpan<byte> json, string name)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            if (!reader.Read() || reader.TokenType is not JsonTokenType.StartObject)
                throw new FormatException($"{name}: it is no JSON object.");
            while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
            {
                string key = reader.GetString()!;
                reader.Read();
                if (Array.IndexOf(Known, key) < 0)
                    throw new FormatException($"{name}: unknown key '{key}'; known are {string.Join(", ", Known)}.");
                if (reader.TokenType is not JsonTokenType.String)
                    throw new FormatException($"{name}: '{key}' must be a text, as in \"{key}\": \"0.01\".");
                values[key] = reader.GetString()!;
            }
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new FormatException($"{name}: it is no JSON ({error.Message})", error);
        }

        return values;
    }

    private static (int Scale, long Increment) Increment(Dictionary<string, string> values, string key, string name)
    {
        if (!values.TryGetValue(key, out string? text))
            throw new FormatException($"{name}: '{key}' is missing.");
        int point = text.IndexOf('.', StringComparison.Ordinal);
        int scale = point < 0 ? 0 : text.Length - point - 1;
        long value = 0;
        bool isUnit = scale <= 15 && Decimals.TryParse(Encoding.UTF8.GetBytes(text), scale, out value) && value > 0;
        return isUnit ? (scale, value) : throw new FormatException($"{name}: '{key}' is '{text}', not a decimal above zero.");
    }

    private static long Number(Dictionary<string, string> values, string key, int scale, string name, bool mayBeNegative = false)
    {
        if (!values.TryGetValue(key, out string? text))
            return 0;
        return Decimals.TryParse(Encoding.UTF8.GetBytes(text), scale, out long value) && (mayBeNegative || value >= 0)
            ? value
            : throw new FormatException($"{name}: '{key}' is '{text}', not a decimal of at most {scale} places.");
    }
}
