namespace Quern.Grains.Journal;

/// <summary>Who waits for a record to be durable. Its caller holds a lock.</summary>
internal sealed class DurabilityWaiters
{
    private readonly List<(long Sequence, TaskCompletionSource Source)> _waiters = [];

    public Task Wait(long sequence)
    {
        var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiters.Add((sequence, source));
        return source.Task;
    }

    public void Complete(long durable)
    {
        for (int index = _waiters.Count - 1; index >= 0; index--)
        {
            if (_waiters[index].Sequence > durable)
                continue;
            _waiters[index].Source.SetResult();
            _waiters.RemoveAt(index);
        }
    }

    public void Fail(JournalException error)
    {
        foreach ((_, TaskCompletionSource source) in _waiters)
            source.SetException(error);
        _waiters.Clear();
    }
}
