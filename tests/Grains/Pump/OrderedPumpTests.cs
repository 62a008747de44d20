namespace Quern.Grains.Tests.Pump;

[Trait("Category", "unit")]
public sealed class OrderedPumpTests
{
    [Fact]
    public void While_a_call_is_out_the_next_batch_fills()
    {
        var pump = new Recorder(limit: 100);

        pump.TryAppend(1);
        pump.TryAppend(2);
        pump.TryAppend(3);
        pump.Finish();

        Assert.Equal(["1", "2,3"], pump.Batches);
    }

    [Fact]
    public void A_failed_call_is_told_and_the_pump_goes_on()
    {
        var pump = new Recorder(limit: 100);
        pump.TryAppend(1);
        pump.TryAppend(2);

        pump.Fail(new TimeoutException("late"));
        pump.Finish();

        Assert.Equal(["late"], pump.Failures);
        Assert.Equal(["1", "2"], pump.Batches);
    }

    [Fact]
    public void What_does_not_fit_is_refused_whole()
    {
        var pump = new Recorder(limit: 2);
        pump.TryAppend(0);

        Assert.True(pump.TryAppend([1, 2]));
        Assert.False(pump.TryAppend(3));
        pump.Finish();

        Assert.Equal(["0", "1,2"], pump.Batches);
    }

    [Fact]
    public void A_closed_pump_takes_nothing()
    {
        var pump = new Recorder(limit: 10);
        pump.Close();

        Assert.False(pump.TryAppend(1));
    }

    [Theory, InlineData(1), InlineData(2)]
    public async Task Nothing_is_lost_repeated_or_reordered_from_another_thread(int seed)
    {
        var pump = new Counter(seed);
        const int total = 20_000;
        await Task.Run(() =>
        {
            var random = new Random(seed);
            for (int next = 0; next < total;)
            {
                int[] some = [.. Enumerable.Range(next, Math.Min(total - next, 1 + random.Next(5)))];
                if (pump.TryAppend(some))
                    next += some.Length;
            }
        }, TestContext.Current.CancellationToken);

        while (pump.Seen.Count < total)
            await Task.Delay(1, TestContext.Current.CancellationToken);
        Assert.Equal(Enumerable.Range(0, total), pump.Seen);
    }

    private sealed class Recorder(int limit) : OrderedPump<int>(limit)
    {
        private TaskCompletionSource _call = new();

        public List<string> Batches { get; } = [];

        public List<string> Failures { get; } = [];

        public void Finish() => Next().SetResult();

        public void Fail(Exception error) => Next().SetException(error);

        protected override Task Deliver(int[] items, int count)
        {
            Batches.Add(string.Join(',', items[..count]));
            return _call.Task;
        }

        protected override void OnFailure(Exception error) => Failures.Add(error.Message);

        private TaskCompletionSource Next()
        {
            TaskCompletionSource done = _call;
            _call = new();
            return done;
        }
    }

    private sealed class Counter(int seed) : OrderedPump<int>(1 << 10)
    {
        private readonly Random _random = new(seed);

        public List<int> Seen { get; } = [];

        protected override async Task Deliver(int[] items, int count)
        {
            if (_random.Next(3) == 0)
                await Task.Yield();
            lock (Seen)
                Seen.AddRange(items[..count]);
        }

        protected override void OnFailure(Exception error) => throw new InvalidOperationException("No call fails here.", error);
    }
}
