using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Text;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Quern.Engine.Generator;

/// <summary>
/// Generates references of grain interfaces, codecs of <c>[GenerateSerializer]</c> types, and one part per assembly that registers both, the
/// grain classes and the converters, and names the parts of the assemblies it refers to.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class GrainGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<Piece> pieces = context.SyntaxProvider
            .CreateSyntaxProvider(static (node, _) => MayMatter(node), static (syntax, token) => ToPiece(syntax, token))
            .Where(static piece => piece is not null)
            .Select(static (piece, _) => piece!);
        IncrementalValueProvider<string> referenced = context.CompilationProvider.Select(static (compilation, _) => ReferencedParts(compilation));
        IncrementalValueProvider<string> assembly = context.CompilationProvider.Select(static (compilation, _) => compilation.AssemblyName ?? "");

        context.RegisterSourceOutput(pieces, static (output, piece) =>
        {
            if (piece.Source is not null)
                output.AddSource(piece.FileName, piece.Source);
        });
        context.RegisterSourceOutput(
            pieces.Collect().Combine(referenced).Combine(assembly),
            static (output, all) => output.AddSource("Part.g.cs", PartText(all.Left.Left, all.Left.Right, all.Right)));
    }

    private static bool MayMatter(SyntaxNode node) =>
        node is TypeDeclarationSyntax type && (type.AttributeLists.Count > 0 || type.BaseList is not null);

    private static Piece? ToPiece(GeneratorSyntaxContext syntax, CancellationToken token)
    {
        if (syntax.SemanticModel.GetDeclaredSymbol(syntax.Node, token) is not INamedTypeSymbol type
            || !IsFirstPart(type, syntax.Node) || !Known.IsNameable(type))
        {
            return null;
        }

        Compilation compilation = syntax.SemanticModel.Compilation;
        string assembly = compilation.AssemblyName ?? "";
        if (Known.IsGrainInterface(type))
            return type.IsGenericType || IsMarkerOfEngine(type, assembly) ? null : Interface(type, new(compilation), assembly);
        if (Known.IsGrainClass(type))
            return type.IsAbstract || type.IsGenericType ? null : new(null, "", $"global::Quern.Engine.Invocation.GrainClasses.Register<{Known.Display(type)}>();", null);
        if (Known.Has(type, Known.GenerateSerializer) && type.TypeKind is TypeKind.Class or TypeKind.Struct && Known.Has(type, Known.GenerateSerializer))
            return Codec(type, new(compilation), assembly);
        return Travel.ConverterOf(type) is { } converter ? Converter(type, converter) : null;
    }

    // A type that is declared in several places is generated once, for the first of those that can matter.
    private static bool IsFirstPart(INamedTypeSymbol type, SyntaxNode node) =>
        type.DeclaringSyntaxReferences.Select(one => one.GetSyntax()).FirstOrDefault(MayMatter) == node;

    private static bool IsMarkerOfEngine(INamedTypeSymbol type, string assembly) => assembly == "Quern.Engine" && !Known.MethodsOf(type).Any();

    private static Piece Interface(INamedTypeSymbol type, Travel travel, string assembly)
    {
        string name = ProxyWriter.ClassName(type);
        string made = $"global::{CodeText.Namespace(assembly)}.{name}";
        return new(
            ProxyWriter.Write(type, travel, assembly), $"{name}.g.cs",
            $"global::Quern.Engine.Invocation.GrainInterfaces.Register<{Known.Display(type)}>(static seed => new {made}(seed));", null);
    }

    private static Piece Codec(INamedTypeSymbol type, Travel travel, string assembly)
    {
        string name = CodecWriter.ClassName(type);
        string made = $"global::{CodeText.Namespace(assembly)}.{name}";
        string alias = CodeText.Quote(
            Known.Attribute(type, Known.Alias)?.ConstructorArguments[0].Value as string ?? type.ToDisplayString(SymbolDisplayFormat.CSharpErrorMessageFormat));
        string registration = type.IsGenericType
            ? $"global::Quern.Engine.Serialization.Codecs.RegisterOpen({alias}, typeof({OpenName(type)}), typeof({made}{Commas(type)}));"
            : $"global::Quern.Engine.Serialization.Codecs.Register<{Known.Display(type)}>({alias}, static () => new {made}());";
        return new(CodecWriter.Write(type, travel, assembly), $"{name}.g.cs", registration, null);
    }

    private static Piece Converter(INamedTypeSymbol type, INamedTypeSymbol converter)
    {
        string foreign = Known.Display(converter.TypeArguments[0]);
        string surrogate = Known.Display(converter.TypeArguments[1]);
        string registration =
            $"global::Quern.Engine.Serialization.Codecs.Register<{foreign}>({CodeText.Quote(foreign)}, static () => new global::Quern.Engine.Serialization.SurrogateCodec<{foreign}, {surrogate}>(new {Known.Display(type)}()));";
        return new(null, "", registration, $"[assembly: global::Quern.Engine.Serialization.TravelsAsSurrogate(typeof({foreign}))]");
    }

    private static string OpenName(INamedTypeSymbol type) => Known.Display(type.ConstructUnboundGenericType());

    private static string Commas(INamedTypeSymbol type) => $"<{new string(',', type.TypeParameters.Length - 1)}>";

    private static string ReferencedParts(Compilation compilation) => string.Join("\n", compilation.SourceModule.ReferencedAssemblySymbols
        .SelectMany(one => one.GetAttributes())
        .Where(one => one.AttributeClass is { } found && Known.NameOf(found) == Known.Part)
        .Select(one => one.ConstructorArguments[0].Value as ITypeSymbol)
        .Where(one => one is not null)
        .Select(one => Known.Display(one!)));

    private static string PartText(ImmutableArray<Piece> pieces, string referenced, string assembly)
    {
        string[] registrations = [.. pieces.Select(one => one.Registration).OrderBy(one => one, StringComparer.Ordinal)];
        string[] attributes = [.. pieces.Select(one => one.AssemblyAttribute).OfType<string>().OrderBy(one => one, StringComparer.Ordinal)];
        string name = $"{CodeText.Namespace(assembly)}.Part";
        var text = new StringBuilder(CodeText.Header);
        text.AppendLine($"[assembly: global::Quern.Engine.Serialization.GrainPart(typeof(global::{name}))]");
        foreach (string attribute in attributes)
            text.AppendLine(attribute);
        text.AppendLine($"namespace {CodeText.Namespace(assembly)}");
        text.AppendLine("{");
        text.AppendLine("    [global::System.ComponentModel.EditorBrowsable(global::System.ComponentModel.EditorBrowsableState.Never)]");
        text.AppendLine("    public sealed class Part : global::Quern.Engine.Serialization.IGrainPart");
        text.AppendLine("    {");
        text.AppendLine("        [global::System.Runtime.CompilerServices.ModuleInitializer]");
        text.AppendLine("        internal static void Announce() => global::Quern.Engine.Serialization.GrainParts.Add<Part>();");
        text.AppendLine("        public void Register()");
        text.AppendLine("        {");
        foreach (string registration in registrations)
            text.AppendLine($"            {registration}");
        foreach (string part in referenced.Split(['\n'], StringSplitOptions.RemoveEmptyEntries))
            text.AppendLine($"            global::Quern.Engine.Serialization.GrainParts.Add<{part}>();");
        text.AppendLine("        }");
        text.AppendLine("    }");
        text.AppendLine("}");
        return text.ToString();
    }

    /// <summary>What one type contributes; equal when its text is, so that unchanged types cost nothing.</summary>
    private sealed record Piece(string? Source, string FileName, string Registration, string? AssemblyAttribute);
}
