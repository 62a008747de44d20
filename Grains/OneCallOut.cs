namespace Quern.Grains;

/// <summary>
/// Carries state from a turn to another grain without waiting: one call is out at a time, and what becomes known meanwhile waits as one.
/// The cousin for things that must all arrive is <see cref="OrderedPump{T}"/>.
/// </summary>
internal abstract class OneCallOut
{
    private Action? _afterCall;
    private Task _call = Task.CompletedTask;

    /// <summary>True while a call is out: what is new now has to wait.</summary>
    protected bool IsOut { get; private set; }

    /// <summary>Starts the call with what is to be sent.</summary>
    protected abstract Task Call();

    /// <summary>Makes what waits the next to be sent; false when nothing waits.</summary>
    protected abstract bool TakeWaiting();

    /// <summary>The call failed or its outcome is unknown.</summary>
    protected abstract void OnFailure(string problem);

    /// <summary>Sends; only while nothing <see cref="IsOut"/>.</summary>
    /// <returns>True when the call is over already.</returns>
    protected bool Send()
    {
        _call = Start();
        if (_call.IsCompleted)
        {
            Settle();
            return true;
        }

        IsOut = true;
        _call.GetAwaiter().OnCompleted(_afterCall ??= AfterCall);
        return false;
    }

    private Task Start()
    {
        try
        {
            return Call();
        }
        catch (Exception error)
        {
            return Task.FromException(error);
        }
    }

    private void AfterCall()
    {
        IsOut = false;
        Settle();
        if (TakeWaiting())
            Send();
    }

    private void Settle()
    {
        if (!_call.IsCompletedSuccessfully)
            OnFailure(_call.Exception?.GetBaseException().Message ?? "cancelled");
    }
}
