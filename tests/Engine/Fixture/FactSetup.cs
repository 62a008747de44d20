using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.TestingHost;
using Quern.Engine.Tests.Grains;

namespace Quern.Engine.Tests.Fixture;

/// <summary>What every silo of a fact has, on either engine.</summary>
public sealed class FactSetup : ISiloConfigurator, IClientBuilderConfigurator
{
    /// <summary>Shorter than Orleans' 30 s, so that facts about time-outs end soon.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(6);

    public void Configure(ISiloBuilder siloBuilder)
    {
        siloBuilder.AddMemoryGrainStorageAsDefault();
        siloBuilder.AddMemoryGrainStorage("PubSubStore");
        siloBuilder.AddMemoryStreams("mem");
        siloBuilder.AddGrainService<CountingService>();
        siloBuilder.AddPlacementDirector<LastSiloPlacement, LastSiloDirector>();
        siloBuilder.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = Patience);
        siloBuilder.Configure<GrainCollectionOptions>(options => options.ActivationTimeout = TimeSpan.FromSeconds(2));
        siloBuilder.Services.AddSingleton<ICountingClient, CountingClient>();
    }

    public void Configure(IConfiguration configuration, IClientBuilder clientBuilder)
    {
        clientBuilder.AddMemoryStreams("mem");
        clientBuilder.Configure<ClientMessagingOptions>(options => options.ResponseTimeout = Patience);
    }
}

/// <summary>Adds the filter; only the facts about filters have one, because it is on the way of every call.</summary>
public sealed class FilterSetup : ISiloConfigurator
{
    public void Configure(ISiloBuilder siloBuilder) => siloBuilder.AddIncomingGrainCallFilter<NotingFilter>();
}
