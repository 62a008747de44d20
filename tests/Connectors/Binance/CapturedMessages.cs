using System.Text;
using System.Text.Json;
using Quern.Tests;

namespace Quern.Connectors.Tests.Binance;

/// <summary>The captured messages of the venue, found by file pattern.</summary>
internal static class CapturedMessages
{
    /// <summary>Files of that pattern, by name; skips the test when there are none.</summary>
    public static IEnumerable<string> Files(string pattern)
    {
        string folder = TestData.Require("exchanges", "binance");
        string[] files = [.. Directory.GetFiles(folder, pattern).Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)];
        Assert.SkipWhen(files.Length == 0, $"No {pattern} in {folder}.");
        return files;
    }

    public static byte[] Body(string file) => File.ReadAllBytes(TestData.Require("exchanges", "binance", file));

    /// <summary>The frames of a file: the file itself, each element of its array, or each <c>msg</c> of a recording.</summary>
    public static IEnumerable<byte[]> Frames(string file)
    {
        using JsonDocument document = JsonDocument.Parse(Body(file));
        JsonElement root = document.RootElement;
        IEnumerable<JsonElement> elements = root.ValueKind is JsonValueKind.Array ? root.EnumerateArray() : [root];
        return [.. elements
            .Select(element => element.TryGetProperty("msg", out JsonElement frame) && frame.ValueKind is JsonValueKind.Object ? frame : element)
            .Select(element => Encoding.UTF8.GetBytes(element.GetRawText()))];
    }
}
