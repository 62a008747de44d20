using Orleans.Core;

namespace Orleans.Core
{
    /// <summary>A stored value without its type.</summary>
    public interface IStorage
    {
        /// <summary>The version last seen; null when nothing is stored.</summary>
        string? Etag { get; }

        /// <summary>Whether something is stored.</summary>
        bool RecordExists { get; }

        /// <summary>Removes what is stored, and makes a new empty value.</summary>
        Task ClearStateAsync();

        /// <summary>Removes what is stored, and makes a new empty value.</summary>
        Task ClearStateAsync(CancellationToken cancellationToken);

        /// <summary>Reads what is stored, in place of what is in memory.</summary>
        Task ReadStateAsync();

        /// <summary>Reads what is stored, in place of what is in memory.</summary>
        Task ReadStateAsync(CancellationToken cancellationToken);

        /// <summary>Stores what is in memory.</summary>
        /// <exception cref="Orleans.Storage.InconsistentStateException">Somebody else has stored since.</exception>
        Task WriteStateAsync();

        /// <summary>Stores what is in memory.</summary>
        /// <exception cref="Orleans.Storage.InconsistentStateException">Somebody else has stored since.</exception>
        Task WriteStateAsync(CancellationToken cancellationToken);
    }

    /// <summary>A stored value.</summary>
    public interface IStorage<TState> : IStorage
    {
        /// <summary>The value in memory.</summary>
        TState State { get; set; }
    }
}

namespace Orleans.Runtime
{
    /// <summary>A value of a grain that outlives it; read before <c>OnActivateAsync</c>. Comes through a constructor parameter with <see cref="PersistentStateAttribute"/>.</summary>
    public interface IPersistentState<TState> : IStorage<TState>;

    /// <summary>Says under which name, and where, a state is stored.</summary>
    [AttributeUsage(AttributeTargets.Parameter)]
    public class PersistentStateAttribute : Attribute
    {
        /// <summary>Names a state.</summary>
        /// <param name="stateName">Its name within the grain.</param>
        /// <param name="storageName">Name of the storage; null for the default.</param>
        public PersistentStateAttribute(string stateName, string? storageName = null)
        {
            StateName = stateName;
            StorageName = storageName;
        }

        /// <summary>Its name within the grain.</summary>
        public string StateName { get; }

        /// <summary>Name of the storage; null for the default.</summary>
        public string? StorageName { get; }
    }
}
