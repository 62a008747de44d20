using Quern.Silo.Configuration;
using Quern.Tests;

namespace Quern.EndToEnd.Tests.Configuration;

/// <summary>The predecessor's document that shows its INI files: each stands in a fenced block, after its path in back-ticks.</summary>
internal static class SeedDocument
{
    /// <summary>The INI files, by name.</summary>
    public static IReadOnlyDictionary<string, string[]> IniFiles()
    {
        string seeds = Path.Combine(TestData.Root, "..", "seeds");
        string? document = Directory.Exists(seeds) ? Directory.GetFiles(seeds, "002_*.txt").FirstOrDefault() : null;
        if (document is null)
            Assert.Skip($"No seeds/002_*.txt beside {TestData.Root}.");

        var files = new Dictionary<string, string[]>(StringComparer.Ordinal);
        string[] lines = File.ReadAllLines(document);
        for (int index = 0; index < lines.Length; index++)
        {
            if (lines[index].Trim() != "```ini")
                continue;
            string title = lines[..index].Last(line => line.Contains(".ini`", StringComparison.Ordinal));
            string name = Path.GetFileName(title[(title.IndexOf('`', StringComparison.Ordinal) + 1)..title.LastIndexOf('`')]);
            int end = Array.FindIndex(lines, index + 1, line => line.Trim() == "```");
            files[name] = lines[(index + 1)..end];
        }

        return files;
    }

    /// <summary>Settings from these files.</summary>
    public static SiloSettings Map(IReadOnlyDictionary<string, string[]> files) =>
        SeedIni.Map([.. files.Select(file => IniFile.Parse(file.Key, file.Value))], []);
}
