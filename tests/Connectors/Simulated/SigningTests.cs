using System.Text;
using System.Text.Json;
using Quern.Connectors.Simulated;

namespace Quern.Tests.Connectors.Simulated;

/// <summary>The test vectors B1 to B5 of the venue's reference, sent over the wire as they stand.</summary>
[Trait("Category", "golden")]
public class SigningTests
{
    private const string FuturesSecret = "2b5eb11e18796d12d88f13dc27dbbd02c2cc51ff7059765ed9821957d82bb4d9";
    private const string SpotSecret = "NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j";
    private const string SpotKey = "vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A";

    // What each vector means comes after its signature: an unknown symbol, a band, a missing side. A bad signature is -1022.
    [Theory]
    [InlineData("B1", FuturesSecret, 1591702613943, "symbol=BTCUSDT&side=BUY&type=LIMIT&quantity=1&price=9000&timeInForce=GTC&recvWindow=5000&timestamp=1591702613943", "", "3c661234138461fcc7a7d8746c6558c9842d4e10870d2ecbedf7777cad694af9", 0)]
    [InlineData("B2", SpotSecret, 1499827319559, "symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1&recvWindow=5000&timestamp=1499827319559", "", "c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71", -1121)]
    [InlineData("B3", SpotSecret, 1499827319559, "symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTC", "quantity=1&price=0.1&recvWindow=5000&timestamp=1499827319559", "0fd168b8ddb4876a0358a8d14d0c9f3da0e9b20c5d52b2a00fcf7d1c602f9a77", -1121)]
    [InlineData("B5", FuturesSecret, 1591702613943, "symbol=BTCUSDT&newClientOrderId=mm%3A1%2Fa&timestamp=1591702613943", "", "cf05d741b87ac0f543ec77dce0cb9966ad93902ec2a29950f3c80a0d51fb067f", -1102)]
    public void A_published_signature_is_accepted_and_any_other_is_not(
        string vector, string secret, long nowMs, string query, string body, string signature, int meaning)
    {
        string tampered = signature[..^1] + (signature[^1] == '0' ? '1' : '0');

        Assert.Equal((vector, meaning), (vector, Ask(secret, nowMs, query, body, signature)));
        Assert.Equal(meaning, Ask(secret, nowMs, query, body, signature.ToUpperInvariant()));
        Assert.Equal(-1022, Ask(secret, nowMs, query, body, tampered));
        Assert.Equal(-1022, Ask(secret + "x", nowMs, query, body, signature));
    }

    [Fact]
    public void The_published_socket_signature_covers_the_sorted_parameters()
    {
        const string signature = "cc15477742bd704c29492d96c7ead9414dfd8e0ec4a00f947bb5bb454ddbd08a";

        // The price is far from this market: the band refuses the order, after the signature was accepted.
        Assert.Equal(-4024, AskSocket(signature));
        Assert.Equal(-1022, AskSocket(signature[1..] + "a"));
    }

    private static int Ask(string secret, long nowMs, string query, string body, string signature)
    {
        using var floor = new Floor(OptionsOf("the-key", secret), new VirtualTime(nowMs));
        var trader = new Trader(floor.Venue, floor.Time, new VenueAccountOptions("vectors", "the-key", secret, 0));
        bool isInBody = body.Length > 0;
        var call = trader.CallOf(
            "POST",
            "/fapi/v1/order",
            isInBody ? query : $"{query}&signature={signature}",
            isInBody ? Encoding.ASCII.GetBytes($"{body}&signature={signature}") : null);
        return Trader.Code(JsonDocument.Parse(floor.Venue.Handle(call).Body).RootElement);
    }

    private static int AskSocket(string signature)
    {
        using var floor = new Floor(OptionsOf(SpotKey, SpotSecret), new VirtualTime(1645423376532));
        Ear ear = Ear.Open(floor.Venue, "/ws-fapi/v1")!;
        ear.Say($$$"""
            {"id":"4","method":"order.place","params":{"symbol":"BTCUSDT","side":"SELL","type":"LIMIT","timeInForce":"GTC","quantity":"0.01000000",
            "price":"52000.00","newOrderRespType":"ACK","recvWindow":100,"timestamp":1645423376532,"apiKey":"{{{SpotKey}}}","signature":"{{{signature}}}"}}
            """);
        return ear.Last.GetProperty("error").GetProperty("code").GetInt32();
    }

    // B1 buys one bitcoin at 9000: the market opens near there.
    private static VenueOptions OptionsOf(string key, string secret) => Venues.Quiet with
    {
        Instruments = [VenueInstrument.Bitcoin(key == SpotKey ? 60_000_00 : 9_100_00)],
        Accounts = [new VenueAccountOptions("vectors", key, secret, VenueAccountOptions.Million)],
    };
}
