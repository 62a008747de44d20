using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Quern.Client.Output;

namespace Quern.Client.Offline.Tapes;

/// <summary>What a tape holds.</summary>
internal sealed record TapeReport
{
    /// <summary>How it is printed for a program.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web) { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The file, or the first of several that continue each other.</summary>
    public required string File { get; init; }

    /// <summary>Which kind of recording.</summary>
    public required string Kind { get; init; }

    /// <summary>Whole lines, messages or records read.</summary>
    public required long Records { get; init; }

    /// <summary>Events by kind.</summary>
    public required SortedDictionary<string, long> Events { get; init; }

    /// <summary>Instruments that anything was said about.</summary>
    public required int Instruments { get; init; }

    /// <summary>Orders that were named and never told of, as they rested before the tape began.</summary>
    public required long UnknownOrders { get; init; }

    /// <summary>The earliest time: the venue's, or the recorder's when the venue gave none; empty when nobody did.</summary>
    public required string First { get; init; }

    /// <summary>The latest time.</summary>
    public required string Last { get; init; }

    /// <summary>Best quotes at the end, the busiest instrument first.</summary>
    public required IReadOnlyList<BestQuote> BestQuotes { get; init; }

    /// <summary>How the source's own proofs came out; empty when it has none.</summary>
    public required string Checks { get; init; }

    /// <summary>Where and why reading stopped, or which proof failed; empty when it is whole.</summary>
    public required string Problem { get; init; }

    /// <summary>True when it was read to its end and every proof held.</summary>
    [JsonIgnore]
    public bool IsWhole => Problem.Length == 0;

    /// <summary>For people.</summary>
    /// <param name="rows">The most instruments to show.</param>
    public string ToText(int rows)
    {
        var text = new StringBuilder();
        void Line(string name, string value) => text.Append(CultureInfo.InvariantCulture, $"\n  {name,-12} {PlainText.OneLine(value)}");
        text.Append(PlainText.OneLine($"{File} · {Kind} · {Records.ToString("N0", CultureInfo.InvariantCulture)} records"));
        if (First.Length > 0)
            Line("time", $"{First} to {Last}");
        Line("events", Events.Count == 0 ? "none" : string.Join(", ", Events.Select(each => string.Create(CultureInfo.InvariantCulture, $"{each.Key} {each.Value:N0}"))));
        Line("instruments", Instruments.ToString("N0", CultureInfo.InvariantCulture));
        foreach (BestQuote quote in BestQuotes.Take(rows))
            Line(quote == BestQuotes[0] ? "best quotes" : "", quote.ToText());
        if (BestQuotes.Count > rows)
            Line("", string.Create(CultureInfo.InvariantCulture, $"and {BestQuotes.Count - rows:N0} more; --rows shows them"));
        if (UnknownOrders > 0)
            Line("unknown", string.Create(CultureInfo.InvariantCulture, $"{UnknownOrders:N0} events name an order from before the tape"));
        if (Checks.Length > 0)
            Line("checks", Checks);
        return text.ToString();
    }
}

/// <summary>The best bid and ask of an instrument as decimals; empty where there is none.</summary>
/// <param name="Symbol">As the source writes it.</param>
/// <param name="Events">Said about it.</param>
/// <param name="Bid">Best price to sell at.</param>
/// <param name="BidSize">What rests there.</param>
/// <param name="Ask">Best price to buy at.</param>
/// <param name="AskSize">What rests there.</param>
/// <param name="State">What is wrong with them: "after a gap", "crossed", or nothing.</param>
internal sealed record BestQuote(string Symbol, long Events, string Bid, string BidSize, string Ask, string AskSize, string State)
{
    /// <summary>"ETHUSDT  3.2 @ 2600.1 | 2600.2 @ 0.5".</summary>
    public string ToText() => Bid.Length + Ask.Length == 0
        ? $"{Symbol}  none"
        : $"{Symbol}  {Shown(BidSize)} @ {Shown(Bid)} | {Shown(Ask)} @ {Shown(AskSize)}  {State}".TrimEnd();

    private static string Shown(string text) => text.Length > 0 ? text : "–";
}
