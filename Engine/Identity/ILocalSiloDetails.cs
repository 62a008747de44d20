namespace Orleans.Runtime;

/// <summary>Who the silo is that one runs in; from its services.</summary>
public interface ILocalSiloDetails
{
    /// <summary>The silo's name.</summary>
    string Name { get; }

    /// <summary>The cluster it belongs to.</summary>
    string ClusterId { get; }

    /// <summary>Its address.</summary>
    SiloAddress SiloAddress { get; }
}
