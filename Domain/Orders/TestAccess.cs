using System.Runtime.CompilerServices;

// Orders are changed by their manager alone; tests of single rules need orders in states of their choice.
[assembly: InternalsVisibleTo("Quern.Domain.Tests")]
