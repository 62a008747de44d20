using System.Globalization;

namespace Quern.Grains.Journal;

/// <summary>Where a file journal lives and how it is cut.</summary>
public sealed class FileJournalOptions
{
    /// <summary>The folder; one sub-folder per journal.</summary>
    public required string Folder { get; init; }

    /// <summary>Bytes per file, at least 64 KiB. Default 64 MiB.</summary>
    public long SegmentBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>How often appended records are brought to the disk. Default 20 ms.</summary>
    public TimeSpan FlushEvery { get; init; } = TimeSpan.FromMilliseconds(20);
}

/// <summary>Journals in files of one machine: <c>folder/name/epoch-index.journal</c> and beside them <c>epoch</c>, the newest owner's.</summary>
public sealed class FileJournalStore(FileJournalOptions options, TimeProvider time) : IJournalStore
{
    /// <inheritdoc/>
    public IJournal Open(string name)
    {
        string folder = Path.Combine(options.Folder, FolderOf(name));
        Directory.CreateDirectory(folder);

        EpochFile epochs = EpochFile.Open(Path.Combine(folder, "epoch"), name);
        try
        {
            (List<JournalLine> earlier, int highest, string notice) = ReadAll(folder, name);
            int epoch = epochs.Raise(highest);
            return new FileJournal(options, time, name, folder, epochs, epoch, earlier, notice);
        }
        catch
        {
            epochs.Dispose();
            throw;
        }
    }

    private static (List<JournalLine> Lines, int HighestEpoch, string Notice) ReadAll(string folder, string name)
    {
        var lines = new List<JournalLine>();
        var notices = new List<string>();
        int highest = 0;
        string[] files = Directory.GetFiles(folder, "*.journal");
        Array.Sort(files, StringComparer.Ordinal);

        for (int index = 0; index < files.Length; index++)
        {
            (int epoch, string? damage) = JournalSegment.Read(files[index], name, lines);
            highest = Math.Max(highest, epoch);
            if (damage is not null)
                notices.Add($"{files[index]}: {damage}; what follows in that file is cut");
        }

        return (lines, highest, string.Join(Environment.NewLine, notices));
    }

    // The venue's colon is no file name on every system.
    private static string FolderOf(string name) =>
        name.Replace(':', '~').Replace('/', '+');

    internal static string SegmentPath(string folder, int epoch, int index) =>
        Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{epoch:D7}-{index:D5}.journal"));
}
