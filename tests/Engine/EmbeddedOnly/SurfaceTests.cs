using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Quern.Engine.Tests.EmbeddedOnly;

/// <summary>
/// Compares what the embedded engine offers in Orleans' namespaces with Orleans' own assemblies, where NuGet has them: names, kinds,
/// signatures, parameter names and defaults, attribute usage.
/// </summary>
[Trait("Category", "conformance")]
public sealed class SurfaceTests
{
    private const string Version = "10.4.2";

    private static readonly SymbolDisplayFormat Signature = SymbolDisplayFormat.FullyQualifiedFormat
        .WithGlobalNamespaceStyle(SymbolDisplayGlobalNamespaceStyle.Omitted)
        .WithMemberOptions(SymbolDisplayMemberOptions.IncludeParameters | SymbolDisplayMemberOptions.IncludeType
            | SymbolDisplayMemberOptions.IncludeContainingType | SymbolDisplayMemberOptions.IncludeRef | SymbolDisplayMemberOptions.IncludeConstantValue)
        .WithParameterOptions(SymbolDisplayParameterOptions.IncludeName | SymbolDisplayParameterOptions.IncludeType
            | SymbolDisplayParameterOptions.IncludeDefaultValue | SymbolDisplayParameterOptions.IncludeParamsRefOut | SymbolDisplayParameterOptions.IncludeExtensionThis)
        .WithGenericsOptions(SymbolDisplayGenericsOptions.IncludeTypeParameters | SymbolDisplayGenericsOptions.IncludeTypeConstraints);

    // Ours differ on purpose; each says why.
    private static readonly Dictionary<string, string> Deviations = new()
    {
        ["Orleans.Grain..ctor"] = "no IGrainRuntime: grains have no use for it",
        ["Orleans.Runtime.GrainReference..ctor"] = "takes what our generated code hands over",
        ["Orleans.Runtime.GrainReference"] = "nobody makes one but generated code",
        ["Orleans.TestingHost.SiloHandle"] = "nobody derives from it here",
    };

    [Fact]
    public void Every_public_type_and_member_is_Orleans_own()
    {
        string[] assemblies = FindOrleans();
        if (assemblies.Length == 0)
            Assert.Skip($"NuGet's package folder has no Orleans {Version}; restore once with -p:Engine=Orleans.");

        CSharpCompilation compilation = CSharpCompilation.Create("Surface", references: Platform().Concat(assemblies.Select(Reference)));
        CSharpCompilation ours = CSharpCompilation.Create("Ours", references: Platform().Append(Reference(typeof(Grain).Assembly.Location)));
        var engine = (IAssemblySymbol)ours.GetAssemblyOrModuleSymbol(ours.References.Last())!;

        List<string> differences = [];
        foreach (INamedTypeSymbol type in PublicTypes(engine.GlobalNamespace).Where(IsOfOrleans))
            Compare(type, compilation, differences);

        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    private static void Compare(INamedTypeSymbol ours, CSharpCompilation compilation, List<string> differences)
    {
        string name = MetadataName(ours);
        INamedTypeSymbol? theirs = compilation.GetTypesByMetadataName(name).FirstOrDefault(one => one.DeclaredAccessibility is Accessibility.Public or Accessibility.Protected);
        if (theirs is null)
        {
            differences.Add($"{name}: not in Orleans");
            return;
        }

        if (Kind(ours) != Kind(theirs) && !Deviations.ContainsKey(name))
            differences.Add($"{name}: {Kind(ours)}, in Orleans {Kind(theirs)}");
        if (Usage(ours) != Usage(theirs))
            differences.Add($"{name}: [AttributeUsage({Usage(ours)})], in Orleans ({Usage(theirs)})");

        // A property of ours may lack the setter of theirs: less is a compile error, which is the best kind of failure.
        HashSet<string> known = [.. Members(theirs).SelectMany(one => new[] { Describe(one), Describe(one).Replace(" { get; set; }", " { get; }", StringComparison.Ordinal) })];
        foreach (ISymbol member in Members(ours).Where(one => !known.Contains(Describe(one))))
        {
            if (!Deviations.ContainsKey($"{name}.{member.Name}"))
                differences.Add($"{Describe(member)}\n    Orleans: {string.Join("\n             ", Members(theirs).Where(one => one.Name == member.Name).Select(Describe))}");
        }
    }

    private static IEnumerable<ISymbol> Members(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? one = type; one is not null && IsOfOrleans(one); one = one.BaseType)
        {
            foreach (ISymbol member in one.GetMembers().Where(IsVisible).Where(member => member is not INamedTypeSymbol))
                yield return member;
        }
    }

