using System.Collections.Immutable;

namespace Quern.Engine.Tests.Grains;

[Alias("tests.message")]
public interface IMessageGrain : IGrainWithStringKey
{
    [Alias("echo")]
    Task<EveryType> Echo(EveryType message);

    [Alias("echo-any")]
    Task<T> EchoAny<T>(T value);

    [Alias("echo-shape")]
    ValueTask<Shape?> EchoShape(Shape? shape);

    [Alias("optional")]
    ValueTask<string> Optional(string first, int second = 7, params string[] more);

    [Alias("nothing")]
    ValueTask Nothing();

    [Alias("foreign")]
    Task<ForeignPoint[]> Move(ForeignPoint[] points);

    [Alias("change")]
    Task<int> Change(List<int> list);

    [Alias("kept")]
    Task<List<int>> Kept();

    [Alias("call-and-look")]
    Task<string> CallAndLook(IMessageGrain other);

    [Alias("same")]
    Task<bool> IsSame([Immutable] byte[] bytes, object identity);

    [Alias("filtered")]
    Task<string> Filtered();

    [Alias("who")]
    Task<string> Who();
}

/// <summary>Foreign: a surrogate carries it.</summary>
public readonly struct ForeignPoint(int x, int y)
{
    public int X => x;

    public int Y => y;
}

[GenerateSerializer, Immutable, Alias("tests.point")]
public struct PointSurrogate
{
    [Id(0)] public int X;
    [Id(1)] public int Y;
}

[RegisterConverter]
public sealed class PointConverter : IConverter<ForeignPoint, PointSurrogate>
{
    public ForeignPoint ConvertFromSurrogate(in PointSurrogate surrogate) => new(surrogate.X, surrogate.Y);

    public PointSurrogate ConvertToSurrogate(in ForeignPoint value) => new() { X = value.X, Y = value.Y };
}

public enum Colour : byte
{
    Red = 1,
    Green = 200,
}

[GenerateSerializer, Alias("tests.shape")]
public abstract record Shape([property: Id(0)] string Name);

[GenerateSerializer, Alias("tests.circle")]
public sealed record Circle(string Name, [property: Id(0)] double Radius) : Shape(Name);

[GenerateSerializer, Alias("tests.polygon")]
public record Polygon(string Name, [property: Id(0)] List<ForeignPoint> Corners) : Shape(Name);

[GenerateSerializer, Alias("tests.star")]
public sealed record Star(string Name, List<ForeignPoint> Corners, [property: Id(0)] Polygon? Inside) : Polygon(Name, Corners);

[GenerateSerializer, Immutable, Alias("tests.positional")]
public readonly record struct Positional(long First, string? Second);

[GenerateSerializer, Alias("tests.every")]
public sealed class EveryType
{
    [Id(0)] public int Int { get; set; }
    [Id(1)] public long? Nullable { get; init; }
    [Id(2)] public required string Text { get; init; }
    [Id(3)] public byte[] Bytes { get; set; } = [];
    [Id(4)] public ReadOnlyMemory<byte> Memory { get; set; }
    [Id(5)] public List<string> List { get; set; } = [];
    [Id(6)] public Dictionary<string, int> Map { get; set; } = [];
    [Id(7)] public ImmutableArray<Positional> Positionals { get; set; } = [];
    [Id(8)] public Int128 Big { get; set; }
    [Id(9)] public UInt128 BigUnsigned { get; set; }
    [Id(10)] public decimal Money { get; set; }
    [Id(11)] public Guid Id { get; set; }
    [Id(12)] public DateTimeOffset Time { get; set; }
    [Id(13)] public TimeSpan Span { get; set; }
    [Id(14)] public Colour Colour { get; set; }
    [Id(15)] private int _hidden;
    [Id(16)] public Shape? Shape { get; set; }
    [Id(17)] public (int Left, string Right) Pair { get; set; }
    [Id(18)] public double Ratio { get; set; }
    [Id(19)] public Colour[]? Colours { get; set; }

    public int Hidden
    {
        get => _hidden;
        set => _hidden = value;
    }
}

public sealed class MessageGrain : Grain, IMessageGrain
{
    private List<int> _kept = [];

    public Task<EveryType> Echo(EveryType message) => Task.FromResult(message);

    public Task<T> EchoAny<T>(T value) => Task.FromResult(value);

    public ValueTask<Shape?> EchoShape(Shape? shape) => new(shape);

    public ValueTask<string> Optional(string first, int second = 7, params string[] more) => new($"{first} {second} {string.Join('+', more)}");

    public ValueTask Nothing() => ValueTask.CompletedTask;

    public Task<ForeignPoint[]> Move(ForeignPoint[] points) =>
        Task.FromResult(points.Select(point => new ForeignPoint(point.X + 1, point.Y + 1)).ToArray());

    public Task<int> Change(List<int> list)
    {
        list.Add(4);
        _kept = list;
        return Task.FromResult(list.Count);
    }

    public Task<List<int>> Kept() => Task.FromResult(_kept);

    /// <summary>Whether a list given to, and got from, a grain of this silo is the same object on both sides.</summary>
    public async Task<string> CallAndLook(IMessageGrain other)
    {
        List<int> given = [1, 2, 3];
        await other.Change(given);
        List<int> got = await other.Kept();
        got.Add(99);
        List<int> again = await other.Kept();
        return $"given {given.Count}, got {got.Count}, again {again.Count}";
    }

    public Task<bool> IsSame([Immutable] byte[] bytes, object identity) => Task.FromResult(ReferenceEquals(bytes, identity));

    public Task<string> Filtered() => Task.FromResult("original");

    public Task<string> Who() => Task.FromResult(this.GetGrainId().ToString());
}
