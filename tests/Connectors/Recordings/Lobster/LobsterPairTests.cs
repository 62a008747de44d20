using System.Text.Json.Nodes;
using Quern.Connectors.Recordings.Lobster;
using Quern.Connectors.Tests.Recordings.Tapes;
using Quern.Tests;

namespace Quern.Connectors.Tests.Recordings.Lobster;

/// <summary>Every pair of message and order-book file reproduces every row, by the procedure of the data's README.</summary>
[Trait("Category", "golden")]
public sealed class LobsterPairTests(ITestOutputHelper output)
{
    [Fact]
    public void Every_pair_reproduces_every_row()
    {
        string folder = TestData.Require("lobster");
        var pairs = LobsterFiles.Pairs(folder);

        long rows = 0;
        foreach ((string messages, string book) in pairs)
        {
            var replay = new LobsterPairReplay();
            JsonObject found = replay.Run(messages, book);
            found["files"] = new JsonObject { [Path.GetFileName(messages)] = FileFacts(messages, replay.Rows), [Path.GetFileName(book)] = FileFacts(book, replay.Rows) };

            string name = Path.GetFileName(messages);
            (string? known, JsonObject? facts) = LobsterFiles.Known(folder, messages);
            output.WriteLine(new Facts(facts, found).Check(known is null ? name : $"{name} ({known})"));
            output.WriteLine($"  {replay}");
            Assert.True(replay.FirstDifference is null, $"{name}: {replay.FirstDifference}");
            Assert.Equal((replay.Rows - 1, 0), (replay.RowsEqual, replay.Unknown));
            rows += replay.Rows;
        }

        output.WriteLine($"{pairs.Count} pairs, {rows} rows");
        Assert.True(pairs.Count > 0, $"no pair of message and order-book files in {folder}");
    }

    [Fact]
    public void Every_file_outside_of_a_pair_is_read_to_its_end_and_what_it_is_known_to_be()
    {
        string folder = TestData.Require("lobster");
        List<string> files = LobsterFiles.Single(folder);
        int checks = 0;
        foreach (string path in files)
        {
            JsonNode? known = LobsterFiles.Known(folder, path).Facts?["files"]?[Path.GetFileName(path)];
            var facts = new Facts(known, FileFacts(path, CountRows(path)));
            output.WriteLine(facts.Check(Path.GetFileName(path)));
            checks += facts.Checks;
        }

        output.WriteLine($"{files.Count} files, {checks} checks");
    }

    private static long CountRows(string path)
    {
        if (!path.Contains("_message_", StringComparison.Ordinal))
        {
            using var rows = new LobsterBookRows(path);
            while (rows.TryRead())
            {
            }

            return rows.RowsRead;
        }

        using var tape = new LobsterTape(path);
        while (tape.TryRead(out _))
        {
        }

        return tape.RecordsRead;
    }

    private static JsonObject FileFacts(string path, long rows)
    {
        (long bytes, string sha256) = Facts.Identity(path);
        return new() { ["rows"] = rows, ["bytes"] = bytes, ["sha256"] = sha256 };
    }
}
