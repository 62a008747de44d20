using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;
using Quern.Engine.Runtime;

namespace Microsoft.Extensions.Hosting;

/// <summary>Puts a silo into a host.</summary>
public static class OrleansSiloGenericHostExtensions
{
    /// <summary>Adds a silo that starts and stops with the host.</summary>
    public static IHostApplicationBuilder UseOrleans(this IHostApplicationBuilder hostAppBuilder, Action<ISiloBuilder> configureDelegate)
    {
        ArgumentNullException.ThrowIfNull(hostAppBuilder);
        Add(hostAppBuilder.Services, hostAppBuilder.Configuration, configureDelegate);
        return hostAppBuilder;
    }

    /// <summary>Adds a silo that starts and stops with the host.</summary>
    public static IHostApplicationBuilder UseOrleans(this IHostApplicationBuilder hostAppBuilder) => UseOrleans(hostAppBuilder, static _ => { });

    /// <summary>Adds a silo that starts and stops with the host.</summary>
    public static HostApplicationBuilder UseOrleans(this HostApplicationBuilder hostAppBuilder, Action<ISiloBuilder> configureDelegate)
    {
        ArgumentNullException.ThrowIfNull(hostAppBuilder);
        Add(hostAppBuilder.Services, hostAppBuilder.Configuration, configureDelegate);
        return hostAppBuilder;
    }

    /// <summary>Adds a silo that starts and stops with the host.</summary>
    public static HostApplicationBuilder UseOrleans(this HostApplicationBuilder hostAppBuilder) => UseOrleans(hostAppBuilder, static _ => { });

    /// <summary>Adds a silo that starts and stops with the host.</summary>
    public static IHostBuilder UseOrleans(this IHostBuilder hostBuilder, Action<HostBuilderContext, ISiloBuilder> configureDelegate)
    {
        ArgumentNullException.ThrowIfNull(hostBuilder);
        return hostBuilder.ConfigureServices(
            (context, services) => Add(services, context.Configuration, builder => configureDelegate(context, builder)));
    }

    /// <summary>Adds a silo that starts and stops with the host.</summary>
    public static IHostBuilder UseOrleans(this IHostBuilder hostBuilder, Action<ISiloBuilder> configureDelegate) =>
        UseOrleans(hostBuilder, (_, builder) => configureDelegate(builder));

    /// <summary>Adds a silo that starts and stops with the host.</summary>
    public static IServiceCollection AddOrleans(this IServiceCollection services, Action<ISiloBuilder> configureDelegate)
    {
        ArgumentNullException.ThrowIfNull(services);
        Add(services, new ConfigurationBuilder().Build(), configureDelegate);
        return services;
    }

    private static void Add(IServiceCollection services, IConfiguration configuration, Action<ISiloBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        if (services.All(one => one.ServiceType != typeof(SiloNode)))
        {
            services.TryAddSingleton(new SiloEndpoint(11111));
            EngineServices.AddSilo(services, Build);
            services.AddHostedService<SiloHostedService>();
        }

        configure(new SiloBuilder(services, configuration));
    }

    private static SiloNode Build(IServiceProvider services)
    {
        var cluster = new Cluster(new ThreadPoolDispatcher(), EngineServices.Options<ClusterOptions>(services).ClusterId);
        // Seconds since 2020: larger after every start, and an int until 2088.
        double generation = (services.GetRequiredService<TimeProvider>().GetUtcNow() - new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero)).TotalSeconds;
        var address = SiloAddress.New(IPAddress.Loopback, services.GetRequiredService<SiloEndpoint>().Port, (int)generation);
        string name = EngineServices.Options<SiloOptions>(services).SiloName;
        var silo = new SiloNode(cluster, name.Length > 0 ? name : $"Silo {address}", address);
        silo.Attach(services);
        return silo;
    }
}
