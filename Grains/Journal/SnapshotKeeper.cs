namespace Quern.Grains.Journal;

/// <summary>Writes an owner's snapshots: every so many records, and once more at a clean end. One thread at a time, as a grain has it.</summary>
/// <param name="journal">The owner's hold.</param>
/// <param name="every">Records between two snapshots. At least 1.</param>
/// <param name="take">The state now, as bytes.</param>
/// <param name="onFailure">Hears why one was not stored: the records still tell everything.</param>
internal sealed class SnapshotKeeper(IJournal journal, int every, Func<byte[]> take, Action<string> onFailure)
{
    private long _at = journal.Snapshot?.Sequence ?? 0;
    private bool _isWriting;

    /// <summary>Snapshots stored by this owner.</summary>
    public int Written { get; private set; }

    /// <summary>Writes one when it is due. Never waits.</summary>
    public void Tick()
    {
        if (!_isWriting && journal.Appended - _at >= every)
            _ = Write();
    }

    /// <summary>Writes the last one, unless there is nothing new.</summary>
    public Task End() => _isWriting || journal.Appended == _at ? Task.CompletedTask : Write();

    private async Task Write()
    {
        _isWriting = true;
        // Counted as done when it fails, too: a disk that is full is not asked again at every timer.
        _at = journal.Appended;
        try
        {
            await journal.WriteSnapshot(take());
            Written++;
        }
        catch (Exception error) when (error is JournalException or ObjectDisposedException)
        {
            onFailure(error.Message);
        }
        finally
        {
            _isWriting = false;
        }
    }
}
