using System.Runtime.CompilerServices;

namespace Quern.Engine.Tests.Grains;

[Alias("tests.calls")]
public interface ICallsGrain : IGrainWithStringKey
{
    [Alias("slow"), ResponseTimeout("00:00:01")]
    Task<string> Slow(int milliseconds);

    [Alias("quick")]
    Task<string> Quick();

    [Alias("one-way"), OneWay]
    Task Note(string text);

    [Alias("one-way-fail"), OneWay]
    Task NoteAndFail(string text);

    [Alias("notes")]
    Task<string[]> Noted();

    [Alias("tell")]
    Task Tell(ICallsGrain other, int count);

    [Alias("fail")]
    Task Fail(FailureKind kind);

    [Alias("fail-at")]
    Task<string> FailAt(ICallsGrain other, FailureKind kind);

    [Alias("cancellable")]
    Task<string> Cancellable(int milliseconds, CancellationToken token);

    [Alias("cancel-other")]
    Task<string> CancelOther(ICallsGrain other, int afterMilliseconds);

    [Alias("numbers"), AlwaysInterleave]
    IAsyncEnumerable<int> Numbers(int count, int failAfter, int milliseconds, CancellationToken token = default);

    [Alias("closed")]
    Task<bool> WasClosed();

    [Alias("context")]
    Task<string> Context(ICallsGrain? other);

    [Alias("ping-pong"), ResponseTimeout("00:00:02")]
    Task<string> CallBack(ICallsGrain other, bool allow);

    [Alias("call-to"), ResponseTimeout("00:00:02")]
    Task<string> CallTo(ICallsGrain other);

    [Alias("state-first")]
    Task<string> ChangeThenCall(ICallsGrain other);
}

public enum FailureKind
{
    Own,
    Argument,
    Unserializable,
    Synchronous,
    Wrapped,
}

[GenerateSerializer, Alias("tests.own-exception")]
public sealed class OwnException : Exception
{
    public OwnException(string message, int code)
        : base(message) => Code = code;

    [Id(0)]
    public int Code { get; private set; }
}

public sealed class UnserializableException(string message) : Exception(message);

public sealed class CallsGrain(TimeProvider time) : Grain, ICallsGrain
{
    private readonly List<string> _notes = [];
    private bool _closed;

    public async Task<string> Slow(int milliseconds)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(milliseconds), time);
        _notes.Add("slow ended");
        return "slow";
    }

    public Task<string> Quick() => Task.FromResult($"quick after {_notes.Count}");

    public Task Note(string text)
    {
        _notes.Add(text);
        return Task.CompletedTask;
    }

    public Task NoteAndFail(string text)
    {
        _notes.Add(text);
        throw new InvalidOperationException("nobody hears this");
    }

    public Task<string[]> Noted() => Task.FromResult(_notes.ToArray());

    public async Task Tell(ICallsGrain other, int count)
    {
        for (int index = 0; index < count; index++)
            await other.Note($"{index}");
    }

    public async Task Fail(FailureKind kind)
    {
        if (kind == FailureKind.Synchronous)
            throw new InvalidOperationException("at once");

        await Task.Yield();
        throw kind switch
        {
            FailureKind.Own => new OwnException("own", 7),
            FailureKind.Argument => new ArgumentException("wrong", nameof(kind)),
#pragma warning disable QRN005 // what happens without a serializer is what the fact is about
            FailureKind.Unserializable => new UnserializableException("foreign"),
#pragma warning restore QRN005
            _ => new InvalidOperationException("outer", new OwnException("inner", 8)),
        };
    }

    public async Task<string> FailAt(ICallsGrain other, FailureKind kind)
    {
        try
        {
            await other.Fail(kind);
            return "did not fail";
        }
        catch (Exception error)
        {
            return $"{error.GetType().Name}: {error.Message}";
        }
    }

    public async Task<string> Cancellable(int milliseconds, CancellationToken token)
    {
        _notes.Add("began");
        try
        {
            await Task.Delay(TimeSpan.FromMilliseconds(milliseconds), time, token);
        }
        catch (OperationCanceledException)
        {
            _notes.Add(TaskScheduler.Current == TaskScheduler.Default ? "cancelled elsewhere" : "cancelled in a turn");
            throw;
        }

        return "ended";
    }

    public async Task<string> CancelOther(ICallsGrain other, int afterMilliseconds)
    {
        using var source = new CancellationTokenSource();
        Task<string> call = other.Cancellable(10_000, source.Token);
        await Task.Delay(TimeSpan.FromMilliseconds(afterMilliseconds), time);
        source.Cancel();
        try
        {
            return await call;
        }
        catch (OperationCanceledException error)
        {
            return error.CancellationToken == source.Token ? "own token" : "another token";
        }
    }

    public async IAsyncEnumerable<int> Numbers(
        int count, int failAfter, int milliseconds, [EnumeratorCancellation] CancellationToken token = default)
    {
        try
        {
            for (int number = 1; number <= count; number++)
            {
                if (milliseconds > 0)
                    await Task.Delay(TimeSpan.FromMilliseconds(milliseconds), time, token);
                yield return number;
                if (number == failAfter)
                    throw new OwnException("stream", number);
            }
        }
        finally
        {
            _closed = true;
        }
    }

    public Task<bool> WasClosed() => Task.FromResult(_closed);

    public async Task<string> Context(ICallsGrain? other)
    {
        string got = (string?)RequestContext.Get("trader") ?? "nobody";
        if (other is null)
        {
            RequestContext.Set("trader", "changed below");
            return got;
        }

        RequestContext.Set("trader", $"{got}, passed on");
        string below = await other.Context(null);
        return $"{got} | {below} | {RequestContext.Get("trader")}";
    }

    public async Task<string> CallBack(ICallsGrain other, bool allow)
    {
        if (!allow)
            return await other.CallTo(this.AsReference<ICallsGrain>());

        using RequestContext.ReentrancySection section = RequestContext.AllowCallChainReentrancy();
        return await other.CallTo(this.AsReference<ICallsGrain>());
    }

    public async Task<string> CallTo(ICallsGrain other) => $"back with {await other.Quick()}";

    public async Task<string> ChangeThenCall(ICallsGrain other)
    {
        _notes.Add("before");
        string answer = await other.Quick();
        _notes.Add("after");
        return $"{answer}, then {_notes.Count}";
    }
}
