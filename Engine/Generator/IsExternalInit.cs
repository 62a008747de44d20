namespace System.Runtime.CompilerServices;

/// <summary>Lets the compiler accept records on this old framework.</summary>
internal static class IsExternalInit;
