using System.Diagnostics.CodeAnalysis;
using Orleans.Runtime;
using Quern.Engine.Runtime;

namespace Quern.Engine.Invocation;

/// <summary>A call of a method that returns <see cref="ValueTask{TResult}"/>: in steady state it allocates nothing, queued or not.</summary>
/// <typeparam name="TResult">What it answers.</typeparam>
public abstract class ValueTaskCall<TResult> : Call<TResult>
{
    private ValueTask<TResult> _task;

    /// <summary>Sends the call, or runs it at once where that is allowed.</summary>
    public ValueTask<TResult> Send(GrainReference target)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (Token.IsCancellationRequested)
            return ValueTask.FromCanceled<TResult>(Token);
        if (TryEnter(target, out TurnFrame frame))
            return RunInline(target, frame);

        ValueTask<TResult> answer = new(this, Version);
        Post(target);
        return answer;
    }

    /// <summary>Calls the method with the arguments.</summary>
    protected abstract ValueTask<TResult> Invoke(object grain);

    private ValueTask<TResult> RunInline(GrainReference target, in TurnFrame frame)
    {
        BeginIn(Turn.Current!);
        if (!_task.IsCompleted)
        {
            ValueTask<TResult> answer = new(this, Version);
            SuspendInline(target, frame);
            return answer;
        }

        TResult result = default!;
        Exception? error = null;
        try
        {
            result = Detach(_task.GetAwaiter().GetResult());
        }
        catch (Exception thrown)
        {
            error = thrown;
            Examine(Turn.Current!, thrown);
        }

        LeaveInline(frame);
        Recycle();
        return error is null ? new(result) : ValueTask.FromException<TResult>(error);
    }

    private protected sealed override bool IsFinished => _task.IsCompleted;

    private protected sealed override void Begin(object grain)
    {
        try
        {
            _task = Invoke(grain);
        }
        catch (Exception error)
        {
            _task = ValueTask.FromException<TResult>(error);
        }
    }

    private protected sealed override void BeginFiltered(Activation activation) =>
        _task = new(Filtered(activation, static (call, grain) => ((ValueTaskCall<TResult>)call).Invoke(grain).AsTask()));

    private protected sealed override void HookTo(Action finished) => _task.GetAwaiter().UnsafeOnCompleted(finished);

    private protected sealed override void Finish()
    {
        TResult result = default!;
        Exception? error = null;
        try
        {
            result = _task.GetAwaiter().GetResult();
        }
        catch (Exception thrown)
        {
            error = thrown;
        }

        Conclude(result, error);
    }

    private protected sealed override void Recycle()
    {
        _task = default;
        base.Recycle();
    }
}

/// <summary>A call of a method that returns <see cref="ValueTask"/>: in steady state it allocates nothing, queued or not.</summary>
public abstract class ValueTaskCall : Call<Nothing>
{
    private ValueTask _task;

    /// <summary>Sends the call, or runs it at once where that is allowed.</summary>
    public ValueTask Send(GrainReference target)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (Token.IsCancellationRequested)
            return ValueTask.FromCanceled(Token);
        if (TryEnter(target, out TurnFrame frame))
            return RunInline(target, frame);

        if (Method.IsOneWay)
        {
            Post(target);
            return ValueTask.CompletedTask;
        }

        ValueTask answer = new(this, Version);
        Post(target);
        return answer;
    }

    /// <summary>Calls the method with the arguments.</summary>
    protected abstract ValueTask Invoke(object grain);

    private ValueTask RunInline(GrainReference target, in TurnFrame frame)
    {
        BeginIn(Turn.Current!);
        if (!_task.IsCompleted)
        {
            ValueTask answer = new(this, Version);
            SuspendInline(target, frame);
            return answer;
        }

        Exception? error = TakeError();
        if (error is not null)
            Examine(Turn.Current!, error);
        LeaveInline(frame);
        Recycle();
        return error is null ? ValueTask.CompletedTask : ValueTask.FromException(error);
    }

    private protected sealed override bool IsFinished => _task.IsCompleted;

    private protected sealed override void Begin(object grain)
    {
        try
        {
            _task = Invoke(grain);
        }
        catch (Exception error)
        {
            _task = ValueTask.FromException(error);
        }
    }

    private protected sealed override void BeginFiltered(Activation activation) => _task = new(Filtered(activation, static async (call, grain) =>
    {
        await ((ValueTaskCall)call).Invoke(grain);
        return default;
    }));

    private protected sealed override void HookTo(Action finished) => _task.GetAwaiter().UnsafeOnCompleted(finished);

    private protected sealed override void Finish() => Conclude(default, TakeError());

    private Exception? TakeError()
    {
        try
        {
            _task.GetAwaiter().GetResult();
            return null;
        }
        catch (Exception thrown)
        {
            return thrown;
        }
    }

    private protected sealed override void Recycle()
    {
        _task = default;
        base.Recycle();
    }
}
