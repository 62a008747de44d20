using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text.Json.Nodes;
using Quern.Tests;

namespace Quern.Simulation.Tests;

[Trait("Category", "golden")]
public sealed class ReplayTests(ITestOutputHelper output)
{
    [Fact]
    public void Every_futures_recording_replays_to_the_expected_book_twice_the_same()
    {
        int replayed = 0, refused = 0, samples = 0;
        foreach ((string name, JsonNode expected) in Expected())
        {
            string[] files = [.. expected["files"]!.AsArray().Select(file => TestData.Require("crypto-l2", "binance-recordings", (string)file!))];
            (int exit, string printed, string errors) = Replay(files);
            if (exit == 2)
            {
                Assert.Contains("spot", errors, StringComparison.Ordinal);
                refused++;
                continue;
            }

            Assert.Equal(0, exit);
            JsonNode report = JsonNode.Parse(printed)!;
            Check(report, expected);
            samples += CheckSamples(name, report);
            Assert.Equal((string)report["eventHash"]!, (string)JsonNode.Parse(Replay(files).Output)!["eventHash"]!);
            replayed++;
        }

        output.WriteLine($"{replayed} sets replayed, {refused} of the spot market refused by name, {samples} samples of the book compared");
        Assert.True(replayed > 0);
    }

    [Fact]
    public void A_recording_without_one_diff_is_incomplete()
    {
        string whole = TestData.Require("crypto-l2", "binance-recordings", "usdm_ethusdt_20240808.gz");
        string file = Path.Combine(Path.GetTempPath(), $"quern-gap-{Environment.ProcessId}.gz");
        try
        {
            RemoveDiff(whole, file, number: 400, lines: 8_000);

            (int exit, string printed, _) = Replay([file]);

            Assert.Equal(4, exit);
            Assert.Equal(1, (int)JsonNode.Parse(printed)!["gaps"]!);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static IEnumerable<(string Name, JsonNode Expected)> Expected() =>
        JsonNode.Parse(File.ReadAllText(TestData.Require("crypto-l2", "binance-recordings", "expected.json")))!
            .AsObject().Where(set => set.Value?["files"] is not null).Select(set => (set.Key, set.Value!));

    private static void Check(JsonNode report, JsonNode expected)
    {
        JsonNode book = report["instruments"]![0]!, final = expected["final"]!;
        Assert.Equal((string)final["book_md5"]!, (string)book["bookMd5"]!);
        Assert.Equal(((string)final["bid"]!, (string)final["ask"]!), ((string)book["bid"]!, (string)book["ask"]!));
        Assert.Equal(((string)final["bid_qty"]!, (string)final["ask_qty"]!), ((string)book["bidQuantity"]!, (string)book["askQuantity"]!));
        Assert.Equal(((int)final["bid_levels"]!, (int)final["ask_levels"]!), ((int)book["bidLevels"]!, (int)book["askLevels"]!));
        Assert.Equal((int)expected["diffs_applied"]!, (int)report["diffsApplied"]!);
        Assert.Equal((int)expected["diffs_discarded_as_old"]!, (int)report["diffsDropped"]!);
        Assert.Equal((int)expected["sequence_gaps"]!, (int)report["gaps"]!);
        Assert.Equal((int)expected["trades"]!["count"]!, (int)report["trades"]!);
        Assert.Equal(expected["lines"]!.AsArray().Sum(lines => (long)lines!), (long)report["messages"]!);
        Assert.Equal((int)expected["bookticker_check"]!["equal"]!, (int)report["bookTickerCheck"]!["equal"]!);
    }

    private static int CheckSamples(string name, JsonNode report)
    {
        string[] rows = [.. File.ReadAllLines(TestData.Require("crypto-l2", "binance-recordings", $"expected_bbo_{name}.csv")).Skip(1)];
        JsonArray samples = report["samples"]!.AsArray();
        Assert.Equal(rows.Length, samples.Count);
        for (int index = 0; index < rows.Length; index++)
        {
            JsonNode sample = samples[index]!;
            string ours = string.Create(
                CultureInfo.InvariantCulture,
                $"{sample["applied"]},{sample["u"]},{sample["bid"]},{sample["bidQuantity"]},{sample["ask"]},{sample["askQuantity"]},{sample["bidLevels"]},{sample["askLevels"]}");
            Assert.Equal(rows[index], ours);
        }

        return rows.Length;
    }

    private static (int ExitCode, string Output, string Errors) Replay(IEnumerable<string> files)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in new[] { Path.Combine(AppContext.BaseDirectory, "Quern.Silo.dll"), "--speed", "max", "--exit-at-end", "--json", "--replay" }.Concat(files))
            start.ArgumentList.Add(argument);
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string printed = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, printed, errors.Result);
    }

    private static void RemoveDiff(string from, string to, int number, int lines)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(from), CompressionMode.Decompress));
        using var writer = new StreamWriter(new GZipStream(File.Create(to), CompressionMode.Compress)) { NewLine = "\n" };
        int diffs = 0;
        for (int line = 0; line < lines && reader.ReadLine() is { } text; line++)
        {
            if (!text.Contains("depthUpdate", StringComparison.Ordinal) || ++diffs != number)
                writer.WriteLine(text);
        }
    }
}
