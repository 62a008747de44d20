using Quern.Client.Commands;
using Quern.Client.Output;

using var terminal = new SystemTerminal();
return await CommandLine.RunAsync(args, new Surroundings(terminal, Environment.GetEnvironmentVariable, TimeProvider.System));
