using System.Globalization;

namespace Quern.Connectors.Recordings.Commands;

/// <summary>Files of a folder that are named after a number above zero, of twenty digits so that names and numbers sort alike.</summary>
/// <param name="Prefix">What stands before the number.</param>
/// <param name="Extension">What stands behind it, with its point.</param>
internal sealed record NumberedFiles(string Prefix, string Extension)
{
    /// <summary>The name of one of them.</summary>
    public string NameOf(long number) => Prefix + number.ToString("D20", CultureInfo.InvariantCulture) + Extension;

    /// <summary>Those of a folder, ascending; files of other names are passed over.</summary>
    public List<(long Number, string Path)> Find(string folder)
    {
        List<(long Number, string Path)> found = [];
        foreach (string path in Directory.EnumerateFiles(folder, Prefix + "*" + Extension))
        {
            string digits = Path.GetFileNameWithoutExtension(path)[Prefix.Length..];
            if (long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number > 0)
                found.Add((number, path));
        }

        found.Sort();
        return found;
    }
}
