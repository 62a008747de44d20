using System.Runtime.ExceptionServices;
using System.Threading.Tasks.Sources;
using Orleans.Runtime;
using Quern.Engine.Runtime;
using Quern.Engine.Serialization;

namespace Quern.Engine.Invocation;

/// <summary>The result of a method that has none.</summary>
public readonly struct Nothing;

/// <summary>A call with its answer.</summary>
/// <typeparam name="TResult">What the method answers; <see cref="Nothing"/> for none.</typeparam>
public abstract class Call<TResult> : Call, IValueTaskSource<TResult>, IValueTaskSource
{
    private TResult _result = default!;

    private protected Call()
    {
    }

    private protected static bool HasResult => typeof(TResult) != typeof(Nothing);

    /// <summary>Results that can't change are handed over as they are.</summary>
    private protected static bool SharesResult => !HasResult || CodecOf<TResult>.Value.IsImmutable;

    private protected static TResult Detach(TResult result) => SharesResult ? result : CodecOf<TResult>.Value.Copy(result);

    internal override void WriteResult(CanonicalWriter writer)
    {
        if (HasResult)
            CodecOf<TResult>.Value.Write(writer, _result);
    }

    internal override void SettleFrom(CanonicalReader reader)
    {
        TResult result = HasResult ? CodecOf<TResult>.Value.Read(reader) : default!;
        if (!TrySettle())
            return;

        _result = result;
        Signal();
    }

    /// <summary>Hands the outcome to whoever waits, here or elsewhere, and lets go of the object.</summary>
    private protected void Conclude(TResult result, Exception? error)
    {
        LeaveRunning(error);
        if (Origin is not null)
        {
            _result = result;
            Origin.Answer(this, error);
        }
        else if (!Method.IsOneWay && !LosesAnswer && TrySettle())
        {
            if (error is null)
                _result = Detach(result);
            else
                SetError(error);
            Signal();
        }
        else if (Method.IsOneWay && error is not null)
        {
            Log.OneWayFailed(Running!.Node.Logger, Running.GrainId, Method.Name, error);
        }

        Release();
    }

    private protected override void Recycle()
    {
        _result = default!;
        base.Recycle();
    }

    /// <inheritdoc/>
    public TResult GetResult(short token)
    {
        TResult result = _result;
        Exception? error = Error;
        if (StatusOf(token) == ValueTaskSourceStatus.Pending)
            throw new InvalidOperationException("The answer of a grain call was taken before it was there: await it.");

        Release();
        if (error is not null)
            ExceptionDispatchInfo.Throw(error);
        return result;
    }

    void IValueTaskSource.GetResult(short token) => GetResult(token);

    /// <inheritdoc/>
    public ValueTaskSourceStatus GetStatus(short token) => StatusOf(token);

    /// <inheritdoc/>
    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        Await(continuation, state, token, flags);

    private protected async Task<TResult> Filtered(Activation activation, Func<Call<TResult>, object, Task<TResult>> method)
    {
        var context = new IncomingCall<TResult>(this, activation, method);
        await context.Invoke();
        return context.TypedResult;
    }
}
