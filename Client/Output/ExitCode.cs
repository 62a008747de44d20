namespace Quern.Client.Output;

/// <summary>What the console tells the shell. The numbers are a promise to scripts.</summary>
public enum ExitCode
{
    /// <summary>Done.</summary>
    Ok = 0,

    /// <summary>Tried, and it did not work or nobody knows whether it did.</summary>
    Failed = 1,

    /// <summary>No silo, or it said no.</summary>
    Refused = 2,

    /// <summary>This build cannot do it.</summary>
    NotInThisBuild = 3,

    /// <summary>Some of the data asked for is missing.</summary>
    DataIncomplete = 4,

    /// <summary>The command line makes no sense.</summary>
    Usage = 64,
}
