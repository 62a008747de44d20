using System.Text;
using Quern.Connectors.Binance;
using Quern.Connectors.Exchange;
using Quern.Domain.Instruments;
using Quern.Domain.Orders;

namespace Quern.Connectors.Tests.Binance;

[Trait("Category", "unit")]
public sealed class BinanceSignerTests
{
    private const string FuturesSecret = "2b5eb11e18796d12d88f13dc27dbbd02c2cc51ff7059765ed9821957d82bb4d9";
    private const string SpotSecret = "NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j";
    private const string SpotKey = "vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A";

    [Theory]
    [InlineData(FuturesSecret, "symbol=BTCUSDT&side=BUY&type=LIMIT&quantity=1&price=9000&timeInForce=GTC&recvWindow=5000&timestamp=1591702613943", "3c661234138461fcc7a7d8746c6558c9842d4e10870d2ecbedf7777cad694af9")]
    [InlineData(SpotSecret, "symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1&recvWindow=5000&timestamp=1499827319559", "c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71")]
    [InlineData(SpotSecret, "symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTCquantity=1&price=0.1&recvWindow=5000&timestamp=1499827319559", "0fd168b8ddb4876a0358a8d14d0c9f3da0e9b20c5d52b2a00fcf7d1c602f9a77")]
    [InlineData(SpotSecret, "apiKey=vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A&newOrderRespType=ACK&price=52000.00&quantity=0.01000000&recvWindow=100&side=SELL&symbol=BTCUSDT&timeInForce=GTC&timestamp=1645423376532&type=LIMIT", "cc15477742bd704c29492d96c7ead9414dfd8e0ec4a00f947bb5bb454ddbd08a")]
    [InlineData(FuturesSecret, "symbol=BTCUSDT&newClientOrderId=mm%3A1%2Fa&timestamp=1591702613943", "cf05d741b87ac0f543ec77dce0cb9966ad93902ec2a29950f3c80a0d51fb067f")]
    public void The_venues_vectors_are_met(string secret, string message, string expected)
    {
        byte[] signature = new byte[BinanceSigner.TextLength];

        new BinanceSigner(new("key", secret)).Sign(Encoding.ASCII.GetBytes(message), signature);

        Assert.Equal(expected, Encoding.ASCII.GetString(signature));
    }

    [Fact]
    public void The_socket_request_builder_signs_what_the_vector_signs()
    {
        var request = new SignedRequest(new(new ApiCredentials(SpotKey, SpotSecret)));
        request.StartFrame(7, "order.place"u8);
        request.Add("newOrderRespType"u8, "ACK"u8);
        request.Add("price"u8, 5_200_000, 2);
        request.Add("quantity"u8, 1_000_000, 8);
        request.Add("recvWindow"u8, 100);
        request.Add("side"u8, "SELL"u8);
        request.AddSymbol("BTCUSDT");
        request.Add("timeInForce"u8, "GTC"u8);
        request.Add("timestamp"u8, 1645423376532);
        request.Add("type"u8, "LIMIT"u8);
        request.Finish();

        Assert.Equal(
            $$$"""{"id":7,"method":"order.place","params":{"apiKey":"{{{SpotKey}}}","newOrderRespType":"ACK","price":"52000.00","quantity":"0.01000000","recvWindow":100,"side":"SELL","symbol":"BTCUSDT","timeInForce":"GTC","timestamp":1645423376532,"type":"LIMIT","signature":"cc15477742bd704c29492d96c7ead9414dfd8e0ec4a00f947bb5bb454ddbd08a"}}""",
            Encoding.UTF8.GetString(request.Frame));
    }

    [Fact]
    public void Order_requests_are_sorted_by_name_as_the_signature_wants()
    {
        var request = new SignedRequest(new(new ApiCredentials(SpotKey, SpotSecret)));
        foreach (Action<SignedRequest> write in Requests())
        {
            request.StartFrame(1, "any"u8);
            write(request);

            string[] names = [.. Encoding.UTF8.GetString(request.Query).Split('&').Select(p => p.Split('=')[0]).SkipLast(1)];
            Assert.Equal(names.Order(StringComparer.Ordinal), names);
            using var frame = System.Text.Json.JsonDocument.Parse(request.Frame.ToArray());
            Assert.Equal(names.Append("signature"), frame.RootElement.GetProperty("params").EnumerateObject().Select(p => p.Name));
        }
    }

    [Fact]
    public void Encoding_and_signing_an_order_allocates_nothing()
    {
        var request = new SignedRequest(new(new ApiCredentials(SpotKey, SpotSecret)));
        OrderRequest order = Order(postOnly: true);
        Encode();

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 200; i++)
            Encode();

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Encode()
        {
            request.StartFrame(1, "order.place"u8);
            OrderRequests.AddPlace(request, in order, 2000, 1645423376532);
        }
    }

    [Fact]
    public void A_symbol_beyond_ascii_is_escaped_in_a_query_and_not_in_a_frame()
    {
        var request = new SignedRequest(new(new ApiCredentials(SpotKey, SpotSecret)));

        request.StartQuery();
        request.AddSymbol("币安人生USDT");
        Assert.Equal("symbol=%E5%B8%81%E5%AE%89%E4%BA%BA%E7%94%9FUSDT", Encoding.UTF8.GetString(request.Query));

        request.StartFrame(1, "x"u8);
        request.AddSymbol("币安人生USDT");
        Assert.EndsWith("symbol=币安人生USDT", Encoding.UTF8.GetString(request.Query), StringComparison.Ordinal);
    }

    internal static OrderRequest Order(bool postOnly = false, bool reduceOnly = false, OrderType type = OrderType.Limit) => new(
        ClientOrderId.Create(1, 2, 3), BinanceSamples.BtcUsdt, Side.Buy, type, TimeInForce.GoodTillCanceled, postOnly, reduceOnly,
        new(642_687), new(1_500));

    private static IEnumerable<Action<SignedRequest>> Requests()
    {
        yield return request => OrderRequests.AddPlace(request, Order(postOnly: true, reduceOnly: true), 2000, 1);
        yield return request => OrderRequests.AddPlace(request, Order(type: OrderType.Market), 2000, 1);
        yield return request => OrderRequests.AddReplace(
            request, new(ClientOrderId.Create(1, 2, 3), BinanceSamples.BtcUsdt, Side.Sell, new(1), new(2)), 2000, 1);
        yield return request => OrderRequests.AddCancel(request, new(ClientOrderId.Create(1, 2, 3), BinanceSamples.BtcUsdt, null), 2000, 1);
        yield return request => OrderRequests.AddCancel(request, new(default, BinanceSamples.BtcUsdt, "8886774"), 2000, 1);
    }
}
