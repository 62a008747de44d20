namespace Quern.Engine.Tests.Generator;

[Trait("Category", "unit")]
public sealed class DiagnosticTests
{
    public static TheoryData<string, string, string> Refused => new()
    {
        { "QRN001", "a parameter without serializer", "public class Foreign; public interface IG : IGrainWithStringKey { Task F(Foreign foreign); }" },
        { "QRN001", "a parameter without serializer, inside a list", "public class Foreign; public interface IG : IGrainWithStringKey { Task F(List<Foreign[]> foreign); }" },
        { "QRN002", "a result without serializer", "public class Foreign; public interface IG : IGrainWithStringKey { Task<Foreign?> F(); }" },
        { "QRN002", "items without serializer", "public class Foreign; public interface IG : IGrainWithStringKey { IAsyncEnumerable<Foreign> F(); }" },
        { "QRN003", "a member without serializer", "public class Foreign; [GenerateSerializer] public sealed record M([property: Id(0)] Foreign Foreign);" },
        { "QRN004", "a state without serializer", "public class Foreign; public sealed class G([PersistentState(\"s\")] IPersistentState<Foreign> s) : Grain { public object O => s; }" },
        { "QRN004", "a state without parameterless constructor", "[GenerateSerializer] public class S(int x) { [Id(0)] public int X { get; set; } = x; } public sealed class G([PersistentState(\"s\")] IPersistentState<S> s) : Grain { public object O => s; }" },
        { "QRN005", "an exception without serializer", "public class Bad : Exception; public sealed class G : Grain { void F() => throw new Bad(); }" },
        { "QRN005", "one of several exceptions without serializer", "public class Bad : Exception; public sealed class G : Grain { void F(int x) => throw (x > 0 ? new Bad() : new InvalidOperationException()); }" },
        { "QRN006", "a void method", "public interface IG : IGrainWithStringKey { void F(); }" },
        { "QRN006", "a method that returns a value", "public interface IG : IGrainWithStringKey { int F(); }" },
        { "QRN007", "a property", "public interface IG : IGrainWithStringKey { int P { get; } }" },
        { "QRN007", "an event", "public interface IG : IGrainWithStringKey { event Action E; }" },
        { "QRN008", "a ref parameter", "public interface IG : IGrainWithStringKey { Task F(ref int x); }" },
        { "QRN009", "a private nested grain", "public interface IG : IGrainWithStringKey; public class Outer { private sealed class G : Grain, IG; }" },
        { "QRN009", "a file grain", "public interface IG : IGrainWithStringKey; file sealed class G : Grain, IG;" },
        { "QRN009", "a private nested message", "public class Outer { [GenerateSerializer] private sealed record M([property: Id(0)] int X); }" },
        { "QRN010", "ConfigureAwait(false)", "public sealed class G : Grain { async Task F(Task t) => await t.ConfigureAwait(false); }" },
        { "QRN010", "ConfigureAwait without the captured context", "public sealed class G : Grain { async Task F(Task t) => await t.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); }" },
        { "QRN010", "ConfigureAwait(false) in a grain service", "public sealed class S(GrainId i, Orleans.Runtime.Silo s, Microsoft.Extensions.Logging.ILoggerFactory l) : GrainService(i, s, l) { async Task F(Task t) => await t.ConfigureAwait(false); }" },
        { "QRN011", "AlwaysInterleave on the class method", "public interface IG : IGrainWithStringKey { Task F(); } public sealed class G : Grain, IG { [AlwaysInterleave] public Task F() => Task.CompletedTask; }" },
        { "QRN011", "OneWay on the class method", "public interface IG : IGrainWithStringKey { Task F(); } public sealed class G : Grain, IG { [OneWay] public Task F() => Task.CompletedTask; }" },
        { "QRN012", "the same id twice", "[GenerateSerializer] public sealed class M { [Id(1)] public int A { get; set; } [Id(1)] public int B { get; set; } }" },
        { "QRN012", "the same id by position and by number", "[GenerateSerializer] public sealed record M(int A) { [Id(0)] public int B { get; set; } }" },
        { "QRN013", "the same alias of two messages", "[GenerateSerializer, Alias(\"a\")] public sealed record M(int A); [GenerateSerializer, Alias(\"a\")] public sealed record N(int A);" },
        { "QRN013", "the same alias of two methods", "public interface IG : IGrainWithStringKey { [Alias(\"a\")] Task F(); [Alias(\"a\")] Task G(); }" },
        { "QRN014", "a message without ids", "[GenerateSerializer] public sealed class M { public int A { get; set; } }" },
        { "QRN014", "a record without ids that is not positional", "[GenerateSerializer] public sealed record M { public int A { get; init; } }" },
        { "QRN015", "an id on a computed property", "[GenerateSerializer] public sealed class M { [Id(0)] public int A => 1; }" },
        { "QRN016", "a converter that converts nothing", "[RegisterConverter] public sealed class C;" },
        { "QRN016", "a surrogate without serializer", "public class Foreign; public struct S; [RegisterConverter] public sealed class C : IConverter<Foreign, S> { public Foreign ConvertFromSurrogate(in S s) => new(); public S ConvertToSurrogate(in Foreign f) => default; }" },
        { "QRN017", "a one-way method with a result", "public interface IG : IGrainWithStringKey { [OneWay] Task<int> F(); }" },
        { "QRN018", "two cancellation tokens", "public interface IG : IGrainWithStringKey { Task F(CancellationToken a, CancellationToken b); }" },
        { "QRN019", "a generic grain interface", "public interface IG<T> : IGrainWithStringKey { Task F(T x); }" },
    };

