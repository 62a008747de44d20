using Quern.Client.Tests.Silo;

namespace Quern.Client.Tests.Commands;

[Trait("Category", "unit")]
public sealed class RefusalTests : ConsoleTest
{
    private const string Nobody = "http://127.0.0.1:9";

    [Theory]
    [InlineData("status")]
    [InlineData("status", "--json")]
    [InlineData("orders")]
    [InlineData("positions")]
    [InlineData("pnl")]
    [InlineData("watch")]
    [InlineData("watch", "--once")]
    [InlineData("watch", "--instrument", "x:Y", "--json")]
    [InlineData("stop")]
    [InlineData("kill", "--reason", "r")]
    public async Task Without_a_silo_one_line_says_how_to_start_one(params string[] args)
    {
        int exit = await Terminal.RunAsync(Nobody, Home, args);

        Assert.Equal(2, exit);
        Assert.Equal("", Terminal.Printed);
        AssertOneLine("No silo at http://127.0.0.1:9.", "dotnet run --project Silo", "--url");
    }

    [Fact]
    public async Task Without_a_silo_and_without_a_key_the_silo_comes_first()
    {
        Assert.Equal(2, await Terminal.RunAsync(Nobody, Path.Combine(Home, "empty"), "stop"));

        AssertOneLine("No silo at");
    }

    [Theory]
    [InlineData("status")]
    [InlineData("stop")]
    [InlineData("watch")]
    public async Task A_wrong_key_is_refused_with_the_file_it_came_from(string verb)
    {
        string other = Path.Combine(Home, "other-key");
        await File.WriteAllTextAsync(other, "wrong");

        Assert.Equal(2, await RunAsync(verb, "--key-file", other));

        Assert.Equal("", Terminal.Printed);
        AssertOneLine("refused the key", other, "--key-file");
        Assert.DoesNotContain("wrong", Terminal.Complained, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_key_says_where_it_was_looked_for()
    {
        string home = Path.Combine(Home, "empty");

        Assert.Equal(2, await Terminal.RunAsync(Silo.Url, home, "stop"));

        AssertOneLine($"No API key in {Path.Combine(home, "api-key")}", "--key-file");
    }

    [Theory]
    [InlineData(409, "killed", 2)]
    [InlineData(404, "unknown-instrument", 2)]
    [InlineData(500, "bug", 1)]
    [InlineData(501, "anything", 3)]
    [InlineData(400, "not-in-this-build", 3)]
    [InlineData(503, "data-incomplete", 4)]
    public async Task A_problem_is_one_line_with_its_code_and_decides_the_exit(int status, string code, int exit)
    {
        Silo.Replies["POST /v1/commands/start"] = Reply.Refused(status, "No start", "because\nof \e[31mthis", code);

        Assert.Equal(exit, await RunAsync("start", "--json"));

        Assert.Equal("", Terminal.Printed);
        AssertOneLine("No start: because of  [31mthis", $"[{code}]");
    }

    [Theory]
    [InlineData(200, "<html>hello</html>")]
    [InlineData(404, "nothing here")]
    public async Task Another_server_is_not_taken_for_a_silo(int status, string body)
    {
        Silo.Replies["GET /v1/status"] = new(status, "text/html", body);

        Assert.Equal(2, await RunAsync("status"));

        AssertOneLine("not as a Quern silo does", "--url");
    }

    private void AssertOneLine(params string[] parts)
    {
        Assert.Equal(1, Terminal.Complained.Count(letter => letter == '\n'));
        foreach (string part in parts)
            Assert.Contains(part, Terminal.Complained, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', Terminal.Complained);
    }
}
