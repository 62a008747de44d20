using System.Globalization;
using System.Text.Json.Nodes;
using Quern.Connectors.Recordings;
using Quern.Connectors.Recordings.MarketByOrder;
using Quern.Connectors.Recordings.Tapes;
using Quern.Connectors.Tests.Recordings.Tapes;
using Quern.Tests;

namespace Quern.Connectors.Tests.Recordings.MarketByOrder;

/// <summary>Every market-by-order file, binary or text, ends in the book that is known beforehand, with the known best quotes on the way.</summary>
[Trait("Category", "golden")]
public sealed class MboGoldenTests(ITestOutputHelper output)
{
    [Fact]
    public void Every_file_ends_in_the_expected_book()
    {
        string folder = TestData.Require("itch");
        string[] files = [.. Files(folder, "*mbo*.csv*").Where(file => !Path.GetFileName(file).StartsWith("expected", StringComparison.Ordinal)), .. Files(folder, "*.dbn*")];
        JsonNode? known = Read(Path.Combine(folder, "expected_mbo.json"));
        var unread = new List<string>();

        foreach (string file in files)
        {
            string name = Path.GetFileName(file).Split('.')[0];
            if (Unpackable(file) is { } reason)
            {
                unread.Add(reason);
                continue;
            }

            using MboTape tape = Open(file);
            var replay = new MboReplay(BestQuotes(folder, name));
            JsonObject found = replay.Run(tape);
            if (IsBinary(file))
                (found["dbn_bytes_uncompressed"], found["dbn_sha256_uncompressed"]) = AsNodes(Facts.Identity(file));

            output.WriteLine(new Facts(known?[name], found).Check(Path.GetFileName(file)));
            output.WriteLine($"  {replay}");
            Assert.Equal(replay.QuotesKnown, replay.QuotesCompared);
            Assert.Equal((0, 1.0), (replay.Anomalies, tape.Progress));
        }

        output.WriteLine($"{files.Length - unread.Count} of {files.Length} files");
        Assert.NotEmpty(files);
        if (unread.Count > 0)
            Assert.Skip($"All others are right. {string.Join(' ', unread)}");
    }

    [Fact]
    public void Text_and_binary_of_the_same_recording_tell_the_same()
    {
        string folder = TestData.Require("itch");
        int pairs = 0;
        foreach (string binary in Files(folder, "*.dbn*").Where(file => Unpackable(file) is null))
        {
            string name = Path.GetFileName(binary).Split('.')[0];
            foreach (string text in Files(folder, $"{name}.csv*"))
            {
                using MboTape one = Open(binary);
                using MboTape other = Open(text);
                long events = 0;
                for (bool more = true; more; events++)
                {
                    more = one.TryRead(out TapeEvent step);
                    Assert.Equal(more, other.TryRead(out TapeEvent same));
                    Assert.True(step == same, $"{name}, record {one.RecordsRead}: {step} and {same}");
                }

                output.WriteLine($"{name} ({string.Join(", ", one.Symbols)}): {events - 1} events are the same");
                pairs++;
            }
        }

        output.WriteLine($"{pairs} pairs");
    }

    private static MboTape Open(string file) => IsBinary(file) ? MboTape.OpenDbn(file) : MboTape.OpenCsv(file);

    private static bool IsBinary(string file) => Path.GetFileName(file).Contains(".dbn", StringComparison.Ordinal);

    // Only a Zstandard file on a machine without libzstd: then it must be refused in so many words.
    private static string? Unpackable(string file) =>
        file.EndsWith(".zst", StringComparison.Ordinal) && ZstdLibrary.Loaded is null
            ? Assert.Throws<RecordingRefusedException>(() => Open(file)).Message
            : null;

    private static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(folder, pattern, SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    private static JsonNode? Read(string path) => File.Exists(path) ? JsonNode.Parse(File.ReadAllText(path)) : null;

    private static (JsonNode, JsonNode) AsNodes((long Bytes, string Sha256) identity) => (identity.Bytes, identity.Sha256);

    private static List<MboQuote> BestQuotes(string folder, string name)
    {
        string path = Path.Combine(folder, $"expected_{name}_bbo.csv");
        return File.Exists(path)
            ? [.. File.ReadLines(path).Skip(1).Select(line => line.Split(',').Select(field => long.Parse(field, CultureInfo.InvariantCulture)).ToArray())
                .Select(f => new MboQuote(f[0], f[1], f[2], f[3], f[4], f[5], f[6], f[7]))]
            : [];
    }
}
