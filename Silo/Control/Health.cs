using System.Globalization;
using System.Text;
using Quern.Grains.Journal;
using Quern.Proto;

namespace Quern.Silo.Control;

/// <summary>Health and metrics, open to whoever reaches the address: they hold nothing that moves money.</summary>
public static class Health
{
    /// <summary>Adds <c>/health/live</c>, <c>/health/ready</c> and <c>/metrics</c>.</summary>
    public static void MapHealth(this WebApplication app)
    {
        app.MapGet("/health/live", () => Results.Text("alive\n"));
        app.MapGet("/health/ready", async (StatusView views) =>
        {
            Status status = await views.Get();
            AccountStatus[] waiting = [.. status.Accounts.Where(account => account.State is "reconciling" or "unknown")];
            return waiting.Length == 0
                ? Results.Text("ready\n")
                : Results.Text($"not ready: {string.Join(", ", waiting.Select(account => $"{account.Id} {account.State}"))}\n", statusCode: 503);
        });
        app.MapGet("/metrics", async (StatusView views, WatchedJournals journals) =>
            Results.Text(Text(await views.Get(), journals.Held), "text/plain; version=0.0.4"));
    }

    // Prometheus text format 0.0.4.
    private static string Text(Status status, IReadOnlyList<KeyValuePair<string, IJournal>> journals)
    {
        var text = new StringBuilder();
        Add(text, "quern_uptime_seconds", "gauge", "Seconds since the start.", [("", status.UptimeSeconds)]);
        Add(text, "quern_orders_working", "gauge", "Orders that may still trade.", [("", status.Orders.Working)]);
        Add(text, "quern_orders_unknown", "gauge", "Orders whose outcome is not known.", [("", status.Orders.Unknown)]);
        Add(text, "quern_orders_total", "counter", "Orders ever intended.", [("", status.Orders.Total)]);
        Add(text, "quern_fills_total", "counter", "Fills.", [("", status.Orders.Fills)]);
        Add(text, "quern_orders_rejected_total", "counter", "Orders refused by the venue since the start.", [("", status.Orders.Rejected)]);
        Add(text, "quern_orders_denied_total", "counter", "Orders refused by our own risk since the start.", [("", status.Orders.Denied)]);
        Add(text, "quern_feed_messages_total", "counter", "Frames read.", status.Venues.Select(venue => (Label("venue", venue.Id), (double)venue.Messages)));
        Add(text, "quern_feed_malformed_total", "counter", "Frames that could not be read.", status.Venues.Select(venue => (Label("venue", venue.Id), (double)venue.Malformed)));
        Add(text, "quern_feed_gaps_total", "counter", "Breaks in a book's chain.", status.Venues.Select(venue => (Label("venue", venue.Id), (double)venue.Gaps)));
        Add(text, "quern_book_age_ms", "gauge", "Milliseconds since the book's feed was heard.", status.Instruments.Select(book => (Label("instrument", book.Id), book.AgeMs)));
        Add(text, "quern_book_proven", "gauge", "1 when the book's chain is proven.", status.Instruments.Select(book => (Label("instrument", book.Id), book.State == "proven" ? 1.0 : 0)));
        Add(text, "quern_pnl", "gauge", "P&L part in the settlement asset.", Parts(status.Pnl));
        AddJournals(text, journals);
        return text.ToString();
    }

    private static void AddJournals(StringBuilder text, IReadOnlyList<KeyValuePair<string, IJournal>> journals)
    {
        void Of(string name, string type, string help, Func<IJournal, double> value) =>
            Add(text, $"quern_journal_{name}", type, help, journals.Select(pair => (Label("journal", pair.Key), value(pair.Value))));

        Of("epoch", "gauge", "Epoch of this process's hold on the journal.", journal => journal.Epoch);
        Of("lag_seconds", "gauge", "How long the oldest record that is not durable has waited; sending stops at 0.25.", journal => journal.DurabilityLag.TotalSeconds);
        Of("in_trouble", "gauge", "1 while nothing may be sent because the journal can't be written.", journal => journal.Trouble.Length > 0 ? 1 : 0);
        Of("records_total", "counter", "Records appended since the journal was opened.", journal => journal.Counts.Records);
        Of("bytes_total", "counter", "Their bytes.", journal => journal.Counts.Bytes);
        Of("groups_total", "counter", "Group commits that became durable.", journal => journal.Counts.Groups);
        Of("slow_groups_total", "counter", "Of those, the ones whose oldest record had waited 250 ms or more.", journal => journal.Counts.SlowGroups);
        Of("failed_groups_total", "counter", "Group commits that failed, counted at every try.", journal => journal.Counts.FailedGroups);
        Of("failed_claims_total", "counter", "Times that there was no room for a further segment.", journal => journal.Counts.FailedClaims);
    }

    private static IEnumerable<(string Labels, double Value)> Parts(Pnl pnl) =>
        from part in new[]
        {
            ("spread", pnl.Spread), ("inventory", pnl.Inventory), ("fees", pnl.Fees), ("rebates", pnl.Rebates), ("funding", pnl.Funding),
            ("adjustments", pnl.Adjustments), ("total", pnl.Total),
        }
        select (Label("part", part.Item1), double.Parse(part.Item2, CultureInfo.InvariantCulture));

    private static string Label(string name, string value) => $"{{{name}=\"{value}\"}}";

    private static void Add(StringBuilder text, string name, string type, string help, IEnumerable<(string Labels, double Value)> samples)
    {
        text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {type}\n");
        foreach ((string labels, double value) in samples)
            text.Append(CultureInfo.InvariantCulture, $"{name}{labels} {value}\n");
    }
}
