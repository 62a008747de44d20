using System.CommandLine;
using Quern.Silo.CommandLine;

var root = new RootCommand("Quern: market making as a virtual-actor service. Without arguments it quotes a simulated venue, on paper.");
RunCommand.AddTo(root);
root.Subcommands.Add(VenueCommand.Create());

ParseResult parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (var error in parsed.Errors)
        Console.Error.WriteLine(error.Message);
    Console.Error.WriteLine("Try: dotnet run --project Silo -- --help");
    return ExitCodes.Usage;
}

// The host hears signals itself: taking orders back takes longer than a command line is given.
return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
