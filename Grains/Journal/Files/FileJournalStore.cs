using System.Globalization;
using Quern.Grains.Leases;

namespace Quern.Grains.Journal.Files;

/// <summary>Where a file journal lives and how it is cut.</summary>
public sealed class FileJournalOptions
{
    /// <summary>The folder; one sub-folder per journal.</summary>
    public required string Folder { get; init; }

    /// <summary>Bytes per file, at least 16 KiB. Default 64 MiB.</summary>
    public long SegmentBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>How often appended records are sealed as a group and brought to the disk. Default 20 ms.</summary>
    public TimeSpan FlushEvery { get; init; } = TimeSpan.FromMilliseconds(20);
}

/// <summary>
/// Journals in files of one machine: <c>folder/name/epoch-index.journal</c>, and beside them <c>epoch</c> (the newest owner and its lease),
/// <c>runs</c> (how each run ended), snapshots, and what was cut off damaged tails.
/// </summary>
public sealed class FileJournalStore : IJournalStore
{
    private static readonly TimeSpan OpeningPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan OpeningPause = TimeSpan.FromMilliseconds(10);
    private readonly FileJournalOptions _options;
    private readonly TimeProvider _time;
    private readonly JournalDisk _disk;

    /// <summary>A store in a folder.</summary>
    public FileJournalStore(FileJournalOptions options, TimeProvider time)
        : this(options, time, new())
    {
    }

    internal FileJournalStore(FileJournalOptions options, TimeProvider time, JournalDisk disk)
    {
        _options = options;
        _time = time;
        _disk = disk;
    }

    /// <inheritdoc/>
    public async Task<IJournal> Open(string name)
    {
        string folder = Path.Combine(_options.Folder, FolderOf(name));
        Directory.CreateDirectory(folder);
        // Two openers at once would judge the same run twice.
        using FileStream opening = await LockOpening(folder, name);
        EpochFile epochs = EpochFile.Open(Path.Combine(folder, "epoch"), name);
        try
        {
            return TakeOver(folder, name, epochs);
        }
        catch (Exception error)
        {
            epochs.Dispose();
            if (error is IOException or UnauthorizedAccessException)
                throw new JournalException($"The journal of '{name}' in {folder} can't be opened: {error.Message}", error);
            throw;
        }
    }

    /// <inheritdoc/>
    public Task<LeaseRecord?> ReadLease(string name)
    {
        string path = Path.Combine(_options.Folder, FolderOf(name), "epoch");
        if (!File.Exists(path))
            return Task.FromResult<LeaseRecord?>(null);
        using EpochFile epochs = EpochFile.Open(path, name);
        return Task.FromResult(epochs.ReadLease());
    }

    /// <summary>Keeps other openers away; null when one is at work.</summary>
    internal static FileStream? TryLockOpening(string folder)
    {
        try
        {
            return new(Path.Combine(folder, "opening"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>A run's files, by index.</summary>
    internal static string[] SegmentsOf(string folder, int epoch)
    {
        string[] files = Directory.GetFiles(folder, string.Create(CultureInfo.InvariantCulture, $"{epoch:D7}-*.journal"));
        Array.Sort(files, StringComparer.Ordinal);
        return files;
    }

    internal static string SegmentPath(string folder, int epoch, int index) =>
        Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{epoch:D7}-{index:D5}.journal"));

    private FileJournal TakeOver(string folder, string name, EpochFile epochs)
    {
        RunLog runs = RunLog.Read(Path.Combine(folder, "runs"));
        int[] written = [.. Directory.GetFiles(folder, "*.journal").Select(EpochOf).Distinct().Order()];
        LeaseRecord? earlier = epochs.ReadLease();
        // First the epoch, then the records: an owner that appended after we read will see that it lost, and not send.
        int epoch = epochs.Raise(Math.Max(runs.LastEpoch, written.LastOrDefault()));
        var notices = new List<string>();
        bool isCut = false;
        for (int old = runs.LastEpoch + 1; old < epoch; old++)
            isCut = Settle(folder, name, runs, old, notices, isCut);

        var journal = new FileJournal(_options, _time, _disk, name, folder, epochs, epoch, runs)
        {
            EarlierLease = earlier,
            Notice = string.Join(Environment.NewLine, notices),
            Snapshot = SnapshotFiles.Read(folder, runs.LastSequence),
        };
        journal.Begin();
        return journal;
    }

    /// <summary>Judges a run that nobody closed, and writes the judgement down.</summary>
    /// <returns>True when something was cut by now: what follows such a run, as little judged, stands on nothing.</returns>
    private static bool Settle(string folder, string name, RunLog runs, int epoch, List<string> notices, bool isCut)
    {
        string[] files = SegmentsOf(folder, epoch);
        if (isCut)
        {
            Array.ForEach(files, Quarantine.Remove);
            runs.Add(new(epoch, RunEnding.Quarantined, runs.LastSequence + 1, 0, Convert.ToHexStringLower(runs.LastHash), "it followed a run with a damaged tail"));
            return true;
        }

        RunScan scan = RunScan.Read(files, name, runs.LastHash);
        string detail = scan.Damage is null ? "" : CutOff(files, scan);
        if (detail.Length > 0)
            notices.Add($"{folder}: {detail}");
        RunEnding ending = detail.Length == 0 ? RunEnding.Recovered : RunEnding.Quarantined;
        runs.Add(new(epoch, ending, runs.LastSequence + 1, scan.Records, Convert.ToHexStringLower(scan.Hash), detail));
        return detail.Length > 0;
    }

    private static string CutOff(string[] files, RunScan scan)
    {
        string side = Quarantine.Cut(files[scan.File], scan.CutAt);
        Array.ForEach(files[(scan.File + 1)..], Quarantine.Remove);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Path.GetFileName(files[scan.File])} is damaged at offset {scan.CutAt}: {scan.Damage}; cut off and kept as {Path.GetFileName(side)}");
    }

    private async Task<FileStream> LockOpening(string folder, string name)
    {
        long since = _time.GetTimestamp();
        while (true)
        {
            if (TryLockOpening(folder) is { } opening)
                return opening;
            if (_time.GetElapsedTime(since) > OpeningPatience)
                throw new JournalException($"The journal of '{name}' in {folder} is being opened by another process for more than {OpeningPatience.TotalSeconds} s; look for a silo that hangs.");
            await Task.Delay(OpeningPause, _time);
        }
    }

    private static int EpochOf(string path) =>
        int.TryParse(Path.GetFileName(path).Split('-')[0], NumberStyles.None, CultureInfo.InvariantCulture, out int epoch) ? epoch : 0;

    // The venue's colon is no file name on every system.
    private static string FolderOf(string name) => name.Replace(':', '~').Replace('/', '+');
}
