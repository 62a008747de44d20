using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Quern.Engine.Generator;

namespace Quern.Engine.Tests.Generator;

/// <summary>Compiles a snippet with the generator and the analyzer, as a grain project does.</summary>
internal static class Compiled
{
    private const string Usings =
        """
        using System; using System.Collections.Generic; using System.Collections.Immutable; using System.Threading; using System.Threading.Tasks;
        using Orleans; using Orleans.Concurrency; using Orleans.Runtime; using Orleans.Services;

        """;

    private static readonly Lazy<ImmutableArray<MetadataReference>> References = new(() =>
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).StartsWith("Quern.Engine.Tests", StringComparison.Ordinal))
            .Select(path => (MetadataReference)MetadataReference.CreateFromFile(path)),
    ]);

    /// <summary>Ids of the errors that the analyzer reports, in order of place.</summary>
    public static async Task<string[]> Diagnostics(string source)
    {
        Compilation compilation = Generate(source).Compilation;
        ImmutableArray<Diagnostic> reported = await compilation.WithAnalyzers([new GrainAnalyzer()]).GetAnalyzerDiagnosticsAsync();
        Assert.All(reported, one => Assert.Equal(DiagnosticSeverity.Error, one.Severity));
        return [.. reported.OrderBy(one => one.Location.SourceSpan.Start).Select(one => one.Id)];
    }

    /// <summary>Errors of the compiler, in the snippet and in what was generated for it.</summary>
    public static string[] Errors(string source) =>
    [
        .. Generate(source).Compilation.GetDiagnostics().Where(one => one.Severity == DiagnosticSeverity.Error).Select(one => one.ToString()),
    ];

    /// <summary>How each step of the generator ended when the same snippet was compiled again with a comment added elsewhere.</summary>
    public static string[] StepsOfSecondRun(string source, string other)
    {
        GeneratorDriver driver = NewDriver().RunGenerators(NewCompilation(source, "class Other;"));
        driver = driver.RunGenerators(NewCompilation(source, other));
        return
        [
            .. driver.GetRunResult().Results.Single().TrackedOutputSteps.Values.SelectMany(one => one).SelectMany(one => one.Outputs)
                .Select(one => one.Reason.ToString()),
        ];
    }

    private static (Compilation Compilation, GeneratorDriverRunResult Result) Generate(string source)
    {
        GeneratorDriver driver = NewDriver().RunGeneratorsAndUpdateCompilation(NewCompilation(source), out Compilation compilation, out _);
        return (compilation, driver.GetRunResult());
    }

    private static GeneratorDriver NewDriver() => CSharpGeneratorDriver.Create(
        [new GrainGenerator().AsSourceGenerator()],
        driverOptions: new(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    private static CSharpCompilation NewCompilation(params string[] sources) => CSharpCompilation.Create(
        "Snippet", sources.Select(source => CSharpSyntaxTree.ParseText(Usings + source)), References.Value,
        new(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
}
