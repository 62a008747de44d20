using Quern.Grains.Leases;
using Quern.Silo.Configuration;

namespace Quern.EndToEnd.Tests.Configuration;

[Trait("Category", "unit")]
public sealed class LeaseSettingsTests : IDisposable
{
    private readonly string _file = Path.ChangeExtension(Path.GetTempFileName(), ".json");

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Leases_are_the_grains_own_unless_told_otherwise() => Assert.Equal(new LeaseTerms(), new LeaseSettings().Terms());

    [Fact]
    public void A_longer_lease_allows_longer_windows()
    {
        LeaseTerms terms = Read("""{ "durationMs": 6000, "renewEveryMs": 1000, "longestExpiryMs": 5000, "clockErrorMs": 100 }""", recvWindowMs: 5_000).Lease!.Terms();

        Assert.Equal((6.0, 1.0, 5.0, 0.1), (terms.Duration.TotalSeconds, terms.RenewEvery.TotalSeconds, terms.LongestExpiry.TotalSeconds, terms.ClockError.TotalSeconds));
    }

    [Theory]
    [InlineData("""{ "durationMs": 2000, "renewEveryMs": 700 }""", 2_000, "lease: RenewEvery is 0.7 s")]
    [InlineData("""{ "durationMs": 100 }""", 2_000, "lease: Duration is 0.1 s")]
    [InlineData("{ }", 2_001, "venues[sim-usdm].recvWindowMs: 2001; a successor waits only lease.longestExpiryMs, 2000")]
    [InlineData("""{ "durationMs": 1500, "renewEveryMs": 500 }""", 1_500, "accounts[demo].risk.requestWindowMs: 2000; no request may outlive the lease of 1500 ms")]
    public void What_a_successors_wait_does_not_cover_is_refused(string lease, int recvWindowMs, string problem)
    {
        SettingsException refusal = Assert.Throws<SettingsException>(() => Read(lease, recvWindowMs));

        Assert.Contains(refusal.Problems, line => line.StartsWith(problem, StringComparison.Ordinal));
    }

    private SiloSettings Read(string lease, int recvWindowMs)
    {
        File.WriteAllText(
            _file,
            $$"""
            { "lease": {{lease}}, "venues": [{ "id": "sim-usdm", "recvWindowMs": {{recvWindowMs}}, "accounts": [{ "name": "demo", "number": 1 }] }] }
            """);
        return SettingsReader.Read([_file], []);
    }
}
