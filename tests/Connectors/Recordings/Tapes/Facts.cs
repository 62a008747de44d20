using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Quern.Connectors.Recordings.Tapes;

namespace Quern.Connectors.Tests.Recordings.Tapes;

/// <summary>What a test found out about a file, beside what is known of it: only what both name is compared.</summary>
/// <param name="expected">What is known; null when nothing is.</param>
/// <param name="found">What was found.</param>
internal sealed class Facts(JsonNode? expected, JsonNode found)
{
    private readonly List<string> _differences = [];
    private readonly List<string> _unasked = [];

    /// <summary>Single values that were compared.</summary>
    public int Checks { get; private set; }

    /// <summary>Compares; fails on the first differences.</summary>
    /// <returns>How many values were compared, and which known ones nothing was found out about.</returns>
    public string Check(string label)
    {
        Compare("", expected, found);
        Assert.True(_differences.Count == 0, $"{label}: {string.Join("; ", _differences.Take(10))}");
        Assert.True(expected is null || Checks > 0, $"{label}: nothing of what is known was compared");
        string unasked = _unasked.Count == 0 ? "" : $", not compared: {string.Join(", ", _unasked)}";
        return expected is null ? $"{label}: nothing known beforehand; found {found.ToJsonString()}" : $"{label}: {Checks} known values equal{unasked}";
    }

    /// <summary>Length and SHA-256 of a file's unpacked bytes.</summary>
    public static (long Bytes, string Sha256) Identity(string path)
    {
        using var file = new TapeFile(path);
        using var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var some = new byte[64 * 1024];
        long bytes = 0;
        for (int read = file.Read(some); read > 0; read = file.Read(some))
        {
            bytes += read;
            sum.AppendData(some, 0, read);
        }

        return (bytes, Convert.ToHexStringLower(sum.GetHashAndReset()));
    }

    /// <summary>Counts by name, as JSON, without those that are zero.</summary>
    public static JsonObject Counts<T>(IEnumerable<KeyValuePair<T, long>> counts) =>
        new(counts.Where(each => each.Value != 0)
            .Select(each => KeyValuePair.Create(Convert.ToString(each.Key, CultureInfo.InvariantCulture)!, (JsonNode?)each.Value)));

    private void Compare(string path, JsonNode? known, JsonNode? here)
    {
        switch (known)
        {
            case null:
                break;
            case JsonObject members when here is JsonObject ours:
                CompareMembers(path, members, ours);
                break;
            case JsonArray items when here is JsonArray ours:
                CompareItems(path, items, ours);
                break;
            default:
                Checks++;
                if (here is null || Text(known) != Text(here))
                    _differences.Add($"{path} should be {known.ToJsonString()}, is {here?.ToJsonString() ?? "missing"}");
                break;
        }
    }

    private void CompareMembers(string path, JsonObject known, JsonObject here)
    {
        // An object with counts in it says what it doesn't name is zero; at the top, what is not found out is only told.
        bool isTop = path.Count('/') == 0;
        foreach ((string name, JsonNode? value) in known)
        {
            if (here.TryGetPropertyValue(name, out JsonNode? ours))
                Compare($"{path}/{name}", value, ours);
            else if (isTop)
                _unasked.Add(name);
            else
                _differences.Add($"{path}/{name} should be {value?.ToJsonString()}, is missing");
        }

        if (isTop)
            return;
        foreach ((string name, JsonNode? value) in here)
        {
            if (!known.ContainsKey(name))
                _differences.Add($"{path}/{name} is {value?.ToJsonString()}, and should not be");
        }
    }

    private void CompareItems(string path, JsonArray known, JsonArray here)
    {
        if (known.Count != here.Count)
            _differences.Add($"{path} should have {known.Count} items, has {here.Count}");
        for (int item = 0; item < Math.Min(known.Count, here.Count); item++)
            Compare($"{path}/{item}", known[item], here[item]);
    }

    private static string Text(JsonNode node) =>
        node.GetValueKind() is System.Text.Json.JsonValueKind.Number
            ? decimal.Parse(node.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture).ToString("0.############", CultureInfo.InvariantCulture)
            : node.ToJsonString();
}
