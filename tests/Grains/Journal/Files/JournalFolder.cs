using Quern.Grains.Journal;
using Quern.Grains.Journal.Files;

namespace Quern.Grains.Tests.Journal.Files;

/// <summary>A folder with one journal in it, gone after the test.</summary>
internal sealed class JournalFolder(JournalDisk? disk = null, long segmentBytes = 64 * 1024) : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("quern-journal-").FullName;

    public string Journal => Path.Combine(Root, "venue~account");

    public FileJournalStore Store => StoreWith(null);

    public string PathOf(string file) => Path.Combine(Journal, file);

    public string[] Segments(int epoch) => FileJournalStore.SegmentsOf(Journal, epoch);

    public Task<IJournal> Open(TimeSpan? flushEvery = null) => StoreWith(flushEvery).Open(StoreUnderTest.Name);

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private FileJournalStore StoreWith(TimeSpan? flushEvery) => new(
        new() { Folder = Root, SegmentBytes = segmentBytes, FlushEvery = flushEvery ?? TimeSpan.FromMilliseconds(20) },
        TimeProvider.System, disk ?? new());
}
