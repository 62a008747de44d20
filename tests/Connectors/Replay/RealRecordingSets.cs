using System.Text.Json;
using Quern.Connectors.Recordings;
using Quern.Tests;

namespace Quern.Connectors.Tests.Replay;

/// <summary>The outside recordings of the futures market, each with what is known about it.</summary>
internal static class RealRecordingSets
{
    public static IReadOnlyList<(string[] Files, JsonElement Expected)> Futures()
    {
        (string[] Files, JsonElement Expected)[] sets = [.. All().Where(set => set.Name.StartsWith("usdm", StringComparison.Ordinal)).Select(set => (set.Files, set.Expected))];
        Assert.NotEmpty(sets);
        return sets;
    }

    public static IEnumerable<(string Name, string[] Files, JsonElement Expected)> All()
    {
        string folder = TestData.Require("crypto-l2", "binance-recordings");
        JsonElement sets = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "expected.json"))).RootElement;
        return sets.EnumerateObject().Select(set =>
            (set.Name, (string[])[.. Directory.GetFiles(folder, $"{set.Name}_*.gz").Order(StringComparer.Ordinal)], set.Value));
    }

    /// <summary>The first lines of a recording, as a recording of its own.</summary>
    public static string[] FirstLines(string[] files, int lines)
    {
        using var recording = new Recording(files);
        var texts = new List<string>();
        while (texts.Count < lines && recording.TryRead(out RecordedFrame frame))
            texts.Add($"{frame.ReceiveTimeNs} {System.Text.Encoding.UTF8.GetString(frame.Bytes.Span)}");
        return [.. texts];
    }
}
