namespace Quern.Silo.CommandLine;

/// <summary>What the process ends with; the same numbers as the console's.</summary>
internal static class ExitCodes
{
    /// <summary>All went well.</summary>
    public const int Ok = 0;

    /// <summary>Something failed; the line above says what.</summary>
    public const int Failed = 1;

    /// <summary>Refused: wrong configuration, a port that is taken, live without <c>--live</c>.</summary>
    public const int Refused = 2;

    /// <summary>Not in this build.</summary>
    public const int NotInThisBuild = 3;

    /// <summary>The data are incomplete: cut, damaged, or with a gap.</summary>
    public const int DataIncomplete = 4;

    /// <summary>The command line can't be read.</summary>
    public const int Usage = 64;
}