    public static TheoryData<string, string> Accepted => new()
    {
        { "messages of every shape", "[GenerateSerializer] public sealed record P(int A, string? B); [GenerateSerializer] public readonly record struct Q(long A); [GenerateSerializer] public class R { [Id(0)] public required P X { get; init; } [Id(1)] private Q _y; public Q Y => _y; public int Computed => 1; }" },
        { "derived messages", "[GenerateSerializer] public abstract record B([property: Id(0)] int A); [GenerateSerializer] public sealed record D(int A, [property: Id(0)] int C) : B(A);" },
        { "generic messages", "[GenerateSerializer] public sealed record M<T>([property: Id(0)] T Item); public interface IG : IGrainWithStringKey { Task<M<int>> F(M<string> m); }" },
        { "an empty message", "[GenerateSerializer] public sealed class Empty;" },
        { "a surrogate", "public class Foreign; [GenerateSerializer] public struct S { [Id(0)] public int X; } [RegisterConverter] public sealed class C : IConverter<Foreign, S> { public Foreign ConvertFromSurrogate(in S s) => new(); public S ConvertToSurrogate(in Foreign f) => default; } public interface IG : IGrainWithStringKey { Task<Foreign[]> F(ImmutableArray<Foreign> f, CancellationToken t); }" },
        { "the runtime's own exceptions and ours with a serializer", "[GenerateSerializer] public class Good : Exception; public sealed class G : Grain { void F(int x) => throw (x > 0 ? new Good() : new InvalidOperationException()); }" },
        { "ConfigureAwait outside grains, and the harmless kind inside", "public class C { async Task F(Task t) => await t.ConfigureAwait(false); } public sealed class G : Grain { async Task F(Task t) => await t.ConfigureAwait(true); }" },
        { "references, tuples, dictionaries, nullable values", "public interface IG : IGrainWithStringKey { Task<(int, IG?)> F(Dictionary<string, Guid?> d, IReadOnlyList<Int128> l, byte[]? b); }" },
        { "generic methods", "public interface IG : IGrainWithStringKey { Task<T> F<T>(T x) where T : class, new(); }" },
        { "grain services", "public interface IS : IGrainService { ValueTask<int> F(); }" },
        { "classes nested in public ones, internal grains", "public interface IG : IGrainWithStringKey { Task F(); } public static class Outer { internal sealed class G : Grain, IG { public Task F() => Task.CompletedTask; } }" },
        { "recursive messages", "[GenerateSerializer] public sealed record Node([property: Id(0)] Node? Next, [property: Id(1)] List<Node> Children);" },
    };

    [Theory, MemberData(nameof(Refused))]
    public async Task Is_refused(string id, string what, string source)
    {
        Assert.Equal([id], await Compiled.Diagnostics(source));
        Assert.NotEmpty(what);
    }

    [Theory, MemberData(nameof(Accepted))]
    public async Task Is_accepted_and_its_generated_code_compiles(string what, string source)
    {
        Assert.Empty(await Compiled.Diagnostics(source));
        Assert.Empty(Compiled.Errors(source));
        Assert.NotEmpty(what);
    }

    [Fact]
    public void An_unchanged_type_is_not_generated_again()
    {
        const string Source = "[GenerateSerializer] public sealed record P(int A); public interface IG : IGrainWithStringKey { Task F(P p); }";

        string[] steps = Compiled.StepsOfSecondRun(Source, "class Other { int _changed; }");

        Assert.NotEmpty(steps);
        Assert.All(steps, step => Assert.True(step is "Cached" or "Unchanged", step));
    }
}
