using Orleans.Runtime;

namespace Orleans
{
    /// <summary>What a storage reads into and writes from.</summary>
    public interface IGrainState<T>
    {
        /// <summary>The value.</summary>
        T? State { get; set; }

        /// <summary>The version last seen.</summary>
        string? ETag { get; set; }

        /// <summary>Whether something is stored.</summary>
        bool RecordExists { get; set; }
    }

    /// <summary>A plain holder.</summary>
    [GenerateSerializer]
    public sealed class GrainState<T> : IGrainState<T>
    {
        /// <inheritdoc/>
        [Id(0)]
        public T? State { get; set; }

        /// <inheritdoc/>
        [Id(1)]
        public string? ETag { get; set; }

        /// <inheritdoc/>
        [Id(2)]
        public bool RecordExists { get; set; }
    }
}

namespace Orleans.Storage
{
    /// <summary>Stores grain states; registered as a keyed service under its name.</summary>
    public interface IGrainStorage
    {
        /// <summary>Reads; a missing record leaves the state as it is and clears <c>RecordExists</c>.</summary>
        Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState);

        /// <summary>Writes if nobody else has written since the version in <c>ETag</c>.</summary>
        /// <exception cref="InconsistentStateException">Somebody has.</exception>
        Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState);

        /// <summary>Removes the record if nobody else has written since the version in <c>ETag</c>.</summary>
        /// <exception cref="InconsistentStateException">Somebody has.</exception>
        Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState);
    }

    /// <summary>Somebody else has written the state: what is in memory can't be trusted, and the activation ends.</summary>
    [GenerateSerializer]
    public class InconsistentStateException : OrleansException
    {
        /// <summary>Without words.</summary>
        public InconsistentStateException()
        {
        }

        /// <summary>With a message.</summary>
        public InconsistentStateException(string message)
            : base(message)
        {
        }

        /// <summary>With both versions.</summary>
        /// <param name="errorMsg">The message.</param>
        /// <param name="storedEtag">The version in storage.</param>
        /// <param name="currentEtag">The version in memory.</param>
        public InconsistentStateException(string errorMsg, string? storedEtag, string? currentEtag)
            : base(errorMsg)
        {
            StoredEtag = storedEtag;
            CurrentEtag = currentEtag;
        }

        /// <summary>The version in storage.</summary>
        [Id(1)]
        public string? StoredEtag { get; private set; }

        /// <summary>The version in memory.</summary>
        [Id(2)]
        public string? CurrentEtag { get; private set; }

        /// <summary>Not yet handed to a caller: the activation that met it must end.</summary>
        internal bool IsSourceActivation { get; set; } = true;

        /// <summary>Message and both versions.</summary>
        public override string ToString() => $"{base.ToString()} (stored: {StoredEtag}, in memory: {CurrentEtag})";
    }
}
