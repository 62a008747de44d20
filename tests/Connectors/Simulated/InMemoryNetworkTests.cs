using System.Text;
using Quern.Connectors.Simulated;
using Quern.Connectors.Transport;

namespace Quern.Tests.Connectors.Simulated;

/// <summary>What the network of the simulation promises to both ends.</summary>
[Trait("Category", "simulation")]
public class InMemoryNetworkTests
{
    private static readonly Uri Echo = new("ws://venue.test/echo");

    [Fact]
    public void Frames_arrive_whole_in_order_and_not_before_their_time()
    {
        var time = new VirtualTime();
        var venue = new EchoVenue();
        var network = new InMemoryNetwork(venue, time, 1, new NetworkOptions { Jitter = TimeSpan.FromMilliseconds(20) });
        var ear = new NetworkEar();
        IWebSocketConnection connection = network.Open(Echo, ear);
        Assert.False(connection.TrySend("too early"u8));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(ear.IsOpened);

        for (int frame = 0; frame < 200; frame++)
        {
            Assert.True(connection.TrySend(Encoding.ASCII.GetBytes($"{frame}")));
            time.Advance(TimeSpan.FromMilliseconds(1));
        }

        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(ear.Frames.Count < 200);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(Enumerable.Range(0, 200).Select(frame => $"{frame}"), ear.Frames.Select(frame => frame.Text));
        Assert.Equal(ear.Frames.Select(frame => frame.TimeNs).Order(), ear.Frames.Select(frame => frame.TimeNs));
    }

    [Fact]
    public void Nothing_is_called_inside_a_method_of_the_connection()
    {
        var time = new VirtualTime();
        var network = new InMemoryNetwork(new EchoVenue(), time, 1, new NetworkOptions { Latency = TimeSpan.Zero, Jitter = TimeSpan.Zero });
        var ear = new NetworkEar();
        IWebSocketConnection connection = network.Open(Echo, ear);
        Assert.False(ear.IsOpened);
        time.Advance(TimeSpan.FromTicks(1));

        connection.TrySend("x"u8);
        connection.Close();
        Assert.Empty(ear.Frames);
        Assert.Empty(ear.Closes);
        time.Advance(TimeSpan.FromTicks(1));

        Assert.Single(ear.Closes);
    }

    [Fact]
    public void Both_ends_hear_one_close_whoever_closes()
    {
        var time = new VirtualTime();
        var venue = new EchoVenue();
        var network = new InMemoryNetwork(venue, time, 1);
        var first = new NetworkEar();
        var second = new NetworkEar();
        IWebSocketConnection ours = network.Open(Echo, first);
        network.Open(Echo, second);
        time.Advance(TimeSpan.FromSeconds(1));

        ours.Close();
        venue.Connections[1].Close();
        time.Advance(TimeSpan.FromSeconds(1));
        network.DisconnectAll();
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Single(first.Closes);
        Assert.Single(second.Closes);
        Assert.Equal([1, 1], venue.Handlers.Select(handler => handler.Closes.Count));
        Assert.False(ours.TrySend("x"u8));
    }

