using System.Text;
using System.Text.Json;
using Quern.Connectors.Transport;

namespace Quern.Tests.Connectors.Simulated;

/// <summary>Whatever a client sends, the venue answers or cuts it, and its books and money stay sound.</summary>
[Trait("Category", "property")]
public class FuzzTests
{
    private static readonly string[] Seeds =
    [
        """{"method":"SUBSCRIBE","params":["btcusdt@depth@100ms","btcusdt@aggTrade"],"id":1}""",
        """{"method":"UNSUBSCRIBE","params":["btcusdt@depth@100ms"],"id":"x"}""",
        """{"id":"1","method":"order.place","params":{"symbol":"BTCUSDT","side":"BUY","type":"LIMIT","quantity":"1","price":"60000","timestamp":1}}""",
        """{"id":null,"method":"order.cancel","params":{"symbol":"BTCUSDT","orderId":8000000001,"apiKey":"quern-demo-key"}}""",
        """{"id":7,"method":"userDataStream.start","params":{"apiKey":"quern-demo-key"}}""",
    ];

    [Theory, InlineData("/ws", 1), InlineData("/ws-fapi/v1", 2)]
    public void Ten_thousand_corrupted_frames_are_answered_or_cut_and_never_thrown_at(string address, int seed)
    {
        var random = new Random(seed);
        using var floor = new Floor(Venues.Busy(seed, eventsPerSecond: 5));
        int answered = 0;
        for (int turn = 0; turn < 10_000; turn++)
        {
            Ear ear = Ear.Open(floor.Venue, address)!;
            ear.Say(Corrupt(random, Encoding.UTF8.GetBytes(Seeds[random.Next(Seeds.Length)])));
            foreach (string frame in ear.Frames)
                Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(frame).RootElement.ValueKind);
            answered += ear.Frames.Count > 0 ? 1 : 0;
            ear.Leave();
        }

        Assert.True(answered > 9_000, $"{answered} answered");
        AssertSound(floor);
    }

    [Fact]
    public void Ten_thousand_corrupted_requests_are_answered_with_json()
    {
        var random = new Random(3);
        using var floor = new Floor(Venues.Busy(3, eventsPerSecond: 5));
        string[] paths =
        [
            "/fapi/v1/order", "/fapi/v1/depth", "/fapi/v1/openOrders", "/fapi/v1/userTrades", "/fapi/v1/aggTrades", "/fapi/v1/trades",
            "/fapi/v1/countdownCancelAll", "/fapi/v1/listenKey", "/fapi/v1/premiumIndex", "/fapi/v3/positionRisk", "/fapi/v1/ticker/bookTicker",
        ];
        string[] methods = ["GET", "POST", "PUT", "DELETE"];
        const string good = "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.010&price=59000.00&newClientOrderId=abc&limit=100&fromId=1&orderId=8000000005&countdownTime=1000";
        int accepted = 0;
        for (int turn = 0; turn < 10_000; turn++)
        {
            // Corrupted before signing: it passes the door and must be stopped, or understood, inside.
            string query = TextOf(Corrupt(random, Encoding.ASCII.GetBytes(good)));
            string signed = random.Next(10) == 0 ? query : floor.Demo.Signed(floor.Demo.Stamped(query));
            HttpReply reply = floor.Venue.Handle(floor.Demo.CallOf(methods[random.Next(4)], paths[random.Next(paths.Length)], signed));
            JsonDocument.Parse(reply.Body);
            accepted += reply.Status == 200 ? 1 : 0;
            Assert.InRange(reply.Status, 200, 499);
        }

        Assert.InRange(accepted, 1_000, 9_000);
        AssertSound(floor);
    }

    private static void AssertSound(Floor floor)
    {
        floor.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.False(floor.Venue.Truth.Touch("BTCUSDT").IsCrossed);
        Assert.Equal(0, floor.Venue.Truth.Accounts.Sum(account => floor.Venue.Truth.Positions(account)[0].SignedLots));
    }

    // Letters that may stand in a request line: the rest never gets past a web server.
    private static string TextOf(byte[] bytes) =>
        new([.. bytes.Select(letter => letter is > 32 and < 127 and not (byte)'#' and not (byte)'?' ? (char)letter : '%')]);

    private static byte[] Corrupt(Random random, byte[] bytes)
    {
        switch (random.Next(6))
        {
            case 0:
                random.NextBytes(bytes);
                return bytes;
            case 1:
                return bytes[..random.Next(bytes.Length)];
            case 2:
                return [.. bytes[random.Next(bytes.Length)..], .. bytes];
            default:
                for (int change = random.Next(1, 6); change > 0; change--)
                    bytes[random.Next(bytes.Length)] = (byte)random.Next(32, 127);
                return bytes;
        }
    }
}
