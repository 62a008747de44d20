using System.Text.Json.Nodes;
using Quern.Connectors.Recordings.Itch;
using Quern.Connectors.Recordings.Tapes;
using Quern.Connectors.Tests.Recordings.Tapes;
using Quern.Tests;

namespace Quern.Connectors.Tests.Recordings.Itch;

/// <summary>Every ITCH 5.0 file gives what is known of it: message by message, and order by order.</summary>
[Trait("Category", "golden")]
public sealed class ItchGoldenTests(ITestOutputHelper output)
{
    [Fact]
    public void Every_file_gives_the_expected_counts()
    {
        string folder = TestData.Require("itch");
        string[] files =
        [
            .. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Where(file => Path.GetFileName(file) is var name && !name.EndsWith(".json", StringComparison.Ordinal) && name.Contains("itch50", StringComparison.OrdinalIgnoreCase))
                .Order(StringComparer.Ordinal),
        ];
        string expected = Path.Combine(folder, "expected_itch50.json");
        JsonNode? known = File.Exists(expected) ? JsonNode.Parse(File.ReadAllText(expected)) : null;

        long messages = 0;
        foreach (string file in files)
        {
            string name = Path.GetFileName(file);
            JsonObject found = new ItchCensus().Run(file);
            using (var tape = new ItchTape(file))
            {
                var replay = new ItchReplay();
                replay.Run(tape, found);
                messages += tape.RecordsRead;
                Assert.Equal(1.0, tape.Progress);
            }

            (found["bytes"], found["sha256"]) = AsNodes(Facts.Identity(file));
            output.WriteLine(new Facts(known?[name.Split('.')[0]], found).Check(name));
        }

        output.WriteLine($"{files.Length} files, {messages} messages");
        Assert.NotEmpty(files);
    }

    private static (JsonNode, JsonNode) AsNodes((long Bytes, string Sha256) identity) => (identity.Bytes, identity.Sha256);
}
