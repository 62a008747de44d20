namespace Quern.Engine.Tests.Grains;

[Alias("tests.turns")]
public interface ITurnsGrain : IGrainWithStringKey
{
    /// <summary>Awaits so long, and says how many were inside at most.</summary>
    [Alias("enter")]
    Task<int> Enter(int milliseconds);

    [Alias("enter-interleaved"), AlwaysInterleave]
    Task<int> EnterInterleaved(int milliseconds);

    [Alias("read"), ReadOnly]
    Task<int> Read(int milliseconds);

    [Alias("two-awaits")]
    Task<bool> KeepsItsScheduler();

    [Alias("order")]
    Task<string[]> NoteOrder(string name, int milliseconds);
}

[Alias("tests.reentrant")]
public interface IReentrantGrain : ITurnsGrain;

public abstract class TurnsBase(TimeProvider time) : Grain
{
    private readonly List<string> _order = [];
    private int _inside;
    private int _most;

    public async Task<int> Enter(int milliseconds)
    {
        _most = Math.Max(_most, ++_inside);
        await Task.Delay(TimeSpan.FromMilliseconds(milliseconds), time);
        _inside--;
        return _most;
    }

    public Task<int> EnterInterleaved(int milliseconds) => Enter(milliseconds);

    public Task<int> Read(int milliseconds) => Enter(milliseconds);

    public async Task<bool> KeepsItsScheduler()
    {
        TaskScheduler first = TaskScheduler.Current;
        bool isOwn = first != TaskScheduler.Default && SynchronizationContext.Current is null;
        await Task.Yield();
        isOwn &= TaskScheduler.Current == first && SynchronizationContext.Current is null;
        await Task.Delay(TimeSpan.FromMilliseconds(5), time);
        isOwn &= TaskScheduler.Current == first && SynchronizationContext.Current is null;
        return isOwn;
    }

    public async Task<string[]> NoteOrder(string name, int milliseconds)
    {
        _order.Add($"{name} begins");
        await Task.Delay(TimeSpan.FromMilliseconds(milliseconds), time);
        _order.Add($"{name} ends");
        return [.. _order];
    }
}

public sealed class TurnsGrain(TimeProvider time) : TurnsBase(time), ITurnsGrain;

[Reentrant]
public sealed class ReentrantGrain(TimeProvider time) : TurnsBase(time), IReentrantGrain;
