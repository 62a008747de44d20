using Microsoft.Extensions.Configuration;
using Orleans.Hosting;

namespace Orleans.TestingHost;

/// <summary>Configures each silo of a test cluster; made anew for each.</summary>
public interface ISiloConfigurator
{
    /// <summary>Configures a silo.</summary>
    void Configure(ISiloBuilder siloBuilder);
}

/// <summary>Configures the client of a test cluster.</summary>
public interface IClientBuilderConfigurator
{
    /// <summary>Configures the client.</summary>
    void Configure(IConfiguration configuration, IClientBuilder clientBuilder);
}

/// <summary>Names and sizes of a test cluster.</summary>
public class TestClusterOptions
{
    /// <summary>Name of the cluster; from the seed in a simulation.</summary>
    public string ClusterId { get; set; } = "test";

    /// <summary>Name of the service.</summary>
    public string ServiceId { get; set; } = "test";

    /// <summary>Silos that start with the cluster, at least 1.</summary>
    public short InitialSilosCount { get; set; } = 1;
}
