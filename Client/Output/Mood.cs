namespace Quern.Client.Output;

/// <summary>How much a state should worry a person.</summary>
public enum Mood
{
    /// <summary>As it should be.</summary>
    Good,

    /// <summary>On its way, or resting.</summary>
    Waiting,

    /// <summary>Needs somebody.</summary>
    Bad,

    /// <summary>Silent, or a state newer than this console.</summary>
    Unknown,
}

/// <summary>The contract's states by mood.</summary>
public static class Moods
{
    /// <summary>The mood of a venue's, instrument's, strategy's or account's state.</summary>
    public static Mood Of(string state) => state switch
    {
        "ready" or "proven" or "quoting" => Mood.Good,
        "idle" or "connecting" or "empty" or "waiting" or "stopped" or "reconciling" => Mood.Waiting,
        "failed" or "broken" or "killed" => Mood.Bad,
        _ => Mood.Unknown,
    };
}
