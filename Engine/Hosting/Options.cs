namespace Orleans.Configuration;

/// <summary>How calls wait for answers.</summary>
public abstract class MessagingOptions
{
    /// <summary>How long a call waits when its method does not say. Default 30 s.</summary>
    public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(30);
}

/// <summary>How calls made in a silo wait for answers.</summary>
public class SiloMessagingOptions : MessagingOptions;

/// <summary>How calls made by a client outside the silos wait for answers.</summary>
public class ClientMessagingOptions : MessagingOptions;

/// <summary>How long activations take and live.</summary>
public class GrainCollectionOptions
{
    /// <summary>Time for reading state and <c>OnActivateAsync</c>. Default 30 s.</summary>
    public TimeSpan ActivationTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Time for <c>OnDeactivateAsync</c>. Default 30 s.</summary>
    public TimeSpan DeactivationTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>A grain that has not been called for so long is deactivated. Default 15 minutes.</summary>
    public TimeSpan CollectionAge { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How often idle grains are looked for. Default 1 minute.</summary>
    public TimeSpan CollectionQuantum { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Other ages, by the full name of the grain class.</summary>
    public Dictionary<string, TimeSpan> ClassSpecificCollectionAge { get; set; } = [];
}

/// <summary>Names of the cluster.</summary>
public class ClusterOptions
{
    /// <summary>Name of this cluster. Default <c>default</c>.</summary>
    public string ClusterId { get; set; } = "default";

    /// <summary>Name of the service, across clusters. Default <c>default</c>.</summary>
    public string ServiceId { get; set; } = "default";
}

/// <summary>Name of the silo.</summary>
public class SiloOptions
{
    /// <summary>Default <c>Silo</c> and its address.</summary>
    public string SiloName { get; set; } = "";
}

/// <summary>Options of memory storage; there are none here.</summary>
public class MemoryGrainStorageOptions;
