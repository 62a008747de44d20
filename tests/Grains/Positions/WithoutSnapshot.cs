using Quern.Grains.Journal;

namespace Quern.Grains.Tests.Positions;

/// <summary>A journal that says it has no snapshot: whoever restores from it reads every record.</summary>
internal sealed class WithoutSnapshot(IJournal journal) : PassingJournal(journal)
{
    public override JournalSnapshot? Snapshot => null;

    public override IEnumerable<JournalLine> ReadEarlier() => ReadAll();
}
