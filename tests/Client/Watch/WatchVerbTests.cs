using Quern.Client.Api;
using Quern.Client.Output;
using Quern.Client.Tests.Silo;
using Quern.Proto;

namespace Quern.Client.Tests.Watch;

[Trait("Category", "unit")]
public sealed class WatchVerbTests : ConsoleTest
{
    private const string EntersTheScreen = "\e[?1049h";
    private const string LeavesTheScreen = "\e[?1049l";

    [Theory]
    [InlineData("80x24", 24)]
    [InlineData("120x40", 40)]
    public async Task Once_prints_exactly_one_plain_frame(string size, int rows)
    {
        Assert.Equal(0, await RunAsync("watch", "--once", "--size", size));

        Assert.Equal(rows, Terminal.Printed.Count(letter => letter == '\n'));
        Assert.StartsWith(" PAPER  Quern", Terminal.Printed, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', Terminal.Printed);
    }

    [Fact]
    public async Task The_first_instrument_is_watched_unless_one_is_named()
    {
        await RunAsync("watch", "--once");
        await RunAsync("watch", "--once", "--instrument", Samples.Ether);

        string[] asked = [.. Silo.Requests.Where(request => request.Path == "/v1/live").Select(request => Uri.UnescapeDataString(request.Query))];
        Assert.Contains(asked, query => query.Contains($"instrument={Samples.Bitcoin}", StringComparison.Ordinal));
        Assert.Contains(asked, query => query.Contains($"instrument={Samples.Ether}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_frame_can_be_saved_as_a_picture()
    {
        string file = Path.Combine(Home, "frame.svg");

        Assert.Equal(0, await RunAsync("watch", "--once", "--svg", file));

        Assert.StartsWith("<svg", await File.ReadAllTextAsync(file), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_picture_that_cannot_be_written_is_a_failure()
    {
        Assert.Equal(1, await RunAsync("watch", "--once", "--svg", Path.Combine(Home, "no", "such", "frame.svg")));

        Assert.Contains("Cannot write", Terminal.Complained, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_instrument_the_silo_does_not_have_is_refused()
    {
        Silo.Replies["GET /v1/live"] = Reply.Refused(404, "No such instrument", "x:Y", "unknown-instrument");

        Assert.Equal(2, await RunAsync("watch", "--instrument", "x:Y"));

        Assert.Contains("No such instrument: x:Y [unknown-instrument]", Terminal.Complained, StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_a_screen_it_draws_what_the_socket_sends_and_gives_the_screen_back()
    {
        Terminal = new(isScreen: true);
        Silo.Sockets.Enqueue(StandInSilo.Send(WithTotal("1.1"), WithTotal("777.25")));

        Task<int> watch = RunAsync("watch");
        await Terminal.UntilAsync(printed => printed.Contains("777.25", StringComparison.Ordinal));
        Terminal.Press('q');

        Assert.Equal(0, await watch);
        Assert.StartsWith(EntersTheScreen, Terminal.Printed, StringComparison.Ordinal);
        Assert.EndsWith(LeavesTheScreen, Terminal.Printed, StringComparison.Ordinal);
        Assert.Contains("\e[?25h", Terminal.Printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_silo_that_goes_away_is_noted_and_followed_again()
    {
        Terminal = new(isScreen: true);
        Silo.Sockets.Enqueue(StandInSilo.SendAndBreak(ContractJson.Format(WithTotal("111.5"))));
        Silo.Sockets.Enqueue(StandInSilo.SendAndBreak("this is no view"));
        Silo.Sockets.Enqueue(StandInSilo.Send(WithTotal("222.5")));

        Task<int> watch = RunAsync("watch");
        await Terminal.UntilAsync(printed => printed.Contains("RECONNECTING", StringComparison.Ordinal));
        await Terminal.UntilAsync(printed => printed.Contains("222.5", StringComparison.Ordinal));
        Terminal.Press(ConsoleKey.Escape);

        Assert.Equal(0, await watch);
        Assert.DoesNotContain("RECONNECTING", LastFrame(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_send_commands_and_kill_asks_first()
    {
        Terminal = new(isScreen: true);
        Silo.Sockets.Enqueue(StandInSilo.Send(Samples.View()));

        Task<int> watch = RunAsync("watch");
        Terminal.Press('k');
        Terminal.Press('n');
        Terminal.Press('s');
        await Terminal.UntilAsync(printed => printed.Contains("start: done", StringComparison.Ordinal));
        Terminal.Press('k');
        await Terminal.UntilAsync(printed => printed.Contains("y / n", StringComparison.Ordinal));
        Terminal.Press('y');
        await Terminal.UntilAsync(printed => printed.Contains("kill: done", StringComparison.Ordinal));
        Terminal.Press('q');

        Assert.Equal(0, await watch);
        Request[] commands = [.. Silo.Requests.Where(request => request.Method == "POST")];
        Assert.Equal(["/v1/commands/start", "/v1/commands/kill"], commands.Select(request => request.Path));
        Assert.Contains("\"reason\": \"k in the console's watch\"", commands[1].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_kill_on_its_way_is_waited_for_when_the_watch_ends()
    {
        Terminal = new(isScreen: true);
        Silo.CommandsTake = TimeSpan.FromSeconds(1);
        Silo.Sockets.Enqueue(StandInSilo.Send(Samples.View()));

        Task<int> watch = RunAsync("watch");
        Terminal.Press('k');
        Terminal.Press('y');
        Terminal.Press('q');

        Assert.Equal(0, await watch);
        Assert.Equal($"kill: done{Environment.NewLine}", Terminal.Complained);
        Assert.EndsWith(LeavesTheScreen, Terminal.Printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_screen_it_prints_plain_frames_until_interrupted()
    {
        Silo.Sockets.Enqueue(StandInSilo.Send(WithTotal("444.5")));

        Task<int> watch = RunAsync("watch");
        await Terminal.UntilAsync(printed => printed.Split("PAPER").Length > 2 && printed.Contains("444.5", StringComparison.Ordinal));
        Terminal.Interrupt();

        Assert.Equal(0, await watch);
        Assert.DoesNotContain('\e', Terminal.Printed);
    }

    [Fact]
    public async Task An_interrupt_gives_the_screen_back()
    {
        Terminal = new(isScreen: true);
        Silo.Sockets.Enqueue(StandInSilo.Send(Samples.View()));

        Task<int> watch = RunAsync("watch");
        await Terminal.UntilAsync(printed => printed.Contains("64250.1", StringComparison.Ordinal));
        Terminal.Interrupt();

        Assert.Equal(0, await watch);
        Assert.EndsWith(LeavesTheScreen, Terminal.Printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tab_follows_the_next_instrument()
    {
        Terminal = new(isScreen: true);
        Silo.Sockets.Enqueue(StandInSilo.Send(Samples.View()));
        LiveView ether = WithTotal("333.5");
        ether.Instrument = Samples.Ether;
        Silo.Sockets.Enqueue(StandInSilo.Send(ether));

        Task<int> watch = RunAsync("watch");
        await Terminal.UntilAsync(printed => printed.Contains("64250.1", StringComparison.Ordinal));
        Terminal.Press(ConsoleKey.Tab);
        await Terminal.UntilAsync(printed => printed.Contains("333.5", StringComparison.Ordinal));
        Terminal.Press('q');

        Assert.Equal(0, await watch);
        string[] followed = [.. Silo.Requests.Where(request => request.Path == "/v1/live").Select(request => Uri.UnescapeDataString(request.Query))];
        Assert.Contains(Samples.Ether, followed[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_size_of_the_window_gives_another_frame()
    {
        Terminal = new(isScreen: true);
        Silo.Sockets.Enqueue(StandInSilo.Send(Samples.View()));

        Task<int> watch = RunAsync("watch");
        await Terminal.UntilAsync(printed => printed.Contains("64250.1", StringComparison.Ordinal));
        Terminal.Window = new FrameSize(40, 10);
        await Terminal.UntilAsync(printed => printed.Contains("Too small", StringComparison.Ordinal));
        Terminal.Press('q');

        Assert.Equal(0, await watch);
    }

    private static LiveView WithTotal(string total)
    {
        LiveView view = Samples.View();
        view.Status.Pnl.Total = total;
        return view;
    }

    private string LastFrame() => Terminal.Printed[Terminal.Printed.LastIndexOf("\e[H", StringComparison.Ordinal)..];
}
