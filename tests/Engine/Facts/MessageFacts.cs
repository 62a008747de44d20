using Quern.Engine.Tests.Fixture;
using Quern.Engine.Tests.Grains;

namespace Quern.Engine.Tests.Facts;

[Trait("Category", "conformance")]
public sealed class MessageFacts
{
    [Theory, MemberData(nameof(Stages.All), MemberType = typeof(Stages))]
    public Task Every_kind_of_member_arrives_and_comes_back(string mode) => Stages.Run(mode, 1, async stage =>
    {
        EveryType sent = Sample();

        EveryType got = await stage.Grain<IMessageGrain>().Echo(sent);

        Assert.NotSame(sent, got);
        Assert.Equivalent(sent, got);
        Assert.Equal(sent.Memory.ToArray(), got.Memory.ToArray());
        Assert.Equal(sent.Hidden, got.Hidden);
        Assert.Equal(((Polygon)sent.Shape!).Corners, ((Polygon)got.Shape!).Corners);
    });

    [Theory, MemberData(nameof(Stages.All), MemberType = typeof(Stages))]
    public Task A_derived_message_keeps_its_class(string mode) => Stages.Run(mode, 1, async stage =>
    {
        IMessageGrain grain = stage.Grain<IMessageGrain>();

        Assert.Equal(new Circle("c", 2.5), await grain.EchoShape(new Circle("c", 2.5)));
        Assert.Null(await grain.EchoShape(null));
        Shape? star = await grain.EchoShape(new Star("s", [new(1, 2)], new("p", [])));
        Assert.Equal("s", Assert.IsType<Star>(star).Name);
        Assert.Equal("p", ((Star)star!).Inside!.Name);
        Assert.Equal(2, ((Star)star).Corners[0].Y);
    });

    [Theory, MemberData(nameof(Stages.All), MemberType = typeof(Stages))]
    public Task Methods_may_be_generic_and_have_optional_parameters(string mode) => Stages.Run(mode, 1, async stage =>
    {
        IMessageGrain grain = stage.Grain<IMessageGrain>();

        Assert.Equal(42, await grain.EchoAny(42));
        Assert.Equal("text", await grain.EchoAny("text"));
        Assert.Equal((1, "two"), await grain.EchoAny((1, "two")));
        Assert.Equal("a 7 ", await grain.Optional("a"));
        Assert.Equal("a 1 b+c", await grain.Optional("a", 1, "b", "c"));
        await grain.Nothing();
    });

    [Theory, MemberData(nameof(Stages.All), MemberType = typeof(Stages))]
    public Task A_foreign_type_travels_as_its_surrogate(string mode) => Stages.Run(mode, 1, async stage =>
    {
        ForeignPoint[] moved = await stage.Grain<IMessageGrain>().Move([new(1, 2), new(3, 4)]);

        Assert.Equal([new(2, 3), new(4, 5)], moved);
    });

    [Theory, MemberData(nameof(Stages.All), MemberType = typeof(Stages))]
    public Task Mutable_arguments_and_results_are_copied_inside_a_silo(string mode) => Stages.Run(mode, 1, async stage =>
    {
        IMessageGrain caller = stage.Grain<IMessageGrain>();

        string seen = await caller.CallAndLook(stage.Grain<IMessageGrain>());

        Assert.Equal("given 3, got 5, again 4", seen);
    });

    [Theory, MemberData(nameof(Stages.All), MemberType = typeof(Stages))]
    public Task A_reference_can_be_sent_and_called(string mode) => Stages.Run(mode, 2, async stage =>
    {
        IMessageGrain sent = stage.Grain<IMessageGrain>();

        IMessageGrain got = await stage.Grain<IMessageGrain>().EchoAny(sent);

        Assert.Equal(sent.GetGrainId().ToString(), await got.Who());
        Assert.Equal(sent.GetGrainId(), got.GetGrainId());
    });

    [Theory, MemberData(nameof(Stages.All), MemberType = typeof(Stages))]
    public Task A_filter_sees_the_call_and_may_replace_its_result(string mode) => Stages.Run(mode, 1, async stage =>
    {
        string key = stage.NewKey();

        string result = await stage.Client.GetGrain<IMessageGrain>(key).Filtered();

        Assert.Equal("replaced", result);
        Assert.Equal([$"before {typeof(IMessageGrain).FullName}.Filtered", "after, original"], Notes.Of(key));
    }, filtered: true);

    private static EveryType Sample() => new()
    {
        Int = -5,
        Nullable = long.MinValue,
        Text = "price ≤ 1",
        Bytes = [1, 2, 3],
        Memory = new byte[] { 4, 5 },
        List = ["a", "b"],
        Map = new() { ["x"] = 1, ["y"] = 2 },
        Positionals = [new(1, "one"), new(2, null)],
        Big = Int128.MinValue,
        BigUnsigned = UInt128.MaxValue,
        Money = 12.340m,
        Id = new Guid("00112233-4455-6677-8899-aabbccddeeff"),
        Time = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(2)),
        Span = TimeSpan.FromTicks(123456789),
        Colour = Colour.Green,
        Hidden = 77,
        Shape = new Polygon("p", [new(1, 2), new(3, 4)]),
        Pair = (1, "right"),
        Ratio = 0.1,
        Colours = [Colour.Red, Colour.Green],
    };
}
