using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace Quern.Engine.Generator;

/// <summary>Names that the generator and the analyzer look for, and small questions about symbols.</summary>
internal static class Known
{
    public const string GenerateSerializer = "Orleans.GenerateSerializerAttribute";
    public const string Immutable = "Orleans.ImmutableAttribute";
    public const string Id = "Orleans.IdAttribute";
    public const string Alias = "Orleans.AliasAttribute";
    public const string ResponseTimeout = "Orleans.ResponseTimeoutAttribute";
    public const string RegisterConverter = "Orleans.RegisterConverterAttribute";
    public const string Converter = "Orleans.IConverter<TValue, TSurrogate>";
    public const string OneWay = "Orleans.Concurrency.OneWayAttribute";
    public const string AlwaysInterleave = "Orleans.Concurrency.AlwaysInterleaveAttribute";
    public const string ReadOnly = "Orleans.Concurrency.ReadOnlyAttribute";
    public const string PersistentState = "Orleans.Runtime.PersistentStateAttribute";
    public const string Addressable = "Orleans.Runtime.IAddressable";
    public const string GrainBase = "Orleans.IGrainBase";
    public const string GrainService = "Orleans.Runtime.GrainService";
    public const string Part = "Quern.Engine.Serialization.GrainPartAttribute";
    public const string Travels = "Quern.Engine.Serialization.TravelsAsSurrogateAttribute";
    public const string CancellationToken = "System.Threading.CancellationToken";

    /// <summary>How types are written in generated code: from <c>global::</c>, with nullable marks.</summary>
    public static readonly SymbolDisplayFormat Format = SymbolDisplayFormat.FullyQualifiedFormat
        .AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    public static string Display(ITypeSymbol type) => type.ToDisplayString(Format);

    /// <summary>The name without type arguments and nullable marks, for comparing.</summary>
    public static string NameOf(ITypeSymbol type) => type.OriginalDefinition.ToDisplayString(NullableFlowState.None);

    public static AttributeData? Attribute(ISymbol symbol, string name) =>
        symbol.GetAttributes().FirstOrDefault(one => one.AttributeClass is { } found && NameOf(found) == name);

    public static bool Has(ISymbol symbol, string attribute) => Attribute(symbol, attribute) is not null;

    public static bool Implements(ITypeSymbol type, string name) => NameOf(type) == name || type.AllInterfaces.Any(one => NameOf(one) == name);

    public static bool DerivesFrom(ITypeSymbol? type, string name)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (NameOf(type) == name)
                return true;
        }

        return false;
    }

    public static bool IsGrainInterface(ITypeSymbol type) => type.TypeKind == TypeKind.Interface && Implements(type, Addressable);

    public static bool IsGrainClass(ITypeSymbol type) => type.TypeKind == TypeKind.Class && Implements(type, GrainBase);

    public static bool IsException(ITypeSymbol type) => DerivesFrom(type, "System.Exception");

    /// <summary>From the runtime or its extensions, by the name of the assembly.</summary>
    public static bool IsOfPlatform(ITypeSymbol type)
    {
        string name = type.ContainingAssembly?.Name ?? "";
        return name == "mscorlib" || name == "netstandard" || name.StartsWith("System", System.StringComparison.Ordinal)
            || name.StartsWith("Microsoft.", System.StringComparison.Ordinal);
    }

    /// <summary>Methods that a reference must carry: those of the interface and of those it extends.</summary>
    public static IEnumerable<IMethodSymbol> MethodsOf(INamedTypeSymbol grainInterface) =>
        new[] { grainInterface }.Concat(grainInterface.AllInterfaces)
            .SelectMany(one => one.GetMembers().OfType<IMethodSymbol>())
            .Where(method => method.MethodKind == MethodKind.Ordinary && method.IsAbstract && !method.IsStatic);

    /// <summary>A class that generated code in the same assembly can name.</summary>
    public static bool IsNameable(ITypeSymbol type)
    {
        for (ITypeSymbol? one = type; one is not null; one = one.ContainingType)
        {
            if (one is INamedTypeSymbol { IsFileLocal: true })
                return false;
            if (one.DeclaredAccessibility is Accessibility.Private or Accessibility.Protected or Accessibility.ProtectedAndInternal)
                return false;
        }

        return true;
    }
}
