using Quern.Client.Commands;
using Quern.Client.Tests.Silo;

namespace Quern.Client.Tests.Commands;

[Trait("Category", "unit")]
public sealed class UsageTests
{
    private readonly TestTerminal _terminal = new();

    [Theory]
    [InlineData("Did you mean 'status'?", "sttaus")]
    [InlineData("there are status, orders", "frobnicate")]
    [InlineData("Name a verb: status")]
    [InlineData("--reason", "kill")]
    [InlineData("wants a reason", "kill", "--reason", " ")]
    [InlineData("1 to 1000", "orders", "--limit", "0")]
    [InlineData("'working'", "orders", "--state", "some")]
    [InlineData("no http or https address", "status", "--url", "ftp://x")]
    [InlineData("for example 120x40", "watch", "--size", "big")]
    [InlineData("`status --url …`", "--url", "http://127.0.0.1:7080", "status")]
    [InlineData("'extra'", "status", "extra")]
    [InlineData("--nonsense", "status", "--nonsense")]
    public async Task A_senseless_line_ends_with_64_and_one_line_of_advice(string advice, params string[] args)
    {
        Assert.Equal(64, await RunAsync(args));

        Assert.Equal("", _terminal.Printed);
        Assert.Contains(advice, _terminal.Complained, StringComparison.Ordinal);
        Assert.Equal(1, _terminal.Complained.Count(letter => letter == '\n'));
    }

    [Fact]
    public async Task A_wrong_address_in_the_environment_is_found_too()
    {
        Assert.Equal(64, await _terminal.RunAsync("localhost:7080", Path.GetTempPath(), "status"));

        Assert.Contains("localhost:7080", _terminal.Complained, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_shows_examples_and_exit_codes()
    {
        Assert.Equal(0, await RunAsync("--help"));

        Assert.Contains("dotnet run --project Client -- watch", _terminal.Printed, StringComparison.Ordinal);
        Assert.Contains("64 usage", _terminal.Printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_of_a_verb_needs_nothing_else_and_shows_its_own_examples()
    {
        Assert.Equal(0, await RunAsync("kill", "--help"));

        Assert.Contains("-- kill --reason", _terminal.Printed, StringComparison.Ordinal);
        Assert.DoesNotContain("-- status", _terminal.Printed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("pnl", "", 3)]
    [InlineData("stop", "stop", 0)]
    public void Distance_counts_the_letters_to_change(string left, string right, int distance) =>
        Assert.Equal(distance, UsageHint.Distance(left, right));

    private Task<int> RunAsync(params string[] args) => _terminal.RunAsync(null, Path.GetTempPath(), args);
}
