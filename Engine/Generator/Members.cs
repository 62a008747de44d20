using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Quern.Engine.Generator;

/// <summary>A member that travels.</summary>
internal sealed class Member(ISymbol symbol, ITypeSymbol type, uint id, string? field, bool isReadOnly)
{
    public ISymbol Symbol { get; } = symbol;

    public ITypeSymbol Type { get; } = type;

    public uint Id { get; } = id;

    /// <summary>The field that holds it; null for a property with code of its own.</summary>
    public string? Field { get; } = field;

    /// <summary>Never set again once the object is made.</summary>
    public bool IsReadOnly { get; } = isReadOnly;
}

/// <summary>Which members of a type travel, and under which ids.</summary>
internal static class Members
{
    /// <summary>Members declared in this type, in the order of their ids: those with an id, and those a positional record has by position.</summary>
    public static List<Member> Of(INamedTypeSymbol type)
    {
        var members = new List<Member>();
        foreach (ISymbol symbol in type.GetMembers())
        {
            if (!symbol.IsStatic && ToMember(type, symbol) is { } member)
                members.Add(member);
        }

        members.Sort((left, right) => left.Id.CompareTo(right.Id));
        return members;
    }

    /// <summary>Instance fields and properties that could carry an id.</summary>
    public static IEnumerable<ISymbol> Candidates(INamedTypeSymbol type) => type.GetMembers()
        .Where(one => !one.IsStatic && !one.IsImplicitlyDeclared && one is IFieldSymbol or IPropertySymbol { IsIndexer: false })
        .Where(one => one is not IPropertySymbol property || BackingField(type, property) is not null);

    /// <summary>Names of the parameters of a positional record, in order; empty for anything else.</summary>
    public static IReadOnlyList<string> Positional(INamedTypeSymbol type) =>
    [
        .. type.DeclaringSyntaxReferences.Select(one => one.GetSyntax()).OfType<RecordDeclarationSyntax>()
            .SelectMany(record => record.ParameterList?.Parameters ?? []).Select(parameter => parameter.Identifier.ValueText),
    ];

    public static IFieldSymbol? BackingField(INamedTypeSymbol type, IPropertySymbol property) =>
        type.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(one => SymbolEqualityComparer.Default.Equals(one.AssociatedSymbol, property));

    public static uint? IdOf(ISymbol symbol) =>
        Known.Attribute(symbol, Known.Id) is { ConstructorArguments: { Length: 1 } arguments } && arguments[0].Value is uint id ? id : null;

    private static Member? ToMember(INamedTypeSymbol type, ISymbol symbol)
    {
        uint? id = IdOf(symbol);
        switch (symbol)
        {
            case IFieldSymbol field when id is { } number && !field.IsImplicitlyDeclared:
                return new(field, field.Type, number, field.Name, field.IsReadOnly);
            case IPropertySymbol property when (id ?? PositionOf(type, property)) is { } number:
                IFieldSymbol? backing = BackingField(type, property);
                bool isReadOnly = property.SetMethod is null or { IsInitOnly: true };
                return new(property, property.Type, number, backing?.MetadataName, isReadOnly);
            default:
                return null;
        }
    }

    private static uint? PositionOf(INamedTypeSymbol type, IPropertySymbol property)
    {
        IReadOnlyList<string> parameters = Positional(type);
        for (int index = 0; index < parameters.Count; index++)
        {
            if (parameters[index] == property.Name)
                return (uint)index;
        }

        return null;
    }
}
