using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace Quern.Engine.Generator;

/// <summary>Aliases of one compilation: of types against each other, of methods within their interface.</summary>
internal sealed class Aliases
{
    private readonly List<(string Alias, INamedTypeSymbol Type)> _types = [];

    public void Add(INamedTypeSymbol type)
    {
        if (AliasOf(type) is { } alias)
        {
            lock (_types)
                _types.Add((alias, type));
        }
    }

    /// <summary>Interfaces and messages have a space of names each, as on Orleans.</summary>
    public void Report(Action<Diagnostic> report)
    {
        foreach (IGrouping<(string, bool), (string Alias, INamedTypeSymbol Type)> same in _types.GroupBy(one => (one.Alias, one.Type.TypeKind == TypeKind.Interface)))
        {
            INamedTypeSymbol[] types = [.. same.Select(one => one.Type).OrderBy(one => one.ToDisplayString(), StringComparer.Ordinal)];
            for (int index = 1; index < types.Length; index++)
                report(Diagnostic.Create(Rules.DuplicateAlias, types[index].Locations[0], types[0].Name, types[index].Name, same.Key.Item1));
        }
    }

    public static void CheckMethods(INamedTypeSymbol type, Action<Diagnostic> report)
    {
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (IMethodSymbol method in type.GetMembers().OfType<IMethodSymbol>())
        {
            if (AliasOf(method) is not { } alias)
                continue;
            if (seen.TryGetValue(alias, out string? other))
                report(Diagnostic.Create(Rules.DuplicateAlias, method.Locations[0], other, method.Name, alias));
            else
                seen[alias] = method.Name;
        }
    }

    private static string? AliasOf(ISymbol symbol) => Known.Attribute(symbol, Known.Alias)?.ConstructorArguments[0].Value as string;
}
