using Microsoft.CodeAnalysis;

namespace Quern.Engine.Generator;

/// <summary>What the analyzer refuses: what Orleans refuses when it compiles, or notices only when it runs.</summary>
internal static class Rules
{
    public static readonly DiagnosticDescriptor Parameter = Rule(
        "QRN001", "Grain method parameter can't travel", "Parameter '{0}' of {1} can't travel: {2} has neither [GenerateSerializer] nor a surrogate");

    public static readonly DiagnosticDescriptor Result = Rule(
        "QRN002", "Grain method result can't travel", "The result of {0} can't travel: {1} has neither [GenerateSerializer] nor a surrogate");

    public static readonly DiagnosticDescriptor Member = Rule(
        "QRN003", "Message member can't travel", "Member '{0}' of message {1} can't travel: {2} has neither [GenerateSerializer] nor a surrogate");

    public static readonly DiagnosticDescriptor State = Rule(
        "QRN004", "State can't be stored", "State {0} of {1} can't be stored: {2}");

    public static readonly DiagnosticDescriptor Thrown = Rule(
        "QRN005", "Exception can't travel", "{0} is thrown by a grain and arrives elsewhere as CodecNotFoundException: give it [GenerateSerializer], or throw one that travels");

    public static readonly DiagnosticDescriptor ReturnType = Rule(
        "QRN006", "Grain method must return a task", "{0} must return Task, Task<T>, ValueTask, ValueTask<T> or IAsyncEnumerable<T>: {1} can neither be awaited nor fail visibly");

    public static readonly DiagnosticDescriptor InterfaceMember = Rule(
        "QRN007", "Grain interfaces have methods only", "{0} is no method: grain interfaces have no properties, events or static members");

    public static readonly DiagnosticDescriptor ByReference = Rule(
        "QRN008", "Grain method parameter by reference", "Parameter '{0}' of {1} is passed by reference, which can't reach another silo");

    public static readonly DiagnosticDescriptor Hidden = Rule(
        "QRN009", "Generated code can't name the type", "{0} is private, protected or file-local: Orleans skips such grains and can't serialise such messages");

    public static readonly DiagnosticDescriptor ConfigureAwait = Rule(
        "QRN010", "ConfigureAwait leaves the turn", "ConfigureAwait without ContinueOnCapturedContext leaves the grain's turn: whatever follows runs beside other turns");

    public static readonly DiagnosticDescriptor OnClassMethod = Rule(
        "QRN011", "Attribute belongs on the interface", "[{0}] on {1} has no effect: it belongs on the method of the grain interface");

    public static readonly DiagnosticDescriptor DuplicateId = Rule(
        "QRN012", "Duplicate id", "Members '{0}' and '{1}' of {2} have the same id {3}");

    public static readonly DiagnosticDescriptor DuplicateAlias = Rule(
        "QRN013", "Duplicate alias", "{0} and {1} have the same alias \"{2}\"");

    public static readonly DiagnosticDescriptor NoIds = Rule(
        "QRN014", "Message without ids", "{0} has members and no [Id] on any of them: nothing of it would travel");

    public static readonly DiagnosticDescriptor Computed = Rule(
        "QRN015", "Id on a computed property", "'{0}' of {1} is computed and can't be set: its [Id] is meaningless");

    public static readonly DiagnosticDescriptor Converter = Rule(
        "QRN016", "Converter can't be used", "{0}");

    public static readonly DiagnosticDescriptor OneWay = Rule(
        "QRN017", "One-way method with a result", "{0} is [OneWay] and must return Task or ValueTask: nobody waits for a result");

    public static readonly DiagnosticDescriptor Tokens = Rule(
        "QRN018", "More than one cancellation token", "{0} takes more than one CancellationToken");

    public static readonly DiagnosticDescriptor Generic = Rule(
        "QRN019", "Generic grain", "{0} is generic, which the embedded engine does not know: use one interface per type");

    private static DiagnosticDescriptor Rule(string id, string title, string message) =>
        new(id, title, message, "Quern.Engine", DiagnosticSeverity.Error, isEnabledByDefault: true);
}
