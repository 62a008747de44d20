using System.CommandLine;

namespace Quern.Client.Commands;

/// <summary>A verb of the console with the examples its help shows.</summary>
/// <param name="Command">Name, options and action.</param>
/// <param name="Examples">What one types after <c>dotnet run --project Client --</c>.</param>
public sealed record Verb(Command Command, params IReadOnlyList<string> Examples);
