using System.Text.Json;
using System.Text.Json.Serialization;

namespace Quern.Silo.Replay;

/// <summary>What a replay found: counts, the final book, what we did in it, and one hash over every event.</summary>
internal sealed record ReplayReport
{
    /// <summary>How it is printed.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web) { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Seed, settings and build.</summary>
    public required string Run { get; init; }

    /// <summary>The recorded market, by its fields.</summary>
    public required string Market { get; init; }

    /// <summary>Lines of the recording.</summary>
    public required long Messages { get; init; }

    /// <summary>Frames that the connector could not read.</summary>
    public required long Malformed { get; init; }

    /// <summary>Breaks in the book's chain.</summary>
    public required long Gaps { get; init; }

    /// <summary>Book updates older than the snapshot.</summary>
    public required long DiffsDropped { get; init; }

    /// <summary>Book updates applied.</summary>
    public required long DiffsApplied { get; init; }

    /// <summary>Public trades.</summary>
    public required long Trades { get; init; }

    /// <summary>Final books.</summary>
    public required IReadOnlyList<ReplayInstrument> Instruments { get; init; }

    /// <summary>Our orders.</summary>
    public required ReplayOrders Orders { get; init; }

    /// <summary>Our fills.</summary>
    public required long Fills { get; init; }

    /// <summary>Our positions.</summary>
    public required IReadOnlyList<ReplayPosition> Positions { get; init; }

    /// <summary>P&amp;L by parts, as decimals; they sum to the total.</summary>
    public required ReplayPnl Pnl { get; init; }

    /// <summary>Best quotes compared with the exchange's own, and how many were equal.</summary>
    public required ReplayCheck BookTickerCheck { get; init; }

    /// <summary>The book after every 250th update.</summary>
    public required IReadOnlyList<ReplaySample> Samples { get; init; }

    /// <summary>SHA-256 over every delivered message, venue event and journal record.</summary>
    public required string EventHash { get; init; }

    /// <summary>What makes it incomplete, for a person; empty when nothing does.</summary>
    [JsonIgnore]
    public string Problem { get; init; } = "";

    /// <summary>True when the whole recording was read and no book was broken at the end or on the way.</summary>
    [JsonIgnore]
    public bool IsComplete => Problem.Length == 0;
}

/// <summary>A book at the end.</summary>
internal sealed record ReplayInstrument(
    string Id, string Bid, string BidQuantity, string Ask, string AskQuantity, int BidLevels, int AskLevels, string BookMd5);

/// <summary>Our orders by what became of them.</summary>
internal sealed record ReplayOrders(long Sent, long Cancelled, long Rejected, long Unknown);

/// <summary>What a strategy holds at the end.</summary>
internal sealed record ReplayPosition(string Account, string Instrument, string Strategy, string Quantity, string AveragePrice);

/// <summary>P&amp;L by parts.</summary>
internal sealed record ReplayPnl(
    string Asset, string Spread, string Inventory, string Fees, string Rebates, string Funding, string Adjustments, string Total);

/// <summary>Our best quotes against the exchange's own at the same update id.</summary>
internal sealed record ReplayCheck(long Compared, long Equal);

/// <summary>A book after one of its updates.</summary>
internal sealed record ReplaySample(
    long Applied, long U, string Bid, string BidQuantity, string Ask, string AskQuantity, int BidLevels, int AskLevels);