    [Fact]
    public void A_refused_address_is_only_a_close()
    {
        var time = new VirtualTime();
        var network = new InMemoryNetwork(new EchoVenue(), time, 1);
        var ear = new NetworkEar();
        network.Open(new Uri("ws://venue.test/elsewhere"), ear);

        time.Advance(TimeSpan.FromSeconds(1));

        Assert.False(ear.IsOpened);
        Assert.Contains("refused", Assert.Single(ear.Closes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_killed_process_hears_nothing_more_and_the_venue_sees_what_it_had_sent_and_then_the_close()
    {
        var time = new VirtualTime();
        var venue = new EchoVenue();
        var network = new InMemoryNetwork(venue, time, 1);
        var ear = new NetworkEar();
        IWebSocketConnection connection = network.Open(Echo, ear);
        time.Advance(TimeSpan.FromSeconds(1));
        Task<HttpReply> asked = network.Send(Call("/ok"), CancellationToken.None);
        connection.TrySend("last words"u8);

        network.CutAll();
        Task<HttpReply> late = network.Send(Call("/late"), CancellationToken.None);
        network.Open(Echo, ear);
        time.Advance(TimeSpan.FromMinutes(1));

        Assert.Empty(ear.Frames);
        Assert.Empty(ear.Closes);
        Assert.Equal(["last words"], venue.Handlers[0].Frames.Select(frame => frame.Text));
        Assert.Single(venue.Handlers.Single().Closes);
        Assert.Equal(["/ok"], venue.Calls);
        Assert.False(asked.IsCompleted);
        Assert.False(late.IsCompleted);
        Assert.False(connection.IsOpen);
    }

    [Fact]
    public void A_partition_holds_everything_back_and_healing_brings_it_in_order()
    {
        var time = new VirtualTime();
        var network = new InMemoryNetwork(new EchoVenue(), time, 1);
        var ear = new NetworkEar();
        IWebSocketConnection connection = network.Open(Echo, ear);
        time.Advance(TimeSpan.FromSeconds(1));

        network.Partition();
        Assert.True(connection.TrySend("1"u8));
        Assert.True(connection.TrySend("2"u8));
        Task<HttpReply> patient = network.Send(Call("/ok"), CancellationToken.None);
        Task<HttpReply> hasty = network.Send(Call("/ok") with { TimeOut = TimeSpan.FromSeconds(1) }, CancellationToken.None);
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Empty(ear.Frames);
        Assert.True(Assert.IsType<HttpTransportException>(hasty.Exception!.InnerException).MayHaveHappened);
        network.Heal();
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(["1", "2"], ear.Frames.Select(frame => frame.Text));
        Assert.Equal(200, time.Await(patient).Status);
    }

    [Fact]
    public void A_reply_completes_on_the_timer_that_brings_it()
    {
        var time = new VirtualTime();
        var network = new InMemoryNetwork(new EchoVenue(), time, 1);
        int thread = 0;
        Task observed = Observe();

        time.Advance(TimeSpan.FromSeconds(1));

        Assert.True(observed.IsCompletedSuccessfully);
        Assert.Equal(Environment.CurrentManagedThreadId, thread);

        async Task Observe()
        {
            await network.Send(Call("/ok"), CancellationToken.None).ConfigureAwait(false);
            thread = Environment.CurrentManagedThreadId;
        }
    }

    [Fact]
    public void A_lost_answer_is_a_broken_connection_whose_outcome_is_open()
    {
        using var floor = new Floor();
        var network = new InMemoryNetwork(floor.Venue, floor.Time, 1);
        floor.Venue.Faults.LoseNextAnswers(1);

        Task<HttpReply> reply = network.Send(Call("/fapi/v1/time"), CancellationToken.None);
        floor.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.True(Assert.IsType<HttpTransportException>(reply.Exception!.InnerException).MayHaveHappened);
    }

    [Fact]
    public void A_handler_that_throws_closes_its_own_connection()
    {
        var time = new VirtualTime();
        var venue = new EchoVenue();
        var network = new InMemoryNetwork(venue, time, 1);
        var ear = new NetworkEar { OnText = _ => throw new InvalidOperationException("bad day") };
        IWebSocketConnection connection = network.Open(Echo, ear);
        time.Advance(TimeSpan.FromSeconds(1));

        connection.TrySend("x"u8);
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Contains("bad day", Assert.Single(ear.Closes), StringComparison.Ordinal);
        Assert.Single(venue.Handlers[0].Closes);
    }

    private static HttpCall Call(string path) => new("GET", new Uri("http://venue.test" + path), [], TimeSpan.FromMinutes(10));

    private sealed class EchoVenue : IVenueServer
    {
        public List<NetworkEar> Handlers { get; } = [];

        public List<IWebSocketConnection> Connections { get; } = [];

        public List<string> Calls { get; } = [];

        public HttpReply Handle(HttpCall call)
        {
            Calls.Add(call.Address.AbsolutePath);
            return new HttpReply(200, [], []);
        }

        public IWebSocketHandler? Accept(Uri address, IWebSocketConnection client)
        {
            if (address.AbsolutePath != "/echo")
                return null;
            Connections.Add(client);
            var handler = new NetworkEar { OnText = text => client.TrySend(Encoding.UTF8.GetBytes(text)) };
            Handlers.Add(handler);
            return handler;
        }
    }
}
