using Quern.Domain.Fencing;
using Quern.Tests;

namespace Quern.Domain.Tests.Fencing;

[Trait("Category", "unit")]
public sealed class VenueExpiryTests
{
    [Fact]
    public void The_document_says_of_every_venue_what_the_code_says()
    {
        string[] rows = [.. File.ReadLines(Path.Combine(TestData.Repository, "docs", "venue-expiry.md")).Where(line => line.StartsWith("| `", StringComparison.Ordinal))];

        Assert.Equal(VenueExpiry.All.Select(Row), rows);
    }

    [Fact]
    public void A_connector_without_a_statement_has_none() => Assert.Null(VenueExpiry.Of("nowhere"));

    private static string Row(VenueExpiry venue) =>
        $"| `{venue.Connector}` | {Words(venue.Place)} | {Words(venue.Replace)} | {Words(venue.Cancel)} | {Words(venue.CancelAll)} | {venue.LongestMs} ms | {venue.Uncovered} | {venue.CoveredBy} |";

    private static string Words(LateRequest late) => late switch
    {
        LateRequest.RefusedAfterWindow => "refused after its window",
        LateRequest.RefusedAfterInstant => "refused after an instant",
        LateRequest.Executed => "**executed**",
        _ => "no such request",
    };
}
