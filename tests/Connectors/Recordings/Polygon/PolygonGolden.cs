using System.Globalization;
using System.Text.Json;
using Quern.Connectors.Recordings.Polygon;
using Quern.Connectors.Recordings.Tapes;
using Quern.Domain.Instruments;
using Quern.Tests;

namespace Quern.Connectors.Tests.Recordings.Polygon;

/// <summary>Every sample that lies there against what a plain reader of JSON finds in it.</summary>
public sealed class PolygonGolden(ITestOutputHelper print)
{
    [Fact, Trait("Category", "golden")]
    public void Socket_samples_say_what_a_plain_reader_finds()
    {
        string folder = TestData.Require("equities", "polygon");
        string[] files = [.. Directory.GetFiles(folder, "*.jsonl*").Order(StringComparer.Ordinal)];
        Assert.NotEmpty(files);
        foreach (string file in files)
        {
            var tape = new PolygonSocketTape(file);
            List<TapeEvent> events = TapeReading.All(tape);
            List<JsonElement> plain = [.. File.ReadLines(file).SelectMany(Messages)];
            Assert.Equal([.. plain.SelectMany(Said)], events.Select(step => Said(step, tape)));
            print.WriteLine($"{Path.GetFileName(file)}: {tape.RecordsRead} lines, {plain.Count} messages, {events.Count} events of {tape.Symbols.Count} symbols, {tape.OtherMessages} others");
        }

        print.WriteLine($"{files.Length} files of socket messages");
    }

    [Fact, Trait("Category", "golden")]
    public void Replies_say_what_a_plain_reader_finds()
    {
        string folder = TestData.Require("equities", "polygon", "rest");
        string[] files = [.. Directory.GetFiles(folder, "*.json*").Order(StringComparer.Ordinal)];
        Assert.NotEmpty(files);
        long checks = 0;
        foreach (string file in files)
        {
            var tape = new PolygonReplyTape(file);
            List<TapeEvent> events = TapeReading.All(tape);
            using var json = JsonDocument.Parse(File.ReadAllText(file));
            List<JsonElement> records = Records(json.RootElement);
            Assert.Equal(records.Count, tape.RecordsRead);
            Assert.Equal(records.Sum(Sum), events.Sum(step => Sum(step, tape)));
            checks += 2;
            print.WriteLine($"{Path.GetFileName(file)}: {records.Count} records of {string.Join(',', tape.Symbols)}: {string.Join(' ', events.GroupBy(step => step.Kind).Select(kind => $"{kind.Count()} {kind.Key}"))}, sum {events.Sum(step => Sum(step, tape))}");
        }

        print.WriteLine($"{files.Length} replies, {checks} checks");
    }

    private static IEnumerable<JsonElement> Messages(string line)
    {
        JsonElement root = JsonDocument.Parse(line).RootElement;
        JsonElement list = root.ValueKind is JsonValueKind.Object && root.TryGetProperty("message", out JsonElement inner) ? inner : root;
        return list.ValueKind is JsonValueKind.Array ? list.EnumerateArray() : [list];
    }

    // What a message has to become, written as plainly as can be.
    private static string[] Said(JsonElement message)
    {
        string Of(string name) => message.GetProperty(name).ToString();
        decimal Number(string name) => decimal.Parse(Of(name), NumberStyles.Float, CultureInfo.InvariantCulture);
        string Time(string name) => Of(name).PadRight(19, '0');
        string Bar() => $"{Number("o")} {Number("h")} {Number("l")} {Number("c")} {Number("v")}";
        return Of("ev") switch
        {
            "T" => [$"Trade {Of("sym")} {Time("t")} {Number("p")} x {Number("s")}"],
            "XT" => [$"Trade {Of("pair")} {Time("t")} {Number("p")} x {Number("s")}"],
            "Q" => [$"Quote {Of("sym")} {Time("t")} {Number("bp")} x {Number("bs")}", $"Quote {Of("sym")} {Time("t")} {Number("ap")} x {Number("as")}", $"UpdateEnd {Of("sym")} {Time("t")}"],
            "XQ" => [$"Quote {Of("pair")} {Time("t")} {Number("bp")} x {Number("bs")}", $"Quote {Of("pair")} {Time("t")} {Number("ap")} x {Number("as")}", $"UpdateEnd {Of("pair")} {Time("t")}"],
            "C" => [$"Quote {Of("p")} {Time("t")} {Number("b")} x 0", $"Quote {Of("p")} {Time("t")} {Number("a")} x 0", $"UpdateEnd {Of("p")} {Time("t")}"],
            "A" or "AM" => [$"Bar {Of("sym")} {Time("s")} {Bar()}"],
            "CA" or "XA" => [$"Bar {Of("pair")} {Time("s")} {Bar()}"],
            "LULD" => [$"Status {Of("T")} {Time("t")} {Number("h")} {Number("l")}"],
            "XL2" => [$"Clear {Of("pair")} {Time("t")}", .. Levels(message, "b"), .. Levels(message, "a"), $"UpdateEnd {Of("pair")} {Time("t")}"],
            _ => [],
        };
    }

    private static IEnumerable<string> Levels(JsonElement message, string side) => message.GetProperty(side).EnumerateArray()
        .Select(level => $"Level {message.GetProperty("pair")} {message.GetProperty("t").ToString().PadRight(19, '0')} {level[0].GetDecimal()} x {level[1].GetDecimal()}");

    private static string Said(TapeEvent step, PolygonSocketTape tape)
    {
        string start = $"{step.Kind} {tape.Symbols[step.Instrument]} {step.VenueTimeNs}";
        string Price(long ticks) => Decimals.ToPlainText(ticks, tape.PriceScale);
        string Size(long lots) => Decimals.ToPlainText(lots, tape.QuantityScale);
        return step.Kind switch
        {
            TapeEventKind.Bar => $"{start} {Price(step.Bar.Open)} {Price(step.Bar.High)} {Price(step.Bar.Low)} {Price(step.Bar.Close)} {Size(step.Bar.Volume)}",
            TapeEventKind.Status => $"{start} {Price(step.Bar.High)} {Price(step.Bar.Low)}",
            TapeEventKind.Clear or TapeEventKind.UpdateEnd => start,
            _ => $"{start} {Price(step.Price)} x {Size(step.Quantity)}",
        };
    }

    private static List<JsonElement> Records(JsonElement root) => !root.TryGetProperty("results", out JsonElement results) ? [root]
        : results.ValueKind is JsonValueKind.Array ? [.. results.EnumerateArray()] : [results];

    // All prices and sizes of a record, whatever its shape.
    private static decimal Sum(JsonElement record)
    {
        string[] names = record.TryGetProperty("open", out _) ? ["open", "high", "low", "close", "volume"]
            : record.TryGetProperty("o", out _) ? ["o", "h", "l", "c", "v"]
            : ["price", "size", "bid_price", "bid_size", "ask_price", "ask_size", "p", "s", "P", "S"];
        return names.Sum(name => record.TryGetProperty(name, out JsonElement value) ? value.GetDecimal() : 0);
    }

    private static decimal Sum(TapeEvent step, PolygonReplyTape tape)
    {
        decimal Scaled(long value, int scale) => decimal.Parse(Decimals.ToPlainText(value, scale), CultureInfo.InvariantCulture);
        return Scaled(step.Price + step.Bar.Open + step.Bar.High + step.Bar.Low + step.Bar.Close, tape.PriceScale) + Scaled(step.Quantity + step.Bar.Volume, tape.QuantityScale);
    }
}
