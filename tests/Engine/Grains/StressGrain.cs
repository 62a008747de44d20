namespace Quern.Engine.Tests.Grains;

[Alias("tests.stress")]
public interface IStressGrain : IGrainWithStringKey
{
    /// <summary>Calls some grains of higher numbers, awaits now and then, and says how many calls ran below and in it.</summary>
    [Alias("walk"), ResponseTimeout("00:01:00")]
    Task<int> Walk(int number, ulong seed, int depth);

    [Alias("walk-value"), ResponseTimeout("00:01:00")]
    ValueTask<int> WalkValue(int number, ulong seed, int depth);

    [Alias("overlaps")]
    Task<int> Overlaps();
}

public sealed class StressGrain(TimeProvider time) : Grain, IStressGrain
{
    private int _inside;
    private int _onThread;
    private int _overlaps;

    public Task<int> Walk(int number, ulong seed, int depth) => Step(number, seed, depth);

    public async ValueTask<int> WalkValue(int number, ulong seed, int depth) => await Step(number, seed, depth);

    public Task<int> Overlaps() => Task.FromResult(_overlaps);

    private async Task<int> Step(int number, ulong seed, int depth)
    {
        if (Interlocked.Increment(ref _inside) != 1)
            _overlaps++;
        int count = 1;
        for (int call = 0; call < 3 && depth > 0; call++)
        {
            seed = unchecked(seed * 6364136223846793005 + 1442695040888963407);
            Touch();
            if (seed >> 60 == 0)
                await Task.Yield();
            if (seed >> 58 == 1)
                await Task.Delay(TimeSpan.FromMilliseconds(1), time);
            int next = number + 1 + (int)((seed >> 33) % 5);
            IStressGrain other = GrainFactory.GetGrain<IStressGrain>($"stress-{next}");
            count += (seed >> 40) % 2 == 0 ? await other.Walk(next, seed, depth - 1) : await other.WalkValue(next, seed, depth - 1);
        }

        Interlocked.Decrement(ref _inside);
        return count;
    }

    // Two threads at once would be seen here now and then.
    private void Touch()
    {
        if (Interlocked.Increment(ref _onThread) != 1)
            _overlaps++;
        Thread.SpinWait(20);
        Interlocked.Decrement(ref _onThread);
    }
}
