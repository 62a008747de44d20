using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Quern.Connectors.Simulated;
using Quern.Connectors.Simulated.Loopback;

namespace Quern.Tests.Connectors.Simulated;

/// <summary>The venue on real sockets, with the framework's own clients at the other end.</summary>
[Trait("Category", "end-to-end")]
public class LoopbackServerTests
{
    [Fact]
    public async Task A_real_client_asks_listens_trades_and_hears_of_its_fill()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using var venue = new SimulatedVenue(new VenueOptions(), TimeProvider.System);
        await using LoopbackServer server = await LoopbackServer.Start(venue, TimeProvider.System, cancellation: cancellation);
        using var http = new HttpClient { BaseAddress = server.Http };
        http.DefaultRequestHeaders.Add("X-MBX-APIKEY", VenueAccountOptions.Demo.Key);
        using ClientWebSocket market = await Connect(server, "/public/ws/btcusdt@depth@100ms", cancellation);
        string listenKey = Parse(await (await http.PostAsync("/fapi/v1/listenKey", null, cancellation)).Content.ReadAsStringAsync(cancellation))
            .GetProperty("listenKey").GetString()!;
        using ClientWebSocket user = await Connect(server, $"/private/ws?listenKey={listenKey}&events=ORDER_TRADE_UPDATE", cancellation);
        using ClientWebSocket orders = await Connect(server, "/ws-fapi/v1", cancellation);

        Assert.Equal("depthUpdate", (await Read(market, cancellation)).GetProperty("e").GetString());

        // The sign of the encoding comes back from the venue: the signature covers %3A as it was sent.
        string body = $"quantity=0.010&newClientOrderId=mm%3A1%2Fa&timestamp={Now()}";
        const string query = "symbol=BTCUSDT&side=BUY&type=MARKET";
        using var form = new StringContent(
            $"{body}&signature={Trader.Sign(VenueAccountOptions.Demo.Secret, query + body)}", Encoding.ASCII, "application/x-www-form-urlencoded");
        using HttpResponseMessage placed = await http.PostAsync($"/fapi/v1/order?{query}", form, cancellation);
        Assert.Equal(HttpStatusCode.OK, placed.StatusCode);
        Assert.Equal("1", placed.Headers.GetValues("X-MBX-ORDER-COUNT-10S").Single());
        Assert.Equal("mm:1/a", Parse(await placed.Content.ReadAsStringAsync(cancellation)).GetProperty("clientOrderId").GetString());

        Assert.Equal("NEW", (await Read(user, cancellation)).GetProperty("o").GetProperty("x").GetString());
        Assert.Equal("TRADE", (await Read(user, cancellation)).GetProperty("o").GetProperty("x").GetString());

        await orders.SendAsync("""{"id":"t","method":"time"}"""u8.ToArray(), WebSocketMessageType.Text, true, cancellation);
        Assert.Equal("t", (await Read(orders, cancellation)).GetProperty("id").GetString());
        await market.CloseAsync(WebSocketCloseStatus.NormalClosure, null, cancellation);
        Assert.Equal(WebSocketState.Closed, market.State);
    }

    [Fact]
    public async Task A_refused_address_a_lost_answer_and_a_cut_socket_reach_the_client()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using var venue = new SimulatedVenue(new VenueOptions { Flow = null }, TimeProvider.System);
        await using LoopbackServer server = await LoopbackServer.Start(venue, TimeProvider.System, cancellation: cancellation);
        using var http = new HttpClient { BaseAddress = server.Http };

        await Assert.ThrowsAsync<WebSocketException>(() => Connect(server, "/nowhere", cancellation));
        venue.Faults.LoseNextAnswers(1);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => http.GetStringAsync("/fapi/v1/ping", cancellation));
        Assert.Equal("{}", await http.GetStringAsync("/fapi/v1/ping", cancellation));

        using ClientWebSocket socket = await Connect(server, "/ws/btcusdt@bookTicker", cancellation);
        venue.Faults.Disconnect();
        WebSocketReceiveResult close = await socket.ReceiveAsync(new byte[64], cancellation);
        Assert.Equal(WebSocketMessageType.Close, close.MessageType);
    }

    [Fact]
    public async Task A_stop_ends_all_connections_and_frees_the_port()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using var venue = new SimulatedVenue(new VenueOptions { Flow = null }, TimeProvider.System);
        LoopbackServer server = await LoopbackServer.Start(venue, TimeProvider.System, cancellation: cancellation);
        using ClientWebSocket socket = await Connect(server, "/ws/btcusdt@bookTicker", cancellation);
        int port = server.Http.Port;

        await server.DisposeAsync();

        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            WebSocketReceiveResult end = await socket.ReceiveAsync(new byte[64], cancellation);
            if (end.MessageType is WebSocketMessageType.Close)
                throw new WebSocketException("closed");
        });
        await using LoopbackServer again = await LoopbackServer.Start(
            venue, TimeProvider.System, new LoopbackOptions { Port = port }, cancellation);
        Assert.Equal(port, again.Http.Port);
    }

    private static long Now() => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    private static JsonElement Parse(string text) => JsonDocument.Parse(text).RootElement;

    private static async Task<ClientWebSocket> Connect(LoopbackServer server, string path, CancellationToken cancellation)
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri(server.WebSocket, path), cancellation);
        return socket;
    }

    private static async Task<JsonElement> Read(ClientWebSocket socket, CancellationToken cancellation)
    {
        using var bytes = new MemoryStream();
        byte[] buffer = new byte[8192];
        while (true)
        {
            WebSocketReceiveResult read = await socket.ReceiveAsync(buffer, cancellation);
            bytes.Write(buffer, 0, read.Count);
            if (read.EndOfMessage)
                return Parse(Encoding.UTF8.GetString(bytes.ToArray()));
        }
    }
}
