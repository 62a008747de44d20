using Quern.Domain.Instruments;
using Quern.Domain.MarketData;
using Quern.Domain.Strategies;
using Quern.Domain.Tests.Instruments;
using Quern.Tests;

namespace Quern.Domain.Tests.Strategies;

[Trait("Category", "golden")]
public sealed class MarketMakingOnRecordingTests(ITestOutputHelper print)
{
    private static readonly MarketMakingSettings Settings = new()
    {
        OrderSizeLots = 50,
        MaxInventoryLots = 200,
        RiskAversion = 0.01,
        CalibrateOnline = true,
        MinHalfSpreadTicks = 2,
        TimeToLive = TimeSpan.FromSeconds(2),
    };

    [Theory]
    [InlineData(QuoteModel.Glft)]
    [InlineData(QuoteModel.AvellanedaStoikov)]
    public void On_a_recorded_market_it_quotes_both_sides_leans_and_keeps_its_limit(QuoteModel model)
    {
        RecordedMarket market = Play(Settings with { Model = model, Horizon = TimeSpan.FromSeconds(5) });

        int twoSided = market.Distances.Sum(distance => distance.Count);
        (double flat, double whenLong, double whenShort) = (Lean(market, 0), Lean(market, 1), Lean(market, 2));
        print.WriteLine($"{model}: {market.Ticks} ticks, {market.All.Count} targets, {twoSided} two-sided, {market.Fills} fills, largest inventory "
            + $"{market.LargestInventory}; ask minus bid distance {flat:F2} flat, {whenLong:F2} long, {whenShort:F2} short; "
            + $"A {market.Strategy.FillRate:F3}, k {market.Strategy.FillDecay:F4}");

        Assert.True(market.Ticks > 10_000 && market.Fills > 20, $"{market.Ticks} ticks, {market.Fills} fills");
        Assert.True(twoSided > market.All.Count / 2, $"{twoSided} of {market.All.Count}");
        Assert.True(whenLong < flat && flat < whenShort, "long asks nearer than it bids, short bids nearer than it asks");
        Assert.True(Settings.FillRate != market.Strategy.FillRate, "it learned");
    }

    [Fact]
    public void The_same_recording_gives_the_same_targets()
    {
        string[] first = [.. Play(Settings).All.Select(said => $"{said.AtNs} {said.Version} {said}")];
        string[] second = [.. Play(Settings).All.Select(said => $"{said.AtNs} {said.Version} {said}")];

        Assert.Equal(first, second);
    }

    private static double Lean(RecordedMarket market, int holding) =>
        (market.Distances[holding].Ask - market.Distances[holding].Bid) / Math.Max(1, market.Distances[holding].Count);

    private static RecordedMarket Play(MarketMakingSettings settings)
    {
        string folder = TestData.Require("crypto-l2", "binance-recordings");
        string file = Directory.GetFiles(folder, "usdm_*.gz").Order(StringComparer.Ordinal).First();
        var market = new RecordedMarket(Contracts.Linear, settings);
        market.Play(file, SequenceRule.PreviousFinal);
        return market;
    }
}
