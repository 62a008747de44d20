using Orleans.Hosting;
using Orleans.TestingHost;

namespace Quern.Engine.Tests.EmbeddedOnly;

[Trait("Category", "unit")]
public sealed class InlineTests
{
    [Fact]
    public async Task An_inline_call_ends_before_the_statement_after_it()
    {
        await using TestCluster cluster = await Deploy<InlineOn>();

        INestGrain callee = cluster.Client.GetGrain<INestGrain>("callee");
        await callee.Touch();

        Assert.Equal("callee, caller", await cluster.Client.GetGrain<INestGrain>("caller").Order(callee));
    }

    [Fact]
    public async Task Inline_turns_can_be_switched_off()
    {
        await using TestCluster cluster = await Deploy<InlineOff>();

        Assert.Equal(0, await cluster.Client.GetGrain<INestGrain>("0").Nest(20));
    }

    [Fact]
    public async Task Calls_nest_eight_deep_and_then_queue()
    {
        await using TestCluster cluster = await Deploy<InlineOn>();
        await cluster.Client.GetGrain<INestGrain>("0").Nest(20);

        Assert.Equal(8, await cluster.Client.GetGrain<INestGrain>("0").Nest(20));
    }

    [Fact]
    public async Task A_grain_that_calls_itself_back_queues_and_does_not_nest()
    {
        await using TestCluster cluster = await Deploy<InlineOn>();
        INestGrain grain = cluster.Client.GetGrain<INestGrain>("self");

        Assert.Equal("caller, callee", await grain.Order(grain));
    }

    [Fact]
    public async Task Inline_calls_allocate_nothing()
    {
        await using TestCluster cluster = await Deploy<InlineOn>();
        INestGrain caller = cluster.Client.GetGrain<INestGrain>("caller");
        INestGrain callee = cluster.Client.GetGrain<INestGrain>("callee");
        await caller.BytesPerThousandCalls(callee);
        await caller.BytesPerThousandCalls(callee);

        Assert.Equal(0, await caller.BytesPerThousandCalls(callee));
    }

    private static async Task<TestCluster> Deploy<T>()
        where T : ISiloConfigurator, new()
    {
        TestCluster cluster = new TestClusterBuilder(1).AddSiloBuilderConfigurator<T>().Build();
        await cluster.DeployAsync();
        return cluster;
    }

    public sealed class InlineOn : ISiloConfigurator
    {
        public void Configure(ISiloBuilder siloBuilder) => siloBuilder.Configure<EngineOptions>(static options => options.InlineTurns = true);
    }

    public sealed class InlineOff : ISiloConfigurator
    {
        public void Configure(ISiloBuilder siloBuilder) => siloBuilder.Configure<EngineOptions>(static options => options.InlineTurns = false);
    }
}

[Alias("tests.nest")]
public interface INestGrain : IGrainWithStringKey
{
    /// <summary>How many calls above one of these calls were on its stack, at most.</summary>
    [Alias("nest")]
    Task<int> Nest(int levels);

    [Alias("order")]
    Task<string> Order(INestGrain other);

    [Alias("touch"), AlwaysInterleave]
    Task<int> Touch();

    [Alias("count")]
    ValueTask<int> Count(int add);

    [Alias("bytes")]
    Task<long> BytesPerThousandCalls(INestGrain other);
}

[Reentrant]
public sealed class NestGrain : Grain, INestGrain
{
    private static readonly List<string> Shared = [];

    [ThreadStatic]
    private static int t_depth;

    private int _count;

    public async Task<int> Nest(int levels)
    {
        if (levels == 0)
            return 0;

        int deepest = t_depth++;
        Task<int> below = GrainFactory.GetGrain<INestGrain>($"{levels}").Nest(levels - 1);
        t_depth--;
        return Math.Max(deepest, await below);
    }

    public async Task<string> Order(INestGrain other)
    {
        Shared.Clear();
        Task<int> call = other.Touch();
        Shared.Add("caller");
        await call;
        return string.Join(", ", Shared);
    }

    public Task<int> Touch()
    {
        Shared.Add("callee");
        return Task.FromResult(0);
    }

    public ValueTask<int> Count(int add) => new(_count += add);

    public async Task<long> BytesPerThousandCalls(INestGrain other)
    {
        // Each thread has its own pool of calls, and this turn may be the first on its thread.
        await other.Count(1);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int call = 0; call < 1_000; call++)
            await other.Count(1);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
