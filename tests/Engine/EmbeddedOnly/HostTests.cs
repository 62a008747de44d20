using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Hosting;
using Orleans.TestingHost;
using Quern.Engine.Tests.Grains;

namespace Quern.Engine.Tests.EmbeddedOnly;

[Trait("Category", "conformance")]
public sealed class HostTests
{
    [Fact]
    public void A_grain_can_not_be_built_outside_the_engine()
    {
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => new HelloGrain());

        Assert.Contains("grain factory", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_brings_a_silo_up_and_down()
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleans(static silo => silo.UseLocalhostClustering(siloPort: 12_345, clusterId: "quern"));
        using IHost host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        ILocalSiloDetails silo = host.Services.GetRequiredService<ILocalSiloDetails>();
        IClusterClient client = host.Services.GetRequiredService<IClusterClient>();

        Assert.Equal("Hello host, I am hosted.", await client.GetGrain<IHelloGrain>("hosted").Hello("host"));
        Assert.Equal((12_345, "quern"), (silo.SiloAddress.Endpoint.Port, silo.ClusterId));
        Assert.True(silo.SiloAddress.Generation > 0);

        await client.GetGrain<ILifeGrain>("ends-with-host").Count(0);
        await host.StopAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["activated", "deactivated ShuttingDown"], Notes.Of("ends-with-host"));
    }

    [Fact]
    public async Task A_grain_that_is_not_called_is_collected()
    {
        await using TestCluster cluster = new TestClusterBuilder(1).AddSiloBuilderConfigurator<HastyCollection>().Build();
        await cluster.DeployAsync();
        await cluster.Client.GetGrain<ILifeGrain>("idle").Count(0);

        for (int wait = 0; Notes.Of("idle").Length < 2 && wait < 100; wait++)
            await Task.Delay(50, TestContext.Current.CancellationToken);

        Assert.Equal(["activated", "deactivated ActivationIdle"], Notes.Of("idle"));
    }

    [Fact]
    public async Task A_missing_implementation_is_told_when_the_reference_is_asked_for()
    {
        await using TestCluster cluster = new TestClusterBuilder(1).Build();
        await cluster.DeployAsync();

        ArgumentException error = Assert.Throws<ArgumentException>(() => cluster.Client.GetGrain<IUnimplementedGrain>("nobody"));

        Assert.Contains("no grain class implements it", error.Message, StringComparison.Ordinal);
    }

    public interface IUnimplementedGrain : IGrainWithStringKey;

    public sealed class HastyCollection : ISiloConfigurator
    {
        public void Configure(ISiloBuilder siloBuilder) => siloBuilder.Configure<Orleans.Configuration.GrainCollectionOptions>(options =>
        {
            options.CollectionAge = TimeSpan.FromMilliseconds(300);
            options.CollectionQuantum = TimeSpan.FromMilliseconds(100);
        });
    }
}
