using System.Collections.Generic;
using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis;

namespace Quern.Engine.Generator;

/// <summary>Generates the reference class of a grain interface, with one call class per method.</summary>
internal static class ProxyWriter
{
    private const string Invocation = "global::Quern.Engine.Invocation";
    private const string Serialization = "global::Quern.Engine.Serialization";

    public static string ClassName(INamedTypeSymbol type) => $"Reference_{CodeText.NameFor(type)}";

    /// <summary>The base class of calls of a method; null when its return type is none that a grain method may have.</summary>
    public static string? CallBase(IMethodSymbol method)
    {
        string name = Known.NameOf(method.ReturnType);
        string? argument = method.ReturnType is INamedTypeSymbol { TypeArguments.Length: 1 } named ? Known.Display(named.TypeArguments[0]) : null;
        return name switch
        {
            "System.Threading.Tasks.Task" => "TaskCall",
            "System.Threading.Tasks.Task<TResult>" => $"TaskCall<{argument}>",
            "System.Threading.Tasks.ValueTask" => "ValueTaskCall",
            "System.Threading.Tasks.ValueTask<TResult>" => $"ValueTaskCall<{argument}>",
            "System.Collections.Generic.IAsyncEnumerable<T>" => $"EnumerableCall<{argument}>",
            _ => null,
        };
    }

    public static string Write(INamedTypeSymbol type, Travel travel, string assembly)
    {
        IMethodSymbol[] methods = [.. Known.MethodsOf(type).Where(IsCallable)];
        string name = ClassName(type);
        var text = new StringBuilder(CodeText.Header);
        text.AppendLine($"namespace {CodeText.Namespace(assembly)};");
        text.AppendLine();
        text.AppendLine($"internal sealed class {name} : global::Orleans.Runtime.GrainReference, {Known.Display(type)}");
        text.AppendLine("{");
        text.AppendLine($"    internal {name}({Invocation}.ReferenceSeed seed) : base(seed) {{ }}");
        for (int index = 0; index < methods.Length; index++)
        {
            WriteMethod(text, methods[index], index);
            WriteCall(text, methods[index], index, travel);
        }

        text.AppendLine("}");
        return text.ToString();
    }

    private static bool IsCallable(IMethodSymbol method) =>
        CallBase(method) is not null && method.Parameters.All(one => one.RefKind == RefKind.None);

    private static string CallName(IMethodSymbol method, int index) => $"{method.Name}_{index}";

    private static void WriteMethod(StringBuilder text, IMethodSymbol method, int index)
    {
        string generic = CodeText.TypeParameters(method.TypeParameters);
        string call = CallName(method, index) + generic;
        string parameters = string.Join(", ", method.Parameters.Select(one => $"{Known.Display(one.Type)} p{one.Ordinal}"));
        text.AppendLine($"    {Known.Display(method.ReturnType)} {Known.Display(method.ContainingType)}.{method.Name}{generic}({parameters})");
        text.AppendLine("    {");
        text.AppendLine($"        var call = {Invocation}.CallPool<{call}>.Rent();");
        foreach (IParameterSymbol parameter in method.Parameters)
            text.AppendLine(IsToken(parameter) ? $"        call.Token = p{parameter.Ordinal};" : $"        call.A{parameter.Ordinal} = p{parameter.Ordinal};");
        text.AppendLine("        return call.Send(this);");
        text.AppendLine("    }");
    }

    private static void WriteCall(StringBuilder text, IMethodSymbol method, int index, Travel travel)
    {
        IParameterSymbol[] arguments = [.. method.Parameters.Where(one => !IsToken(one))];
        IParameterSymbol[] copied = [.. arguments.Where(one => !Known.Has(one, Known.Immutable) && !travel.IsImmutable(one.Type))];
        string generic = CodeText.TypeParameters(method.TypeParameters);
        string name = CallName(method, index) + generic;
        string passed = string.Join(", ", method.Parameters.Select(one => IsToken(one) ? "CalleeToken" : $"A{one.Ordinal}"));
        string invoked = method.ReturnType is INamedTypeSymbol named ? Known.Display(named) : Known.Display(method.ReturnType);
        text.AppendLine($"    internal sealed class {name} : {Invocation}.{CallBase(method)}{CodeText.Constraints(method.TypeParameters)}");
        text.AppendLine("    {");
        text.AppendLine($"        private static readonly {Invocation}.MethodFacts Facts = new({Facts(method, copied.Length > 0)});");
        foreach (IParameterSymbol one in arguments)
            text.AppendLine($"        internal {Known.Display(one.Type)} A{one.Ordinal};");
        text.AppendLine($"        public override {Invocation}.MethodFacts Method => Facts;");
        text.AppendLine($"        public override {Invocation}.Call Fresh() => {Invocation}.CallPool<{name}>.Rent();");
        text.AppendLine($"        public override void WriteArguments({Serialization}.CanonicalWriter writer) {{ {All(arguments, one => CodeText.Write(one.Type, $"A{one.Ordinal}"))}}}");
        text.AppendLine($"        public override void ReadArguments({Serialization}.CanonicalReader reader) {{ {All(arguments, one => $"A{one.Ordinal} = {CodeText.Read(one.Type)};")}}}");
        if (copied.Length > 0)
            text.AppendLine($"        public override void CopyArguments() {{ {All(copied, one => $"A{one.Ordinal} = {CodeText.Codec(one.Type)}.Copy(A{one.Ordinal});")}}}");
        text.AppendLine($"        protected override {invoked} Invoke(object grain) => (({Known.Display(method.ContainingType)})grain).{method.Name}{generic}({passed});");
        text.AppendLine($"        protected override void Free() {{ {All(arguments, one => $"A{one.Ordinal} = default!;")}{Invocation}.CallPool<{name}>.Return(this); }}");
        text.AppendLine("    }");
    }

    private static string Facts(IMethodSymbol method, bool copies)
    {
        var traits = new List<string>();
        if (Known.Has(method, Known.OneWay))
            traits.Add("OneWay");
        if (Known.Has(method, Known.AlwaysInterleave))
            traits.Add("AlwaysInterleave");
        if (Known.Has(method, Known.ReadOnly))
            traits.Add("ReadOnly");
        if (copies)
            traits.Add("CopiesArguments");
        string flags = traits.Count == 0 ? $"{Invocation}.MethodTraits.None" : string.Join(" | ", traits.Select(one => $"{Invocation}.MethodTraits.{one}"));
        string timeout = Known.Attribute(method, Known.ResponseTimeout)?.ConstructorArguments[0].Value is string text ? CodeText.Quote(text) : "null";
        return $"typeof({Known.Display(method.ContainingType)}), {CodeText.Quote(method.Name)}, {flags}, {timeout}";
    }

    private static string All(IEnumerable<IParameterSymbol> parameters, System.Func<IParameterSymbol, string> text) =>
        string.Concat(parameters.Select(one => text(one) + " "));

    private static bool IsToken(IParameterSymbol parameter) => Known.NameOf(parameter.Type) == Known.CancellationToken;
}
