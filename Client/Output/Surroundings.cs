namespace Quern.Client.Output;

/// <summary>What a verb takes from the world outside: a terminal, environment variables, time.</summary>
/// <param name="Terminal">Where it prints.</param>
/// <param name="Variable">An environment variable by name; null when it is not set.</param>
/// <param name="Time">Delays, retries and staleness.</param>
public sealed record Surroundings(Terminal Terminal, Func<string, string?> Variable, TimeProvider Time)
{
    /// <summary>Prints a refusal as one line on standard error.</summary>
    /// <returns>The exit code for the shell.</returns>
    public int Refuse(ExitCode exit, string line)
    {
        Terminal.Error.WriteLine(PlainText.OneLine(line));
        return (int)exit;
    }
}
