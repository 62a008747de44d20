using System.Globalization;
using System.Text.Json;
using Quern.Domain.Numerics;
using Quern.Tests;

namespace Quern.Domain.Tests.Pools;

/// <summary>Reads the recorded files: big integers are decimal strings there, ticks and times numbers.</summary>
internal static class Golden
{
    public static IReadOnlyList<string> Files(string pattern)
    {
        string folder = TestData.Require("uniswap-v3");
        string[] files = Directory.GetFiles(folder, pattern);
        Array.Sort(files, StringComparer.Ordinal);
        if (files.Length == 0)
            Assert.Skip($"No {pattern} in {folder}.");
        return files;
    }

    public static IEnumerable<JsonElement> Lines(string file)
    {
        foreach (string line in File.ReadLines(file))
        {
            using JsonDocument document = JsonDocument.Parse(line);
            yield return document.RootElement.Clone();
        }
    }

    public static UInt256 U256(this JsonElement element, string name) => UInt256.Parse(Text(element, name));

    public static UInt128 U128(this JsonElement element, string name) => (UInt128)U256(element, name);

    public static Int256 I256(this JsonElement element, string name) => Int256.Parse(Text(element, name));

    public static Int128 I128(this JsonElement element, string name) => (Int128)I256(element, name);

    public static long I64(this JsonElement element, string name) => long.Parse(Text(element, name), CultureInfo.InvariantCulture);

    public static int I32(this JsonElement element, string name) => (int)I64(element, name);

    public static bool Flag(this JsonElement element, string name) => element.GetProperty(name).GetBoolean();

    public static string Text(this JsonElement element, string name) => Text(element.GetProperty(name));

    public static string Text(this JsonElement element) =>
        element.ValueKind is JsonValueKind.String ? element.GetString()! : element.GetRawText();
}
