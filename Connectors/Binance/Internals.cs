using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Quern.Connectors.Tests")]
[assembly: InternalsVisibleTo("Quern.Bench")]
