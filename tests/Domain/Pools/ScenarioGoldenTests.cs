using System.Text.Json;

namespace Quern.Domain.Tests.Pools;

/// <summary>Every action recorded from the real contracts, with the whole state after it.</summary>
[Trait("Category", "golden")]
public sealed class ScenarioGoldenTests(ITestOutputHelper output)
{
    public static TheoryData<string> Scenarios()
    {
        TheoryData<string> names = [];
        string folder = Path.Combine(Quern.Tests.TestData.Root, "uniswap-v3");
        if (!Directory.Exists(folder))
            return [""];
        foreach (string file in Directory.GetFiles(folder, "scenarios-*.jsonl").Order(StringComparer.Ordinal))
            names.Add(Path.GetFileName(file));
        return names;
    }

    [Theory, MemberData(nameof(Scenarios))]
    public void A_recorded_scenario_replays_without_a_difference(string name)
    {
        string file = Quern.Tests.TestData.Require("uniswap-v3", name);
        ScenarioReplay? replay = null;

        foreach (JsonElement line in Golden.Lines(file))
        {
            switch (line.Text("type"))
            {
                case "scenario":
                    replay = new ScenarioReplay(line);
                    break;
                case "action":
                    replay!.Play(line);
                    break;
                case "snapshot":
                    replay!.CompareAll(line);
                    break;
                default:
                    throw new NotSupportedException($"Unknown line type in {name}: {line.GetRawText()}");
            }
        }

        Assert.NotNull(replay);
        output.WriteLine($"{name}: {replay.Accepted} accepted, {replay.Refused} refused, {replay.Compared} values, {replay.Differences.Count} differences");
        Assert.True(replay.Differences.Count == 0, string.Join(Environment.NewLine, replay.Differences));
        Assert.True(replay.Accepted > 0 && replay.Compared > replay.Accepted);
    }
}
