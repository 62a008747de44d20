namespace Orleans;

/// <summary>Why an activation ends.</summary>
public readonly struct DeactivationReason
{
    /// <summary>A reason without an exception.</summary>
    public DeactivationReason(DeactivationReasonCode code, string text)
        : this(code, null, text)
    {
    }

    /// <summary>A reason with the exception behind it.</summary>
    public DeactivationReason(DeactivationReasonCode code, Exception? exception, string text)
    {
        ReasonCode = code;
        Exception = exception;
        Description = text;
    }

    /// <summary>The kind of reason.</summary>
    public DeactivationReasonCode ReasonCode { get; }

    /// <summary>In words.</summary>
    public string Description { get; }

    /// <summary>What went wrong, if anything did.</summary>
    public Exception? Exception { get; }

    /// <inheritdoc/>
    public override string ToString() => Exception is null ? $"{ReasonCode}: {Description}" : $"{ReasonCode}: {Description} {Exception.Message}";
}

/// <summary>Kinds of reasons why an activation ends.</summary>
public enum DeactivationReasonCode : byte
{
    /// <summary>Not said.</summary>
    None = 0,

    /// <summary>The silo stops gracefully.</summary>
    ShuttingDown = 1,

    /// <summary>Constructor, state or <c>OnActivateAsync</c> failed.</summary>
    ActivationFailed = 2,

    /// <summary>The directory did not answer. The embedded engine never says so.</summary>
    DirectoryFailure = 3,

    /// <summary>Not called for <c>GrainCollectionOptions.CollectionAge</c>.</summary>
    ActivationIdle = 4,

    /// <summary>A call ran too long. The embedded engine never says so.</summary>
    ActivationUnresponsive = 5,

    /// <summary>Another silo won the grain. The embedded engine never says so.</summary>
    DuplicateActivation = 6,

    /// <summary>A call of another version came. The embedded engine never says so.</summary>
    IncompatibleRequest = 7,

    /// <summary>A call failed in a way that makes the memory untrustworthy, such as a lost race on storage.</summary>
    ApplicationError = 8,

    /// <summary>The grain asked for it.</summary>
    ApplicationRequested = 9,

    /// <summary>It moves. The embedded engine never says so.</summary>
    Migrating = 10,

    /// <summary>The engine asked for it.</summary>
    RuntimeRequested = 11,

    /// <summary>Memory is short. The embedded engine never says so.</summary>
    HighMemoryPressure = 12,
}
