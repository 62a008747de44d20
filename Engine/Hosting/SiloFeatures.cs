using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime;
using Orleans.Runtime.Placement;
using Orleans.Storage;
using Orleans.Streams;
using Quern.Engine.Persistence;
using Quern.Engine.Runtime;
using Quern.Engine.Streams;

namespace Orleans.Hosting;

/// <summary>Memory storage.</summary>
public static class MemoryGrainStorageSiloBuilderExtensions
{
    /// <summary>Adds a storage in memory. It is shared by the silos of a cluster and outlives each of them, but not the process.</summary>
    public static ISiloBuilder AddMemoryGrainStorage(
        this ISiloBuilder builder, string name, Action<OptionsBuilder<MemoryGrainStorageOptions>>? configureOptions = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        configureOptions?.Invoke(builder.Services.AddOptions<MemoryGrainStorageOptions>(name));
        builder.Services.AddKeyedSingleton<IGrainStorage>(
            name, static (services, key) => new MemoryGrainStorage(EngineServices.SiloOf(services).Cluster, (string)key!));
        return builder;
    }

    /// <summary>Adds a storage in memory for states that name none.</summary>
    public static ISiloBuilder AddMemoryGrainStorageAsDefault(
        this ISiloBuilder builder, Action<OptionsBuilder<MemoryGrainStorageOptions>>? configureOptions = null) =>
        AddMemoryGrainStorage(builder, StoredStates.DefaultStorage, configureOptions);
}

/// <summary>Memory streams, in silos.</summary>
public static class SiloBuilderMemoryStreamExtensions
{
    /// <summary>Adds streams in memory. They are shared by the silos of a cluster.</summary>
    public static ISiloBuilder AddMemoryStreams(this ISiloBuilder builder, string name, Action<ISiloMemoryStreamConfigurator>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        MemoryStreams.Add(builder.Services, name);
        return builder;
    }
}

/// <summary>Would tune memory streams; there is nothing to tune here.</summary>
public interface ISiloMemoryStreamConfigurator;

/// <summary>Would tune memory streams; there is nothing to tune here.</summary>
public interface IClusterClientMemoryStreamConfigurator;

/// <summary>Memory streams, in clients.</summary>
public static class ClientBuilderStreamingExtensions
{
    /// <summary>Adds streams in memory. They are shared with the silos of the cluster.</summary>
    public static IClientBuilder AddMemoryStreams(
        this IClientBuilder builder, string name, Action<IClusterClientMemoryStreamConfigurator>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        MemoryStreams.Add(builder.Services, name);
        return builder;
    }
}

/// <summary>Grain services.</summary>
public static class GrainServicesSiloBuilderExtensions
{
    /// <summary>Adds a service of which each silo has one.</summary>
    public static ISiloBuilder AddGrainService<T>(this ISiloBuilder builder)
        where T : GrainService
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddGrainService<T>();
        return builder;
    }

    /// <summary>Adds a service of which each silo has one.</summary>
    public static IServiceCollection AddGrainService<T>(this IServiceCollection services) => services.AddGrainService(typeof(T));

    /// <summary>Adds a service of which each silo has one.</summary>
    public static IServiceCollection AddGrainService(this IServiceCollection services, Type grainServiceType) =>
        services.AddSingleton(new GrainServiceRegistration(grainServiceType));
}

/// <summary>Placement directors.</summary>
public static class PlacementStrategyExtensions
{
    /// <summary>Registers who chooses silos for the grains of a strategy.</summary>
    public static ISiloBuilder AddPlacementDirector<TStrategy, TDirector>(this ISiloBuilder builder)
        where TStrategy : PlacementStrategy, new()
        where TDirector : class, IPlacementDirector
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddPlacementDirector<TStrategy, TDirector>();
        return builder;
    }

    /// <summary>Registers who chooses silos for the grains of a strategy.</summary>
    public static ISiloBuilder AddPlacementDirector<TStrategy>(
        this ISiloBuilder builder, Func<IServiceProvider, IPlacementDirector> createDirector)
        where TStrategy : PlacementStrategy, new()
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddKeyedSingleton(typeof(TStrategy), (services, _) => createDirector(services));
        return builder;
    }

    /// <summary>Registers who chooses silos for the grains of a strategy.</summary>
    public static void AddPlacementDirector<TStrategy, TDirector>(this IServiceCollection services)
        where TStrategy : PlacementStrategy, new()
        where TDirector : class, IPlacementDirector =>
        services.AddKeyedSingleton<IPlacementDirector, TDirector>(typeof(TStrategy));
}

/// <summary>Filters around calls.</summary>
public static class GrainCallFilterSiloBuilderExtensions
{
    /// <summary>Adds a filter; filters run in the order in which they were added.</summary>
    public static ISiloBuilder AddIncomingGrainCallFilter<TImplementation>(this ISiloBuilder builder)
        where TImplementation : class, IIncomingGrainCallFilter
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton<IIncomingGrainCallFilter, TImplementation>();
        return builder;
    }

    /// <summary>Adds a filter; filters run in the order in which they were added.</summary>
    public static ISiloBuilder AddIncomingGrainCallFilter(this ISiloBuilder builder, IIncomingGrainCallFilter filter)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton(filter);
        return builder;
    }

    /// <summary>Adds a filter; filters run in the order in which they were added.</summary>
    public static ISiloBuilder AddIncomingGrainCallFilter(this ISiloBuilder builder, IncomingGrainCallFilterDelegate filter) =>
        AddIncomingGrainCallFilter(builder, new DelegateFilter(filter));

    private sealed class DelegateFilter(IncomingGrainCallFilterDelegate filter) : IIncomingGrainCallFilter
    {
        public Task Invoke(IIncomingGrainCallContext context) => filter(context);
    }
}

/// <summary>Clustering that has no meaning in one process: the calls exist so that a host's wiring compiles on both engines.</summary>
public static class CoreHostingExtensions
{
    /// <summary>Names the cluster; nothing listens.</summary>
    public static ISiloBuilder UseLocalhostClustering(
        this ISiloBuilder builder, int siloPort = 11111, int gatewayPort = 30000, System.Net.IPEndPoint? primarySiloEndpoint = null,
        string serviceId = "dev", string clusterId = "dev")
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Configure<ClusterOptions>(options =>
        {
            options.ServiceId = serviceId;
            options.ClusterId = clusterId;
        });
        builder.Services.Replace(ServiceDescriptor.Singleton(new SiloEndpoint(siloPort)));
        return builder;
    }
}
