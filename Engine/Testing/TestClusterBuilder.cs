namespace Orleans.TestingHost;

/// <summary>Describes a cluster of logical silos in this process. Inside a simulation's run it becomes part of the simulation.</summary>
public class TestClusterBuilder
{
    private readonly List<ISiloConfigurator> _silos = [];
    private readonly List<IClientBuilderConfigurator> _clients = [];

    /// <summary>Two silos.</summary>
    public TestClusterBuilder()
        : this(2)
    {
    }

    /// <summary>So many silos.</summary>
    public TestClusterBuilder(short initialSilosCount) => Options.InitialSilosCount = initialSilosCount;

    /// <summary>Names and sizes.</summary>
    public TestClusterOptions Options { get; } = new();

    /// <summary>Values that configurators find in the configuration.</summary>
    public Dictionary<string, string?> Properties { get; } = [];

    /// <summary>Adds a configurator of silos.</summary>
    public TestClusterBuilder AddSiloBuilderConfigurator<T>()
        where T : new()
    {
        _silos.Add(new T() as ISiloConfigurator ?? throw new ArgumentException($"{typeof(T)} is not an {nameof(ISiloConfigurator)}."));
        return this;
    }

    /// <summary>Adds a configurator of the client.</summary>
    public TestClusterBuilder AddClientBuilderConfigurator<T>()
        where T : new()
    {
        _clients.Add(new T() as IClientBuilderConfigurator
            ?? throw new ArgumentException($"{typeof(T)} is not an {nameof(IClientBuilderConfigurator)}."));
        return this;
    }

    /// <summary>The cluster, not started yet.</summary>
    public TestCluster Build() => new(Options, Properties, [.. _silos], [.. _clients]);
}
