namespace Quern.Bench.Measure;

/// <summary>What can be measured.</summary>
internal static class Usage
{
    private const int ExitCode = 64;

    public static int Print()
    {
        Console.Error.WriteLine(
            """
            usage: dotnet run -c Release --project bench -- VERB
              book | matching [--ops FILE] [--count N] [--rounds N] [--cpu]
              l2 [--ops FILE] [--count N]
              journal [--records N] [--durable N] [--rounds N]
              tick-to-trade [--ticks N] [--rounds N]
              amm | signing
            """);
        return ExitCode;
    }

    /// <summary>The number after an option, or its default.</summary>
    public static int Number(string[] arguments, string option, int fallback)
    {
        int at = Array.IndexOf(arguments, option);
        return at >= 0 && at + 1 < arguments.Length && int.TryParse(arguments[at + 1], out int number) ? number : fallback;
    }
}
