using System.Runtime.CompilerServices;
using Orleans.Runtime;
using Quern.Engine.Runtime;
using Quern.Engine.Serialization;

namespace Quern.Engine.Invocation;

/// <summary>
/// A call of a method that returns <see cref="IAsyncEnumerable{T}"/>. Nothing is sent until it is enumerated; then items are pulled by calls
/// that interleave with the grain's others.
/// </summary>
/// <typeparam name="T">The item.</typeparam>
public abstract class EnumerableCall<T> : Call<Nothing>
{
    /// <summary>The items, to be pulled.</summary>
    public IAsyncEnumerable<T> Send(GrainReference target)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (Method.CopiesArguments)
            CopyArguments();
        return Pull(target);
    }

    /// <summary>Calls the method with the arguments.</summary>
    protected abstract IAsyncEnumerable<T> Invoke(object grain);

    internal IAsyncEnumerable<T> Start(object grain, CancellationTokenSource token)
    {
        UseCalleeToken(token);
        return Invoke(grain);
    }

    private async IAsyncEnumerable<T> Pull(GrainReference target, [EnumeratorCancellation] CancellationToken enumeratorToken = default)
    {
        using CancellationTokenSource cancelled = CancellationTokenSource.CreateLinkedTokenSource(Token, enumeratorToken);
        Guid id = target.Node.Cluster.Dispatcher.NewGuid();
        try
        {
            while (await PullCall<T>.Next(target, this, id, cancelled.Token) is { } items)
            {
                foreach (T item in items)
                    yield return item;
            }
        }
        finally
        {
            await PullCall<T>.Close(target, this, id);
        }
    }

    private protected sealed override bool IsFinished => throw NotRun();

    private protected sealed override void Begin(object grain) => throw NotRun();

    private protected sealed override void BeginFiltered(Activation activation) => throw NotRun();

    private protected sealed override void HookTo(Action finished) => throw NotRun();

    private protected sealed override void Finish() => throw NotRun();

    private static NotSupportedException NotRun() => new("An async stream is pulled, it is never run as one call.");
}

/// <summary>Pulls the next items of an async stream: an empty array says that there are none yet, null that it has ended.</summary>
internal sealed class PullCall<T> : ValueTaskCall<T[]?>
{
    private static readonly MethodFacts Facts = new(typeof(IAsyncEnumerator<T>), "MoveNextAsync", MethodTraits.AlwaysInterleave, null);
    private readonly EnumerableCall<T> _call;
    private Guid _id;
    private bool _closes;

    private PullCall(EnumerableCall<T> call) => _call = call;

    public override MethodFacts Method => Facts;

    public static ValueTask<T[]?> Next(GrainReference target, EnumerableCall<T> call, Guid id, CancellationToken token) =>
        new PullCall<T>(call) { _id = id, Token = token }.Send(target);

    public static async ValueTask Close(GrainReference target, EnumerableCall<T> call, Guid id) =>
        await new PullCall<T>(call) { _id = id, _closes = true }.Send(target);

    public override Call Fresh() => new PullCall<T>((EnumerableCall<T>)_call.Fresh());

    public override void WriteArguments(CanonicalWriter writer)
    {
        writer.WriteGuid(_id);
        writer.WriteBoolean(_closes);
        _call.WriteArguments(writer);
    }

    public override void ReadArguments(CanonicalReader reader)
    {
        _id = reader.ReadGuid();
        _closes = reader.ReadBoolean();
        _call.ReadArguments(reader);
    }

    protected override ValueTask<T[]?> Invoke(object grain)
    {
        Activation activation = Turn.Current!;
        Dictionary<Guid, object> open = activation.Enumerators ??= [];
        if (_closes)
            return open.Remove(_id, out object? closed) ? ((OpenStream<T>)closed).Close() : new((T[]?)null);

        if (!open.TryGetValue(_id, out object? found))
            open[_id] = found = new OpenStream<T>(_call, grain, activation.Node.Cluster.Time);
        return ((OpenStream<T>)found).Next();
    }

    protected override void Free()
    {
        // Not pooled: it holds the call whose stream it pulls.
    }
}

/// <summary>An async stream that a grain has begun to answer.</summary>
internal sealed class OpenStream<T>
{
    private const int BatchLimit = 32;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly CancellationTokenSource _closed = new();
    private readonly IAsyncEnumerator<T> _items;
    private readonly TimeProvider _time;
    private Task<bool>? _next;

    public OpenStream(EnumerableCall<T> call, object grain, TimeProvider time)
    {
        _items = call.Start(grain, _closed).GetAsyncEnumerator(_closed.Token);
        _time = time;
    }

    // A step that failed is kept in _next: the items before it go first.
    public async ValueTask<T[]?> Next()
    {
        var batch = new List<T>();
        while (batch.Count < BatchLimit)
        {
            _next ??= _items.MoveNextAsync().AsTask();
            if (!_next.IsCompleted && (batch.Count > 0 || !await ArrivesInTime(_next)))
                break;
            if (!_next.IsCompletedSuccessfully && batch.Count > 0)
                break;
            if (!await _next)
                return batch.Count > 0 ? [.. batch] : null;

            batch.Add(_items.Current);
            _next = null;
        }

        return [.. batch];
    }

    public async ValueTask<T[]?> Close()
    {
        _closed.Cancel();
        try
        {
            if (_next is not null)
                await _next;
        }
        catch (Exception)
        {
            // Whoever closes early does not want to know how it would have ended.
        }

        await _items.DisposeAsync();
        return null;
    }

    private async Task<bool> ArrivesInTime(Task next)
    {
        using var waiting = new CancellationTokenSource();
        Task first = await Task.WhenAny(next, Task.Delay(Patience, _time, waiting.Token));
        waiting.Cancel();
        return first == next;
    }
}
