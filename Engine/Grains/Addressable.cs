using Orleans.Runtime;

namespace Orleans.Runtime
{
    /// <summary>What can be called by reference.</summary>
    public interface IAddressable;
}

namespace Orleans
{
    /// <summary>A grain interface; use one of the keyed forms.</summary>
    public interface IGrain : IAddressable;

    /// <summary>A grain whose key is text.</summary>
    public interface IGrainWithStringKey : IGrain;

    /// <summary>A grain whose key is a 64-bit integer.</summary>
    public interface IGrainWithIntegerKey : IGrain;

    /// <summary>A grain whose key is a <see cref="Guid"/>.</summary>
    public interface IGrainWithGuidKey : IGrain;

    /// <summary>A part of a silo that can be called by reference, such as a grain service.</summary>
    public interface ISystemTarget : IAddressable;
}
