namespace Quern.Engine.Tests.Simulated;

[Alias("sim.book")]
public interface IBookGrain : IGrainWithStringKey
{
    [Alias("apply")]
    Task Apply(long price);

    [Alias("subscribe")]
    Task Subscribe(string strategy);

    [Alias("start")]
    Task Start();

    [Alias("updates")]
    Task<int> Updates();
}

[Alias("sim.strategy")]
public interface IStrategyGrain : IGrainWithStringKey
{
    [Alias("on-price")]
    Task OnPrice(string book, long price);

    [Alias("note"), OneWay]
    Task Note(long price);

    [Alias("noted")]
    Task<long[]> Noted();
}

[Alias("sim.orders")]
public interface IOrdersGrain : IGrainWithStringKey
{
    [Alias("place")]
    Task<int> Place(string strategy, long price);
}

/// <summary>A feed of its own: a timer moves the price by a seeded walk, and its strategies hear of it.</summary>
public sealed class BookGrain : Grain, IBookGrain
{
    private readonly List<string> _strategies = [];
    private long _price = 1_000;
    private int _updates;

    public async Task Apply(long price)
    {
        _updates++;
        _price = price;
        foreach (string strategy in _strategies)
            await GrainFactory.GetGrain<IStrategyGrain>(strategy).OnPrice(this.GetPrimaryKeyString(), price);
    }

    public Task Subscribe(string strategy)
    {
        _strategies.Add(strategy);
        return Task.CompletedTask;
    }

    public Task Start()
    {
        this.RegisterGrainTimer(() => Apply(_price * 31 % 1_009), TimeSpan.FromMilliseconds(7), TimeSpan.FromMilliseconds(10));
        return Task.CompletedTask;
    }

    public Task<int> Updates() => Task.FromResult(_updates);
}

public sealed class StrategyGrain : Grain, IStrategyGrain
{
    private readonly List<long> _noted = [];

    public async Task OnPrice(string book, long price)
    {
        await GrainFactory.GetGrain<IOrdersGrain>("account").Place(this.GetPrimaryKeyString(), price);
        await this.AsReference<IStrategyGrain>().Note(price);
    }

    public Task Note(long price)
    {
        _noted.Add(price);
        return Task.CompletedTask;
    }

    public Task<long[]> Noted() => Task.FromResult(_noted.ToArray());
}

public sealed class OrdersGrain : Grain, IOrdersGrain
{
    private int _orders;

    public Task<int> Place(string strategy, long price) => Task.FromResult(++_orders);
}

[Alias("sim.leaky")]
public interface ILeakyGrain : IGrainWithStringKey
{
    [Alias("leak")]
    Task<int> Leak();

    [Alias("hang")]
    Task Hang();
}

public sealed class LeakyGrain : Grain, ILeakyGrain
{
    private readonly TaskCompletionSource _never = new();

    // Long enough that it is still under way when it is awaited.
    public Task<int> Leak()
    {
        var foreign = new TaskCompletionSource<int>();
        new Thread(() =>
        {
            Thread.Sleep(50);
            foreign.SetResult(1);
        }).Start();
        return foreign.Task;
    }

    public Task Hang() => _never.Task;
}
