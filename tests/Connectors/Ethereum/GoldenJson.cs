using System.Text.Json;
using Quern.Tests;

namespace Quern.Connectors.Tests.Ethereum;

/// <summary>Recorded JSON files of one schema, by pattern.</summary>
internal static class GoldenJson
{
    public static IReadOnlyList<JsonElement> Files(string pattern)
    {
        string folder = TestData.Require("uniswap-v3");
        string[] files = Directory.GetFiles(folder, pattern);
        if (files.Length == 0)
            Assert.Skip($"No {pattern} in {folder}.");
        Array.Sort(files, StringComparer.Ordinal);
        return [.. files.Select(Read)];
    }

    public static JsonElement Read(string file)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(file));
        return document.RootElement.Clone();
    }
}
