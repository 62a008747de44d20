namespace Quern.Silo.Configuration;

/// <summary>An INI file: sections of <c>KEY=value</c>, <c>#</c> and <c>;</c> start comments, <c>${NAME}</c> is read from the environment.</summary>
public sealed class IniFile
{
    private readonly Dictionary<(string Section, string Key), (string Value, int Line)> _values = [];

    private IniFile(string path) => Path = path;

    /// <summary>Where it was read.</summary>
    public string Path { get; }

    /// <summary>Every key that stands in the file, in no order.</summary>
    public IEnumerable<(string Section, string Key)> Keys => _values.Keys;

    /// <summary>Reads a file.</summary>
    /// <exception cref="SettingsException">It is missing or a line is no section, key or comment.</exception>
    public static IniFile Read(string path)
    {
        if (!File.Exists(path))
            throw new SettingsException([$"{path}: no such file"]);
        return Parse(path, File.ReadAllLines(path));
    }

    /// <summary>Reads lines.</summary>
    /// <exception cref="SettingsException">A line is no section, key or comment, or a key stands twice.</exception>
    public static IniFile Parse(string path, IReadOnlyList<string> lines)
    {
        var file = new IniFile(path);
        var problems = new List<string>();
        string section = "";
        for (int number = 1; number <= lines.Count; number++)
        {
            string line = lines[number - 1].Trim();
            int equals = line.IndexOf('=', StringComparison.Ordinal);
            if (line.Length == 0 || line[0] is '#' or ';')
                continue;
            if (line[0] == '[' && line[^1] == ']')
                section = line[1..^1].Trim().ToUpperInvariant();
            else if (equals <= 0)
                problems.Add($"{path}({number}): '{line}' is no section, key=value or comment");
            else if (!file._values.TryAdd((section, line[..equals].Trim().ToUpperInvariant()), (line[(equals + 1)..].Trim(), number)))
                problems.Add($"{path}({number}): [{section}] {line[..equals].Trim()} stands twice");
        }

        return problems.Count > 0 ? throw new SettingsException(problems) : file;
    }

    /// <summary>True when the section has any key.</summary>
    public bool Has(string section) => _values.Keys.Any(key => key.Section == section);

    /// <summary>The text of a key as it stands, <c>${NAME}</c> unread; null when missing.</summary>
    public string? Raw(string section, string key) => _values.TryGetValue((section, key), out (string Value, int Line) found) ? found.Value : null;

    /// <summary>Where a key stands, for messages: <c>file(line)</c>.</summary>
    public string Where(string section, string key) =>
        _values.TryGetValue((section, key), out (string Value, int Line) found) ? $"{Path}({found.Line})" : Path;
}
