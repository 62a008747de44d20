using System.Globalization;
using Orleans.Runtime;
using Quern.Engine.Invocation;

namespace Quern.Engine.Runtime;

/// <summary>
/// Calls of one sender that have no answer yet. Their deadlines are looked at every 100 ms, so a time-out is never early and at most 200 ms
/// late, and a call that is answered in time never touches a timer.
/// </summary>
internal sealed class PendingCalls(Node node)
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(100);
    private readonly Lock _gate = new();
    private Call? _first;
    private ITimer? _timer;
    private long _beats;
    private bool _isArmed;

    public void Add(Call call, TimeSpan? timeout)
    {
        TimeSpan patience = timeout ?? node.ResponseTimeout;
        lock (_gate)
        {
            call.Deadline = patience == Timeout.InfiniteTimeSpan ? long.MaxValue : _beats + (patience.Ticks + Beat.Ticks - 1) / Beat.Ticks + 1;
            call.List = this;
            call.After = _first;
            if (_first is not null)
                _first.Before = call;
            _first = call;
            if (!_isArmed)
                Arm();
        }
    }

    public void Remove(Call call)
    {
        lock (_gate)
            Unlink(call);
    }

    /// <summary>Takes the calls that were sent to a silo, and holds each once more.</summary>
    public List<Call> TakeThoseTo(SiloNode destination)
    {
        List<Call> taken = [];
        lock (_gate)
        {
            for (Call? call = _first; call is not null; call = call.After)
            {
                if (call.Destination == destination)
                {
                    call.AddHolder();
                    taken.Add(call);
                }
            }
        }

        return taken;
    }

    /// <summary>Forgets all calls: their sender is dead.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _timer?.Dispose();
            _isArmed = true;
            while (_first is not null)
                Unlink(_first);
        }
    }

    private void Arm()
    {
        _isArmed = true;
        if (_timer is not null)
        {
            _timer.Change(Beat, Beat);
            return;
        }

        using AsyncFlowControl flow = ExecutionContext.SuppressFlow();
        _timer = node.Cluster.Dispatcher.TimeOf(node).CreateTimer(static pending => ((PendingCalls)pending!).Sweep(), this, Beat, Beat);
    }

    private void Sweep()
    {
        List<Call>? expired = null;
        lock (_gate)
        {
            _beats++;
            for (Call? call = _first; call is not null; call = call.After)
            {
                if (call.Deadline <= _beats)
                {
                    call.AddHolder();
                    (expired ??= []).Add(call);
                }
            }

            if (_first is null && _isArmed)
            {
                _isArmed = false;
                _timer!.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }
        }

        if (expired is null)
            return;

        // Oldest first: the list is newest first.
        for (int index = expired.Count - 1; index >= 0; index--)
            Expire(expired[index]);
    }

    private void Expire(Call call)
    {
        TimeSpan patience = call.Method.Timeout ?? node.ResponseTimeout;
        string message = string.Create(
            CultureInfo.InvariantCulture, $"{call.Method.FullName} of {call.Target.GrainId} did not answer within {patience}. It may have run all the same.");
        if (call.TrySettle(new TimeoutException(message)))
            call.CancelCallee();
        call.Release();
    }

    private void Unlink(Call call)
    {
        if (call.List != this)
            return;

        if (call.Before is null)
            _first = call.After;
        else
            call.Before.After = call.After;
        if (call.After is not null)
            call.After.Before = call.Before;
        call.List = null;
        call.Before = null;
        call.After = null;
    }
}
