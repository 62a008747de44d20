using Microsoft.Extensions.Logging.Abstractions;
using Quern.Connectors.Binance;
using Quern.Connectors.Exchange;
using Quern.Connectors.Simulated;
using Quern.Connectors.Simulated.Loopback;
using Quern.Connectors.Transport.Sockets;
using Quern.Domain.Instruments;
using Quern.Domain.Orders;
using Quern.Grains.Guardian;
using Quern.Grains.Venues;

namespace Quern.Grains.Tests.Guardian;

[Trait("Category", "end-to-end")]
public sealed class GuardedVenueTests : IOrderEventSink
{
    private const string Venue = "binance-usdm";
    private const string Account = "binance-usdm:demo";

    [Fact]
    public async Task A_silo_that_never_sent_anything_takes_back_what_another_one_left_open()
    {
        using var venue = new SimulatedVenue(new() { Seed = 3, Flow = null, Instruments = [VenueInstrument.Bitcoin(64_268_70)] }, TimeProvider.System);
        await using LoopbackServer server = await LoopbackServer.Start(venue, TimeProvider.System);
        await using IExchange owner = Reach(server);
        var directory = new VenueDirectory([owner]);
        Instrument bitcoin = await directory.Find(new(Venue, "BTCUSDT"));
        IExchangeOms orders = owner.OrderEntry(Account);
        orders.Connect(this);
        await Until(() => orders.State is ConnectionState.Ready);
        orders.PlaceLimitOrder(new(
            ClientOrderId.Create(1, 1, 1), bitcoin, Side.Buy, OrderType.Limit, TimeInForce.GoodTillCanceled, PostOnly: false, ReduceOnly: false,
            new(64_000_00), new(100)));
        await Until(() => venue.Truth.OpenOrders("demo").Count == 1);

        await using var elsewhere = new VenueDirectory([Reach(server)]);
        var guarded = new GuardedVenue(elsewhere);

        Assert.Equal(0, await guarded.CancelOurs(Account, number: 2));
        Assert.Single(venue.Truth.OpenOrders("demo"));
        Assert.Equal(1, await guarded.CancelOurs(Account, number: 1));
        Assert.Empty(venue.Truth.OpenOrders("demo"));
        Assert.Equal(0, await guarded.CancelOurs(Account, number: 1));
    }

    void IOrderEventSink.OnReport(in ExecutionReport report)
    {
    }

    void IOrderEventSink.OnOrderStream(ConnectionState state, string detail)
    {
    }

    private static BinanceVenue Reach(LoopbackServer server) => new(
        new() { Venue = Venue, Endpoints = BinanceEndpoints.Loopback(server.Http) },
        new Dictionary<string, ApiCredentials> { ["demo"] = new(VenueAccountOptions.Demo.Key, VenueAccountOptions.Demo.Secret) },
        new SocketWebSocketTransport(new(), TimeProvider.System),
        new SocketHttpTransport(new(), TimeProvider.System),
        TimeProvider.System,
        NullLoggerFactory.Instance);

    private static async Task Until(Func<bool> isSo)
    {
        for (int attempt = 0; attempt < 1_000 && !isSo(); attempt++)
            await Task.Delay(20, TestContext.Current.CancellationToken);
        Assert.True(isSo());
    }
}
