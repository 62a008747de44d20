using System.Runtime.CompilerServices;

// The benchmark times the book alone as well as the engine around it; only the engine is for others.
[assembly: InternalsVisibleTo("Quern.Bench")]
