using System.Globalization;
using System.Text.Json;
using Quern.Domain.Quoting;
using Quern.Tests;

namespace Quern.Domain.Tests.Quoting;

/// <summary>Both models against every case of the outside data.</summary>
[Trait("Category", "golden")]
public sealed class GlftExamplesTests(ITestOutputHelper print)
{
    [Fact]
    public void Every_recorded_case_comes_out()
    {
        using var examples = JsonDocument.Parse(File.ReadAllText(TestData.Require("lp-models", "examples.json")));
        int closed = 0, stoikov = 0;

        foreach (JsonElement example in examples.RootElement.GetProperty("avellanedaStoikov").EnumerateArray())
        {
            stoikov++;
            CheckAvellanedaStoikov(In(example, "inputs"), In(example, "result"));
        }

        foreach (JsonElement example in examples.RootElement.GetProperty("glftClosed").EnumerateArray())
        {
            closed++;
            CheckGlft(In(example, "inputs"), In(example, "result"));
        }

        JsonElement solved = examples.RootElement.GetProperty("glftExact");
        int exact = CheckStationary(In(solved, "inputs"), solved.GetProperty("result").GetProperty("quotes"));

        print.WriteLine($"{stoikov} Avellaneda-Stoikov cases, {closed} GLFT cases, {exact} exact GLFT quotes");
        Assert.True(stoikov > 0 && closed > 0 && exact > 0);
    }

    private static Func<string, double> In(JsonElement example, string part) =>
        name => example.GetProperty(part).GetProperty(name).GetDouble();

    private static void CheckAvellanedaStoikov(Func<string, double> given, Func<string, double> expected)
    {
        var model = new AvellanedaStoikov(given("gamma"), given("k"));
        double variance = given("sigma") * given("sigma") * given("tau");
        QuoteDistances distances = model.Distances(given("q"), variance);

        Assert.Equal(expected("reservation"), model.ReservationPrice(given("s"), given("q"), variance), 9);
        Assert.Equal(expected("spread"), model.Spread(variance), 9);
        Assert.Equal(expected("bid"), given("s") - distances.Bid, 9);
        Assert.Equal(expected("ask"), given("s") + distances.Ask, 9);
    }

    private static int CheckStationary(Func<string, double> given, JsonElement quotes)
    {
        var exact = new GlftStationary(new(given("gamma"), given("A"), given("k")), (int)given("Q"), given("sigma"));
        int count = 0;
        foreach (JsonProperty quote in quotes.EnumerateObject())
        {
            QuoteDistances distances = exact.Distances(int.Parse(quote.Name, CultureInfo.InvariantCulture));
            Assert.Equal(Distance(quote.Value.GetProperty("bidDepth")), distances.Bid, 8);
            Assert.Equal(Distance(quote.Value.GetProperty("askDepth")), distances.Ask, 8);
            count++;
        }

        return count;
    }

    private static double Distance(JsonElement value) => value.ValueKind is JsonValueKind.Null ? double.PositiveInfinity : value.GetDouble();

    private static void CheckGlft(Func<string, double> given, Func<string, double> expected)
    {
        var model = new Glft(given("gamma"), given("A"), given("k"), given("delta")) { FillRiskAversion = given("xi") };
        QuoteDistances distances = model.Distances(given("q"), given("sigma"));

        Assert.Equal(expected("c1"), model.C1, 9);
        Assert.Equal(expected("c2"), model.C2, 9);
        Assert.Equal(expected("halfSpread"), model.HalfSpread(given("sigma")), 9);
        Assert.Equal(expected("skew"), model.Skew(given("sigma")), 9);
        Assert.Equal(expected("bidDepth"), distances.Bid, 9);
        Assert.Equal(expected("askDepth"), distances.Ask, 9);
    }
}
