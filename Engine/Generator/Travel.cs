using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace Quern.Engine.Generator;

/// <summary>Which types can travel, and which can be shared because they never change.</summary>
internal sealed class Travel
{
    private static readonly HashSet<string> ImmutableTypes =
    [
        "string", "decimal", "System.Guid", "System.DateTime", "System.DateTimeOffset", "System.TimeSpan", "System.DateOnly", "System.TimeOnly",
        "System.Int128", "System.UInt128", "System.Numerics.BigInteger", "System.Uri", "System.Version",
        "Orleans.Runtime.GrainId", "Orleans.Runtime.GrainType", "Orleans.Runtime.StreamId", "Orleans.Runtime.SiloAddress",
        "Orleans.Concurrency.Immutable<T>",
    ];

    private static readonly HashSet<string> MutableTypes =
    [
        "object", "System.Memory<T>", "System.ReadOnlyMemory<T>", "System.Collections.Generic.List<T>", "System.Collections.Generic.HashSet<T>",
        "System.Collections.Generic.Dictionary<TKey, TValue>", "System.Collections.Generic.SortedDictionary<TKey, TValue>",
    ];

    private static readonly HashSet<string> Containers =
    [
        "System.Nullable<T>", "System.Collections.Immutable.ImmutableArray<T>", "System.Collections.Immutable.ImmutableList<T>",
        "System.Collections.Immutable.ImmutableHashSet<T>", "System.Collections.Immutable.ImmutableDictionary<TKey, TValue>",
        "System.Collections.Immutable.ImmutableSortedDictionary<TKey, TValue>", "System.Collections.Generic.KeyValuePair<TKey, TValue>",
        "System.ValueTuple<T1, T2>", "System.ValueTuple<T1, T2, T3>", "System.ValueTuple<T1, T2, T3, T4>",
        "(T1, T2)", "(T1, T2, T3)", "(T1, T2, T3, T4)", "T?",
    ];

    private readonly HashSet<ITypeSymbol> _foreign = new(SymbolEqualityComparer.Default);

    /// <summary>Learns which foreign types have a surrogate: those of this project, and those that referenced projects announce.</summary>
    public Travel(Compilation compilation)
    {
        foreach (IAssemblySymbol assembly in compilation.SourceModule.ReferencedAssemblySymbols)
        {
            foreach (AttributeData one in assembly.GetAttributes().Where(one => one.AttributeClass is { } found && Known.NameOf(found) == Known.Travels))
            {
                if (one.ConstructorArguments is { Length: 1 } arguments && arguments[0].Value is ITypeSymbol type)
                    _foreign.Add(type);
            }
        }

        AddConverters(compilation.Assembly.GlobalNamespace);
    }

    /// <summary>The foreign type and the surrogate of a converter; null when it is none.</summary>
    public static INamedTypeSymbol? ConverterOf(INamedTypeSymbol type) => Known.Has(type, Known.RegisterConverter)
        ? type.AllInterfaces.FirstOrDefault(one => Known.NameOf(one) == Known.Converter)
        : null;

    /// <summary>The first type inside this one that can't travel; null when all can.</summary>
    public ITypeSymbol? Misfit(ITypeSymbol type)
    {
        if (type is IArrayTypeSymbol array)
            return array.Rank == 1 ? Misfit(array.ElementType) : type;
        if (type.TypeKind is TypeKind.TypeParameter or TypeKind.Enum or TypeKind.Dynamic || IsPrimitive(type))
            return null;

        string name = Known.NameOf(type);
        if (name is "System.Memory<T>" or "System.ReadOnlyMemory<T>")
            return ((INamedTypeSymbol)type).TypeArguments[0].SpecialType == SpecialType.System_Byte ? null : type;
        if (ImmutableTypes.Contains(name) || MutableTypes.Contains(name) || IsContainer(type, name))
            return MisfitOfArguments(type);
        if (_foreign.Contains(type.WithNullableAnnotation(NullableAnnotation.NotAnnotated)) || _foreign.Contains(type))
            return null;
        if (Known.Has(type, Known.GenerateSerializer) || Known.IsGrainInterface(type) || type.TypeKind == TypeKind.Interface)
            return MisfitOfArguments(type);
        return Known.IsException(type) && Known.IsOfPlatform(type) ? null : type;
    }

    /// <summary>True when a value of this type never changes, so that sharing it is as good as copying it.</summary>
    public bool IsImmutable(ITypeSymbol type) => IsImmutable(type, new(SymbolEqualityComparer.Default));

    private bool IsImmutable(ITypeSymbol type, HashSet<ITypeSymbol> visited)
    {
        if (type.TypeKind == TypeKind.Enum || IsPrimitive(type) || Known.IsException(type) || Known.IsGrainInterface(type))
            return true;
        string name = Known.NameOf(type);
        if (ImmutableTypes.Contains(name) || Known.Has(type, Known.Immutable))
            return true;
        if (type is not INamedTypeSymbol named)
            return false;
        if (IsContainer(type, name))
            return named.TypeArguments.All(one => IsImmutable(one, visited));
        if (!Known.Has(type, Known.GenerateSerializer) || named.IsGenericType || named.DeclaringSyntaxReferences.Length == 0)
            return false;
        // A type inside itself changes only if something else in it does.
        return !visited.Add(type) || HasFixedMembers(named, visited);
    }

    private bool HasFixedMembers(INamedTypeSymbol type, HashSet<ITypeSymbol> visited)
    {
        if (!type.IsValueType && (!type.IsSealed || type.BaseType is { SpecialType: not SpecialType.System_Object }))
            return false;

        List<Member> members = Members.Of(type);
        return Members.Candidates(type).All(one => members.Any(member => SymbolEqualityComparer.Default.Equals(member.Symbol, one)))
            && members.All(member => (type.IsValueType || member.IsReadOnly) && IsImmutable(member.Type, visited));
    }

    private ITypeSymbol? MisfitOfArguments(ITypeSymbol type) => type is INamedTypeSymbol { IsGenericType: true } named
        ? named.TypeArguments.Select(Misfit).FirstOrDefault(one => one is not null)
        : null;

    private static bool IsContainer(ITypeSymbol type, string name) =>
        Containers.Contains(name) || type is INamedTypeSymbol { IsTupleType: true, TupleElements.Length: >= 2 and <= 4 };

    private static bool IsPrimitive(ITypeSymbol type) =>
        type.SpecialType is >= SpecialType.System_Boolean and <= SpecialType.System_String and not SpecialType.System_Decimal
        || type.SpecialType == SpecialType.System_Decimal;

    private void AddConverters(INamespaceOrTypeSymbol where)
    {
        foreach (ISymbol member in where.GetMembers())
        {
            if (member is INamedTypeSymbol type && ConverterOf(type) is { } converter)
                _foreign.Add(converter.TypeArguments[0]);
            if (member is INamespaceOrTypeSymbol inner)
                AddConverters(inner);
        }
    }
}
