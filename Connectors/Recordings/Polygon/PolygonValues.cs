using System.Text.Json;
using Quern.Connectors.Recordings.Tapes;
using Quern.Domain.Instruments;

namespace Quern.Connectors.Recordings.Polygon;

/// <summary>Reads the members of one object as what an event needs.</summary>
/// <param name="members">Of the object.</param>
/// <param name="json">The text the members lie in.</param>
/// <param name="priceScale">Decimals of a tick.</param>
/// <param name="quantityScale">Decimals of a lot.</param>
internal readonly ref struct PolygonValues(PolygonObject members, ReadOnlySpan<byte> json, int priceScale, int quantityScale)
{
    private readonly ReadOnlySpan<byte> _json = json;

    public bool Has(ReadOnlySpan<byte> name) => members.Has(_json, name);

    public ReadOnlySpan<byte> Text(ReadOnlySpan<byte> name) => members.Text(_json, name);

    public ReadOnlySpan<byte> Inner(ReadOnlySpan<byte> name) => members.Inner(_json, name);

    public long Price(ReadOnlySpan<byte> name) => TapeText.Scaled(Required(name), priceScale);

    /// <summary>A price that may be left out, 0 then.</summary>
    public long PriceOrNone(ReadOnlySpan<byte> name) => Has(name) ? Price(name) : 0;

    public long Size(ReadOnlySpan<byte> name) => TapeText.Size(Required(name), quantityScale);

    /// <summary>A size that may be left out, 0 then.</summary>
    public long SizeOrNone(ReadOnlySpan<byte> name) => Has(name) ? Size(name) : 0;

    /// <summary>A time in the unit its length tells; 0 when it is left out.</summary>
    public long Time(ReadOnlySpan<byte> name) => Has(name) ? TapeText.TimeByLength(Text(name)) : 0;

    /// <summary>A number of some kind; 0 when it is left out or no number.</summary>
    public long Number(ReadOnlySpan<byte> name)
    {
        ReadOnlySpan<byte> text = Text(name);
        return text.Length is > 0 and <= 18 && text.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0 ? TapeText.Whole(text) : 0;
    }

    /// <summary>A small number, the first of a list of them, or 0.</summary>
    public int Code(ReadOnlySpan<byte> name)
    {
        ReadOnlySpan<byte> list = Inner(name);
        if (list.IsEmpty)
            return Has(name) ? Small(Text(name)) : 0;
        var reader = new Utf8JsonReader(list);
        reader.Read();
        reader.Read();
        return reader.TokenType is JsonTokenType.Number or JsonTokenType.String ? Small(reader.ValueSpan) : 0;
    }

    public TapeBar Bar(ReadOnlySpan<byte> volume) => new(Price("o"u8), Price("h"u8), Price("l"u8), Price("c"u8), SizeOrNone(volume));

    /// <summary>Levels of one side, [price, size] each.</summary>
    public void Levels(ReadOnlySpan<byte> name, Side side, in TapeEvent at, EventQueue events)
    {
        ReadOnlySpan<byte> list = Inner(name);
        if (list.IsEmpty)
            return;
        var reader = new Utf8JsonReader(list);
        JsonSteps.OpenList(ref reader);
        while (JsonSteps.TryOpenRow(ref reader))
        {
            long price = TapeText.Scaled(JsonSteps.Text(ref reader), priceScale), size = TapeText.Size(JsonSteps.Text(ref reader), quantityScale);
            JsonSteps.CloseRow(ref reader);
            events.Add(at with { Kind = TapeEventKind.Level, Side = side, Price = price, Quantity = size });
        }
    }

    private ReadOnlySpan<byte> Required(ReadOnlySpan<byte> name) => Has(name)
        ? Text(name)
        : throw new FormatException($"'{System.Text.Encoding.UTF8.GetString(name)}' is missing");

    private static int Small(ReadOnlySpan<byte> text) => TapeText.SignedWhole(text) is >= int.MinValue and <= int.MaxValue and long code
        ? (int)code
        : throw TapeText.Wrong(text, "code");
}