    // A member counts by its name and signature; the type that declares it may be a base class.
    private static string Describe(ISymbol member)
    {
        string text = member.ToDisplayString(Signature);
        if (member is IPropertySymbol property)
            text += property.SetMethod is { } set && IsVisible(set) ? set.IsInitOnly ? " { get; init; }" : " { get; set; }" : " { get; }";
        return $"{(member.IsStatic ? "static " : "")}{text.Replace($"{member.ContainingType.ToDisplayString(Signature)}.", "", StringComparison.Ordinal)}";
    }

    private static bool IsVisible(ISymbol symbol) =>
        symbol.DeclaredAccessibility is Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal
        && symbol is not IMethodSymbol { MethodKind: MethodKind.PropertyGet or MethodKind.PropertySet or MethodKind.StaticConstructor or MethodKind.Destructor }
        && !(symbol is IMethodSymbol { IsOverride: true } or IPropertySymbol { IsOverride: true })
        && !(symbol is IMethodSymbol { MethodKind: MethodKind.Constructor, Parameters.Length: 0 })
        || symbol is IMethodSymbol { MethodKind: MethodKind.PropertySet, DeclaredAccessibility: Accessibility.Public or Accessibility.Protected };

    private static string Kind(INamedTypeSymbol type) => type.TypeKind is TypeKind.Class
        ? $"{(type.IsStatic ? "static " : type.IsAbstract ? "abstract " : "")}{(type.IsSealed && !type.IsStatic ? "sealed " : "")}class"
        : type.TypeKind.ToString();

    private static string Usage(INamedTypeSymbol type)
    {
        AttributeData? usage = type.GetAttributes().FirstOrDefault(one => one.AttributeClass?.Name == nameof(AttributeUsageAttribute));
        return usage is null ? "" : $"{usage.ConstructorArguments[0].Value}"
            + string.Concat(usage.NamedArguments.Where(one => one.Value.Value is true && one.Key == "AllowMultiple" || one.Value.Value is false && one.Key == "Inherited")
                .Select(one => $", {one.Key}"));
    }

    private static bool IsOfOrleans(INamedTypeSymbol type)
    {
        string ns = type.ContainingNamespace.ToDisplayString();
        return ns == "Orleans" || ns.StartsWith("Orleans.", StringComparison.Ordinal) || ns == "Microsoft.Extensions.Hosting";
    }

    private static IEnumerable<INamedTypeSymbol> PublicTypes(INamespaceOrTypeSymbol where)
    {
        foreach (INamespaceOrTypeSymbol member in where.GetMembers().OfType<INamespaceOrTypeSymbol>())
        {
            if (member is INamedTypeSymbol { DeclaredAccessibility: Accessibility.Public or Accessibility.Protected } type)
                yield return type;
            if (member is INamespaceSymbol or INamedTypeSymbol { DeclaredAccessibility: Accessibility.Public })
            {
                foreach (INamedTypeSymbol inner in PublicTypes(member))
                    yield return inner;
            }
        }
    }

    private static string MetadataName(INamedTypeSymbol type) => type.ContainingType is { } outer
        ? $"{MetadataName(outer)}+{type.MetadataName}"
        : $"{type.ContainingNamespace.ToDisplayString()}.{type.MetadataName}";

    private static string[] FindOrleans()
    {
        string packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        return !Directory.Exists(packages) ? [] :
        [
            .. Directory.GetDirectories(packages, "microsoft.orleans.*").Select(package => Path.Combine(package, Version, "lib"))
                .Where(Directory.Exists).SelectMany(lib => Directory.GetFiles(Directory.GetDirectories(lib).Order().Last(), "Orleans*.dll")),
        ];
    }

    private static IEnumerable<MetadataReference> Platform() => ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
        .Split(Path.PathSeparator).Where(path => !Path.GetFileName(path).StartsWith("Quern.", StringComparison.Ordinal)).Select(Reference);

    private static MetadataReference Reference(string path) => MetadataReference.CreateFromFile(path);
}
