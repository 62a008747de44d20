using Orleans.Runtime;
using Quern.Engine.Runtime;

namespace Quern.Engine.Invocation;

/// <summary>A call of a method that returns <see cref="Task{TResult}"/>.</summary>
/// <typeparam name="TResult">What it answers.</typeparam>
public abstract class TaskCall<TResult> : Call<TResult>
{
    private Task<TResult>? _task;

    /// <summary>Sends the call, or runs it at once where that is allowed.</summary>
    public Task<TResult> Send(GrainReference target)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (Token.IsCancellationRequested)
            return Task.FromCanceled<TResult>(Token);
        if (TryEnter(target, out TurnFrame frame))
            return RunInline(target, frame);

        MarkBehindTask();
        ValueTask<TResult> answer = new(this, Version);
        Post(target);
        return answer.AsTask();
    }

    /// <summary>Calls the method with the arguments.</summary>
    protected abstract Task<TResult> Invoke(object grain);

    private Task<TResult> RunInline(GrainReference target, in TurnFrame frame)
    {
        BeginIn(Turn.Current!);
        Task<TResult> task = _task!;
        if (!task.IsCompleted)
        {
            MarkBehindTask();
            ValueTask<TResult> answer = new(this, Version);
            SuspendInline(target, frame);
            return answer.AsTask();
        }

        if (task.IsFaulted)
            Examine(Turn.Current!, task.Exception.InnerException!);
        LeaveInline(frame);
        Recycle();
        return SharesResult || !task.IsCompletedSuccessfully ? task : Task.FromResult(Detach(task.Result));
    }

    private protected sealed override bool IsFinished => _task!.IsCompleted;

    private protected sealed override void Begin(object grain)
    {
        try
        {
            _task = Invoke(grain) ?? throw new InvalidOperationException($"{Method.FullName} returned null in place of a task.");
        }
        catch (Exception error)
        {
            _task = Task.FromException<TResult>(error);
        }
    }

    private protected sealed override void BeginFiltered(Activation activation) =>
        _task = Filtered(activation, static (call, grain) => ((TaskCall<TResult>)call).Invoke(grain));

    private protected sealed override void HookTo(Action finished) => _task!.GetAwaiter().UnsafeOnCompleted(finished);

    private protected sealed override void Finish()
    {
        Task<TResult> task = _task!;
        if (task.IsCompletedSuccessfully)
            Conclude(task.Result, null);
        else
            Conclude(default!, TaskOutcome.ErrorOf(task));
    }

    private protected sealed override void Recycle()
    {
        _task = null;
        base.Recycle();
    }
}

/// <summary>A call of a method that returns <see cref="Task"/>.</summary>
public abstract class TaskCall : Call<Nothing>
{
    private Task? _task;

    /// <summary>Sends the call, or runs it at once where that is allowed.</summary>
    public Task Send(GrainReference target)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (Token.IsCancellationRequested)
            return Task.FromCanceled(Token);
        if (TryEnter(target, out TurnFrame frame))
            return RunInline(target, frame);

        if (Method.IsOneWay)
        {
            Post(target);
            return Task.CompletedTask;
        }

        MarkBehindTask();
        ValueTask answer = new(this, Version);
        Post(target);
        return answer.AsTask();
    }

    /// <summary>Calls the method with the arguments.</summary>
    protected abstract Task Invoke(object grain);

    private Task RunInline(GrainReference target, in TurnFrame frame)
    {
        BeginIn(Turn.Current!);
        Task task = _task!;
        if (!task.IsCompleted)
        {
            MarkBehindTask();
            ValueTask answer = new(this, Version);
            SuspendInline(target, frame);
            return answer.AsTask();
        }

        if (task.IsFaulted)
            Examine(Turn.Current!, task.Exception.InnerException!);
        LeaveInline(frame);
        Recycle();
        return task;
    }

    private protected sealed override bool IsFinished => _task!.IsCompleted;

    private protected sealed override void Begin(object grain)
    {
        try
        {
            _task = Invoke(grain) ?? throw new InvalidOperationException($"{Method.FullName} returned null in place of a task.");
        }
        catch (Exception error)
        {
            _task = Task.FromException(error);
        }
    }

    private protected sealed override void BeginFiltered(Activation activation) => _task = Filtered(activation, static async (call, grain) =>
    {
        await ((TaskCall)call).Invoke(grain);
        return default;
    });

    private protected sealed override void HookTo(Action finished) => _task!.GetAwaiter().UnsafeOnCompleted(finished);

    private protected sealed override void Finish() => Conclude(default, _task!.IsCompletedSuccessfully ? null : TaskOutcome.ErrorOf(_task));

    private protected sealed override void Recycle()
    {
        _task = null;
        base.Recycle();
    }
}

internal static class TaskOutcome
{
    /// <summary>What awaiting a failed or cancelled task would throw.</summary>
    public static Exception ErrorOf(Task task)
    {
        if (task.IsFaulted)
            return task.Exception.InnerException!;

        try
        {
            task.GetAwaiter().GetResult();
            throw new InvalidOperationException("A task that did not succeed has no error.");
        }
        catch (OperationCanceledException error)
        {
            return error;
        }
    }
}
