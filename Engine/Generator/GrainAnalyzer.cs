using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Quern.Engine.Generator;

/// <summary>
/// Refuses, as errors, what Orleans refuses or only notices at run time, so that a default build of the embedded engine finds it first.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class GrainAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
    [
        Rules.Parameter, Rules.Result, Rules.Member, Rules.State, Rules.Thrown, Rules.ReturnType, Rules.InterfaceMember, Rules.ByReference,
        Rules.Hidden, Rules.ConfigureAwait, Rules.OnClassMethod, Rules.DuplicateId, Rules.DuplicateAlias, Rules.NoIds, Rules.Computed,
        Rules.Converter, Rules.OneWay, Rules.Tokens, Rules.Generic,
    ];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName(Known.Addressable) is null)
                return;

            var travel = new Travel(start.Compilation);
            var aliases = new Aliases();
            start.RegisterSymbolAction(symbol => CheckType((INamedTypeSymbol)symbol.Symbol, travel, aliases, symbol.ReportDiagnostic), SymbolKind.NamedType);
            start.RegisterOperationAction(operation => CheckInvocation((IInvocationOperation)operation.Operation, operation), OperationKind.Invocation);
            start.RegisterOperationAction(operation => CheckThrow((IThrowOperation)operation.Operation, travel, operation), OperationKind.Throw);
            start.RegisterCompilationEndAction(end => aliases.Report(end.ReportDiagnostic));
        });
    }

    private static void CheckType(INamedTypeSymbol type, Travel travel, Aliases aliases, System.Action<Diagnostic> report)
    {
        if (Known.IsGrainInterface(type))
            InterfaceRules.Check(type, travel, aliases, report);
        else if (Known.IsGrainClass(type) || Known.DerivesFrom(type.BaseType, Known.GrainService))
            ClassRules.Check(type, travel, report);
        if (Known.Has(type, Known.GenerateSerializer) && type.TypeKind != TypeKind.Enum)
            MessageRules.Check(type, travel, aliases, report);
        if (Known.Has(type, Known.RegisterConverter))
            MessageRules.CheckConverter(type, report);
    }

    private static void CheckInvocation(IInvocationOperation call, OperationAnalysisContext context)
    {
        if (!IsInGrain(context.ContainingSymbol))
            return;

        IMethodSymbol method = call.TargetMethod;
        string owner = Known.NameOf(method.ContainingType);
        if (method.Name == "ConfigureAwait" && owner.StartsWith("System.Threading.Tasks.", System.StringComparison.Ordinal) && LeavesContext(call))
            context.ReportDiagnostic(Diagnostic.Create(Rules.ConfigureAwait, call.Syntax.GetLocation()));
    }

    // ConfigureAwaitOptions.ContinueOnCapturedContext is 1; so is true.
    private static bool LeavesContext(IInvocationOperation call)
    {
        object? value = call.Arguments.LastOrDefault()?.Value.ConstantValue.Value;
        return value switch
        {
            bool continues => !continues,
            int options => (options & 1) == 0,
            _ => true,
        };
    }

    private static void CheckThrow(IThrowOperation thrown, Travel travel, OperationAnalysisContext context)
    {
        if (!IsInGrain(context.ContainingSymbol))
            return;

        foreach (IObjectCreationOperation made in MadeIn(thrown.Exception).Where(one => one.Type is { } type && travel.Misfit(type) is not null))
            context.ReportDiagnostic(Diagnostic.Create(Rules.Thrown, made.Syntax.GetLocation(), made.Type!.Name));
    }

    private static IEnumerable<IObjectCreationOperation> MadeIn(IOperation? exception) => exception switch
    {
        IConversionOperation conversion => MadeIn(conversion.Operand),
        IObjectCreationOperation made => [made],
        ISwitchExpressionOperation choice => choice.Arms.SelectMany(arm => MadeIn(arm.Value)),
        IConditionalOperation choice => MadeIn(choice.WhenTrue).Concat(MadeIn(choice.WhenFalse)),
        _ => [],
    };

    private static bool IsInGrain(ISymbol symbol)
    {
        for (INamedTypeSymbol? type = symbol.ContainingType; type is not null; type = type.ContainingType)
        {
            if (Known.IsGrainClass(type) || Known.DerivesFrom(type, Known.GrainService))
                return true;
        }

        return false;
    }
}
