using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Runtime;
using Quern.Engine.Streams;

namespace Quern.Engine.Runtime;

/// <summary>What the engine puts into the containers of silos and clients.</summary>
internal static class EngineServices
{
    public static void AddSilo(IServiceCollection services, Func<IServiceProvider, SiloNode> silo)
    {
        services.AddLogging();
        services.AddOptions();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(silo);
        services.TryAddSingleton<Node>(provider => provider.GetRequiredService<SiloNode>());
        services.TryAddSingleton(provider => provider.GetRequiredService<SiloNode>().Silo);
        services.TryAddSingleton<ILocalSiloDetails>(provider => provider.GetRequiredService<SiloNode>());
        AddFactory(services);
    }

    public static void AddClient(IServiceCollection services, ClientNode client)
    {
        services.AddLogging();
        services.AddOptions();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<Node>(client);
        AddFactory(services);
    }

    public static T Options<T>(IServiceProvider services)
        where T : class => services.GetRequiredService<IOptions<T>>().Value;

    public static SiloNode SiloOf(IServiceProvider services) => services.GetRequiredService<SiloNode>();

    private static void AddFactory(IServiceCollection services)
    {
        services.TryAddSingleton<IClusterClient>(provider => provider.GetRequiredService<Node>().GrainFactory);
        services.TryAddSingleton<IGrainFactory>(provider => provider.GetRequiredService<Node>().GrainFactory);
        services.TryAddSingleton<IGrainContextAccessor, GrainContextAccessor>();
    }

    private sealed class GrainContextAccessor : IGrainContextAccessor
    {
        public IGrainContext GrainContext => Turn.Current!;
    }
}
