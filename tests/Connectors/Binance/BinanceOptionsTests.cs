using Quern.Connectors.Binance;

namespace Quern.Connectors.Tests.Binance;

[Trait("Category", "unit")]
public sealed class BinanceOptionsTests
{
    [Fact]
    public void Every_named_environment_is_sound()
    {
        foreach (BinanceEndpoints endpoints in new[]
        {
            BinanceEndpoints.Production, BinanceEndpoints.Testnet, BinanceEndpoints.Loopback(new Uri("http://127.0.0.1:8480/")),
        })
            new BinanceOptions { Endpoints = endpoints }.Validate();
    }

    [Fact]
    public void A_loopback_venue_has_the_paths_of_production()
    {
        BinanceEndpoints endpoints = BinanceEndpoints.Loopback(new Uri("http://127.0.0.1:8480/"));

        Assert.Equal("ws://127.0.0.1:8480/public/ws", endpoints.PublicStream.ToString());
        Assert.Equal("ws://127.0.0.1:8480/private/ws?listenKey=abc", endpoints.UserStream("abc").ToString());
        Assert.Equal("ws://127.0.0.1:8480/ws-fapi/v1", endpoints.OrderSocket.ToString());
        Assert.Equal("http://127.0.0.1:8480/", endpoints.Rest.ToString());
    }

    [Fact]
    public void Keys_never_travel_in_the_clear_to_another_machine()
    {
        BinanceEndpoints plain = BinanceEndpoints.Production with { Rest = new("http://fapi.binance.com"), OrderSocket = new("ws://10.0.0.1/x") };

        var problem = Assert.Throws<ArgumentException>(() => new BinanceOptions { Endpoints = plain }.Validate());

        Assert.Contains("Rest", problem.Message, StringComparison.Ordinal);
        Assert.Contains("OrderSocket", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_problems_are_told_at_once_with_their_ranges()
    {
        var options = new BinanceOptions
        {
            RecvWindow = TimeSpan.FromSeconds(60),
            SnapshotLevels = 77,
            Endpoints = BinanceEndpoints.Production with { PrivateStream = "wss://fstream.binance.com/private/ws" },
        };

        string message = Assert.Throws<ArgumentException>(options.Validate).Message;

        Assert.Contains("RecvWindow is 60000 ms: it must be 100 to 59999 ms.", message, StringComparison.Ordinal);
        Assert.Contains("SnapshotLevels", message, StringComparison.Ordinal);
        Assert.Contains("{listenKey}", message, StringComparison.Ordinal);
    }
}
