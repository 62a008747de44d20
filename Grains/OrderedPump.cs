namespace Quern.Grains;

/// <summary>
/// Carries items from a transport thread to a grain in order: one call is out at a time, and while it is out the next batch fills. A burst
/// becomes one call; a slow grain slows only its own pump.
/// </summary>
/// <typeparam name="T">The item; a struct on hot paths.</typeparam>
/// <param name="limit">Items that may wait; more are refused. At least 1.</param>
internal abstract class OrderedPump<T>(int limit)
{
    private readonly Lock _gate = new();
    private Action? _afterCall;
    private T[] _filling = new T[16];
    private T[] _delivering = new T[16];
    private int _count;
    private bool _isDelivering;
    private bool _isClosed;
    private Task _call = Task.CompletedTask;

    /// <summary>Puts items behind those that wait.</summary>
    /// <returns>False when there is no room, and nothing was taken.</returns>
    public bool TryAppend(ReadOnlySpan<T> items)
    {
        lock (_gate)
        {
            if (_isClosed || _count + items.Length > limit)
                return false;

            if (_count + items.Length > _filling.Length)
                Array.Resize(ref _filling, Math.Max(_filling.Length * 2, _count + items.Length));
            items.CopyTo(_filling.AsSpan(_count));
            _count += items.Length;
            if (_isDelivering)
                return true;
            _isDelivering = true;
        }

        Run();
        return true;
    }

    /// <summary>Puts one item behind those that wait; false when there is no room.</summary>
    public bool TryAppend(in T item) => TryAppend(new ReadOnlySpan<T>(in item));

    /// <summary>True once <see cref="Close"/> was called: there is nobody to deliver to.</summary>
    protected bool IsClosed
    {
        get
        {
            lock (_gate)
                return _isClosed;
        }
    }

    /// <summary>Forgets what waits and refuses everything from now on.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            _count = 0;
        }
    }

    /// <summary>Calls the grain. The array may be reused after a normal return.</summary>
    protected abstract Task Deliver(T[] items, int count);

    /// <summary>The call failed or its outcome is unknown: the items may or may not have been taken.</summary>
    protected abstract void OnFailure(Exception error);

    private void Run()
    {
        while (true)
        {
            int count;
            lock (_gate)
            {
                if (_count == 0)
                {
                    _isDelivering = false;
                    return;
                }

                (_filling, _delivering, count, _count) = (_delivering, _filling, _count, 0);
            }

            _call = Start(count);
            if (!_call.IsCompleted)
            {
                _call.GetAwaiter().OnCompleted(_afterCall ??= AfterCall);
                return;
            }

            Settle();
        }
    }

    private void AfterCall()
    {
        Settle();
        Run();
    }

    private Task Start(int count)
    {
        try
        {
            return Deliver(_delivering, count);
        }
        catch (Exception error)
        {
            return Task.FromException(error);
        }
    }

    private void Settle()
    {
        if (_call.IsCompletedSuccessfully)
            return;

        // The grain may still hold the array: leave it to the collector.
        _delivering = new T[16];
        OnFailure(_call.Exception?.GetBaseException() ?? new OperationCanceledException());
    }
}
