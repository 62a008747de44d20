using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Quern.Connectors.Transport;
using Quern.Connectors.Transport.Sockets;

namespace Quern.Connectors.Tests.Transport;

[Trait("Category", "unit")]
public sealed class SocketWebSocketTests
{
    private readonly HeardFrames _heard = new();
    private readonly SocketTransportOptions _options = new() { CloseTimeOut = TimeSpan.FromMilliseconds(300) };

    private IWebSocketConnection Open(Uri address) =>
        new SocketWebSocketTransport(_options, TimeProvider.System).Open(address, _heard);

    [Theory, InlineData(1), InlineData(5_000), InlineData(1_000_000)]
    public async Task A_frame_comes_back_whole_whatever_its_size(int length)
    {
        await using SocketServer server = await SocketServer.Start(SocketServer.Echo);
        string sent = new('x', length);
        long beforeNs = (DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).Ticks * 100;

        IWebSocketConnection connection = Open(server.Socket);
        await _heard.Opened;
        Assert.True(connection.TrySend(Encoding.UTF8.GetBytes(sent)));

        Assert.Equal(sent, await _heard.NextFrame());
        Assert.InRange(_heard.LastReceiveTimeNs, beforeNs - 1_000_000_000, beforeNs + 60_000_000_000);
    }

    [Fact]
    public async Task Frames_keep_their_order_when_many_are_sent_at_once()
    {
        await using SocketServer server = await SocketServer.Start(SocketServer.Echo);
        IWebSocketConnection connection = Open(server.Socket);
        await _heard.Opened;

        for (int i = 0; i < 900; i++)
            Assert.True(connection.TrySend(Encoding.UTF8.GetBytes($"frame {i}")));

        for (int i = 0; i < 900; i++)
            Assert.Equal($"frame {i}", await _heard.NextFrame());
        Assert.False(_heard.Overlapped);
    }

    [Fact]
    public async Task A_far_end_that_does_not_read_fills_the_queue_and_the_next_frame_is_refused()
    {
        _options.MaxQueuedFrames = 4;
        var stay = new TaskCompletionSource();
        await using SocketServer server = await SocketServer.Start(_ => stay.Task);
        IWebSocketConnection connection = Open(server.Socket);
        await _heard.Opened;

        byte[] frame = new byte[1 << 20];
        int accepted = 0;
        while (accepted < 200 && connection.TrySend(frame))
            accepted++;

        Assert.InRange(accepted, 4, 199);
        stay.SetResult();
    }

    [Fact]
    public async Task A_frame_above_the_limit_closes_the_connection_and_says_why()
    {
        _options.MaxFrameBytes = 2048;
        await using SocketServer server = await SocketServer.Start(SocketServer.Echo);
        IWebSocketConnection connection = Open(server.Socket);
        await _heard.Opened;

        connection.TrySend(new byte[2048]);
        Assert.Equal(2048, (await _heard.NextFrame()).Length);
        connection.TrySend(new byte[2049]);

        Assert.Contains("2048 bytes", await _heard.Closed, StringComparison.Ordinal);
        Assert.False(connection.IsOpen);
        Assert.False(connection.TrySend("x"u8));
    }

    [Fact]
    public async Task Nobody_listening_is_heard_as_one_close_without_an_open()
    {
        var unused = new TcpListener(IPAddress.Loopback, 0);
        unused.Start();
        int port = ((IPEndPoint)unused.LocalEndpoint).Port;
        unused.Stop();

        IWebSocketConnection connection = Open(new Uri($"ws://127.0.0.1:{port}/"));
        await _heard.Closed;

        Assert.Equal((0, 1), (_heard.Opens, _heard.Closes));
        Assert.False(connection.TrySend("x"u8));
    }

    [Fact]
    public async Task A_server_that_takes_the_call_but_says_nothing_times_out()
    {
        _options.ConnectTimeOut = TimeSpan.FromMilliseconds(200);
        var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();

        Open(new Uri($"ws://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}/"));

        Assert.Contains("200 ms", await _heard.Closed, StringComparison.Ordinal);
        silent.Stop();
    }

