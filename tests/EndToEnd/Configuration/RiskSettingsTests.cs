using Quern.Silo.Configuration;

namespace Quern.EndToEnd.Tests.Configuration;

[Trait("Category", "unit")]
public sealed class RiskSettingsTests : IDisposable
{
    private readonly string _file = Path.ChangeExtension(Path.GetTempFileName(), ".json");

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Loss_limits_are_read()
    {
        SiloSettings settings = Read("""{ "maxLoss": 500.5, "maxDrawdown": 250, "lossAsset": "USDT", "equityStaleAfterMs": 5000 }""");

        Assert.Equal(500.5m, settings.Venues[0].Accounts[0].Risk!.Value.GetProperty("maxLoss").GetDecimal());
    }

    [Theory]
    [InlineData("""{ "maxLos": 5 }""", "maxLos")]
    [InlineData("""{ "maxLoss": 0 }""", "maxLoss is 0; use 0.00000001 to 10,000,000,000")]
    [InlineData("""{ "maxDrawdown": -1 }""", "maxDrawdown is -1")]
    [InlineData("""{ "lossAsset": "USDT" }""", "neither maxLoss nor maxDrawdown is set")]
    [InlineData("""{ "maxLoss": 1, "equityStaleAfterMs": 10 }""", "EquityStaleAfterNs")]
    public void What_cannot_be_a_limit_is_refused_before_anything_starts(string risk, string problem)
    {
        SettingsException refusal = Assert.Throws<SettingsException>(() => Read(risk));

        Assert.Contains(refusal.Problems, line => line.StartsWith("accounts[demo].risk", StringComparison.Ordinal) && line.Contains(problem, StringComparison.Ordinal));
    }

    private SiloSettings Read(string risk)
    {
        File.WriteAllText(_file, $$"""{ "venues": [{ "id": "sim-usdm", "accounts": [{ "name": "demo", "number": 1, "risk": {{risk}} }] }] }""");
        return SettingsReader.Read([_file], []);
    }
}
