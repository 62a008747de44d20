using System.Text.Json;
using Quern.Client.Tests.Silo;
using Quern.Proto;

namespace Quern.Client.Tests.Commands;

[Trait("Category", "unit")]
public sealed class ControlVerbsTests : ConsoleTest
{
    [Theory]
    [InlineData("start")]
    [InlineData("stop")]
    [InlineData("cancel-all")]
    [InlineData("kill", "--reason", "[odd] venue")]
    [InlineData("arm", "--reason", "well again")]
    public async Task A_command_goes_out_with_the_key_and_an_idempotency_key(params string[] args)
    {
        Assert.Equal(0, await RunAsync(args));

        Request sent = Assert.Single(Silo.Requests);
        Assert.Equal($"/v1/commands/{args[0]}", sent.Path);
        Assert.Equal($"Bearer {StandInSilo.Key}", sent.Authorization);
        Assert.NotEqual("", sent.IdempotencyKey);
        using JsonDocument body = JsonDocument.Parse(sent.Body);
        Assert.Equal("", body.RootElement.GetProperty("scope").GetString());
        Assert.Equal(args.Length > 1 ? args[2] : "", body.RootElement.GetProperty("reason").GetString());
        Assert.Equal($"{args[0]}: done{Environment.NewLine}", Terminal.Printed);
    }

    [Fact]
    public async Task Each_invocation_has_its_own_idempotency_key()
    {
        await RunAsync("stop");
        await RunAsync("stop");

        Assert.Equal(2, Silo.Requests.Select(request => request.IdempotencyKey).Distinct().Count());
    }

    [Fact]
    public async Task A_broken_answer_is_asked_for_again_under_the_same_idempotency_key()
    {
        Silo.BrokenCommands = 2;

        Assert.Equal(0, await RunAsync("cancel-all"));

        Assert.Equal(3, Silo.Requests.Count);
        Assert.Single(Silo.Requests.Select(request => request.IdempotencyKey).Distinct());
    }

    [Fact]
    public async Task A_command_nobody_ever_answers_is_a_failure_of_unknown_outcome()
    {
        Silo.BrokenCommands = int.MaxValue;

        Assert.Equal(1, await RunAsync("kill", "--reason", "test", "--json"));

        Assert.Equal("", Terminal.Printed);
        Assert.Contains("may have been carried out", Terminal.Complained, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scope_and_json_reach_the_silo_and_the_program()
    {
        Assert.Equal(0, await RunAsync("stop", "--scope", "mm-btc", "--json"));

        Assert.Contains("mm-btc", Assert.Single(Silo.Requests).Body, StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(Terminal.Printed);
        Assert.True(json.RootElement.GetProperty("accepted").GetBoolean());
    }

    [Theory]
    [InlineData(0, 0, "(0 open orders left)")]
    [InlineData(1, 1, "(1 open order left)")]
    public async Task An_order_left_open_makes_it_a_failure(int openOrders, int exit, string said)
    {
        Silo.Replies["POST /v1/commands/cancel-all"] = Reply.Of(
            new CommandReply { Command = "cancel-all", Accepted = true, Message = "cancelled 4", OpenOrders = openOrders }, 202);

        Assert.Equal(exit, await RunAsync("cancel-all"));

        Assert.Equal($"cancel-all: cancelled 4 {said}{Environment.NewLine}", Terminal.Printed);
    }

    [Fact]
    public async Task A_command_not_accepted_is_a_failure()
    {
        Silo.Replies["POST /v1/commands/start"] = Reply.Of(new CommandReply { Command = "start", Message = "killed: arm first", OpenOrders = -1 }, 202);

        Assert.Equal(1, await RunAsync("start"));

        Assert.Contains("killed: arm first", Terminal.Printed, StringComparison.Ordinal);
    }
}