    [Fact]
    public async Task A_close_of_the_far_end_is_answered_and_told_with_its_words()
    {
        var answered = new TaskCompletionSource<WebSocketState>();
        await using SocketServer server = await SocketServer.Start(async socket =>
        {
            await socket.CloseOutputAsync(WebSocketCloseStatus.EndpointUnavailable, "maintenance", default);
            await socket.ReceiveAsync(new byte[16], default);
            answered.SetResult(socket.State);
        });

        Open(server.Socket);

        Assert.Contains("maintenance", await _heard.Closed, StringComparison.Ordinal);
        Assert.Equal(WebSocketState.Closed, await answered.Task.WaitAsync(TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public async Task Our_close_does_not_wait_longer_than_its_limit_for_a_deaf_far_end()
    {
        var stay = new TaskCompletionSource();
        await using SocketServer server = await SocketServer.Start(_ => stay.Task);
        IWebSocketConnection connection = Open(server.Socket);
        await _heard.Opened;

        connection.Close();
        connection.Close();

        Assert.Equal("closed by us", await _heard.Closed);
        await Task.Delay(50);
        Assert.Equal(1, _heard.Closes);
        stay.SetResult();
    }

    [Fact]
    public async Task A_close_before_the_open_is_heard_too()
    {
        var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();

        Open(new Uri($"ws://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}/")).Close();

        Assert.Contains("closed by us", await _heard.Closed, StringComparison.Ordinal);
        Assert.Equal(0, _heard.Opens);
        silent.Stop();
    }

    [Fact]
    public async Task A_close_when_the_close_is_heard_does_nothing()
    {
        await using SocketServer server = await SocketServer.Start(socket => socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", default));
        IWebSocketConnection connection = Open(server.Socket);
        Exception? problem = null;
        _heard.WhenClosed = () => problem = Record.Exception(connection.Close);

        await _heard.Closed;

        Assert.Null(problem);
    }

    [Fact]
    public async Task A_handler_that_throws_closes_its_own_connection()
    {
        await using SocketServer server = await SocketServer.Start(SocketServer.Echo);
        _heard.WhenFrame = () => throw new InvalidOperationException("cannot bear it");
        IWebSocketConnection connection = Open(server.Socket);
        await _heard.Opened;

        connection.TrySend("anything"u8);

        Assert.Contains("cannot bear it", await _heard.Closed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pings_of_the_far_end_are_answered()
    {
        await using SocketServer server = await SocketServer.Start(SocketServer.Echo, ping: TimeSpan.FromMilliseconds(50));
        IWebSocketConnection connection = Open(server.Socket);
        await _heard.Opened;

        // The server cuts whoever leaves a ping without a pong for 200 ms.
        await Task.Delay(700);

        Assert.True(connection.IsOpen);
        Assert.True(connection.TrySend("still here"u8));
        Assert.Equal("still here", await _heard.NextFrame());
    }

    [Fact]
    public async Task Receiving_allocates_nothing_per_frame()
    {
        const int Frames = 20_000;
        byte[] frame = Encoding.UTF8.GetBytes(new string('y', 500));
        var counter = new CountingHandler();
        await using SocketServer server = await SocketServer.Start(async socket =>
        {
            for (int i = 0; i < 2 * Frames; i++)
                await socket.SendAsync(frame.AsMemory(), WebSocketMessageType.Text, WebSocketMessageFlags.EndOfMessage, default);
            await socket.ReceiveAsync(new byte[16], default);
        });

        IWebSocketConnection connection = new SocketWebSocketTransport(_options, TimeProvider.System).Open(server.Socket, counter);
        await counter.Reach(2 * Frames);
        connection.Close();

        // Other tests share the pool's threads, so now and then a difference is theirs; one object per frame would show in all of them.
        Assert.True(counter.Compared > Frames / 2, "too few frames came one after the other on one thread");
        Assert.InRange(counter.Free / (double)counter.Compared, 0.95, 1);
    }

    private sealed class CountingHandler : IWebSocketHandler
    {
        private int _count;
        private int _thread;
        private long _allocated;

        public int Compared { get; private set; }

        public int Free { get; private set; }

        public void OnOpened()
        {
        }

        public void OnFrame(ReadOnlySpan<byte> frame, long receiveTimeNs)
        {
            long allocated = GC.GetAllocatedBytesForCurrentThread();
            if (_thread == Environment.CurrentManagedThreadId)
            {
                Compared++;
                Free += allocated == _allocated ? 1 : 0;
            }

            (_thread, _allocated) = (Environment.CurrentManagedThreadId, allocated);
            Interlocked.Increment(ref _count);
        }

        public void OnClosed(string detail)
        {
        }

        public async Task Reach(int count)
        {
            for (int waits = 0; Volatile.Read(ref _count) < count; waits++)
            {
                Assert.True(waits < 2000, "the frames did not arrive");
                await Task.Delay(10);
            }
        }
    }
}
