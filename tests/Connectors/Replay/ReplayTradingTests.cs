using System.Text.Json;
using Quern.Connectors.Simulated;
using Quern.Connectors.Simulated.Replay;
using Quern.Connectors.Tests.Recordings;
using Quern.Domain.Instruments;
using Quern.Tests.Connectors.Simulated;

namespace Quern.Connectors.Tests.Replay;

/// <summary>Our orders at the replay venue, over its wire.</summary>
[Trait("Category", "unit")]
public sealed class ReplayTradingTests
{
    private static readonly string[] Market =
    [
        .. ReplayFloor.Opening,
        Lines.Trade(10, 70, "10.00", "4", buyerIsMaker: true),
        Lines.Trade(20, 71, "10.00", "3", buyerIsMaker: true),
        Lines.Trade(30, 72, "9.9", "1.5", buyerIsMaker: true),
    ];

    [Fact]
    public void A_resting_order_fills_from_recorded_trades_after_its_queue()
    {
        using var floor = new ReplayFloor(Market);
        Ear market = floor.Listen();
        Ear user = floor.UserStream();
        floor.Advance(5);
        Assert.Equal("NEW", floor.Limit("BUY", "10.0", "3", "GTX").GetProperty("status").GetString());

        floor.Advance(10);
        Assert.Empty(floor.Venue.Truth.Fills("demo", "ETHUSDT"));
        floor.Advance(10);
        TrueFill fill = Assert.Single(floor.Venue.Truth.Fills("demo", "ETHUSDT"));
        Assert.Equal((Side.Buy, 100, 20, true, 1), (fill.Side, fill.Price, fill.Lots, fill.IsMaker, fill.TradeId));

        floor.Advance(10);
        Assert.Equal(["NEW", "PARTIALLY_FILLED", "FILLED"], user.Events("ORDER_TRADE_UPDATE").Select(step => step.GetProperty("o").GetProperty("X").GetString()));
        Assert.Equal("3.0", Position(floor));
        Assert.Equal([.. Market.Where(line => !line.Contains("lastUpdateId", StringComparison.Ordinal)).Select(line => line[20..])], market.Frames);
        Assert.Equal(-30, floor.Venue.Truth.Positions(VenueTruth.Crowd)[0].SignedLots);
    }

    [Fact]
    public void Orders_never_change_the_recorded_book()
    {
        using var floor = new ReplayFloor(Market);
        floor.Listen();
        floor.Advance(5);
        (string, int, int) before = floor.Venue.Book;

        floor.Limit("BUY", "10.05", "3");
        Assert.Equal(-1111, Trader.Code(floor.Limit("BUY", "10.05", "3")));
        floor.Limit("BUY", "9.5", "3");
        JsonElement taken = floor.Limit("BUY", "10.2", "9", "IOC");

        Assert.Equal("5.5", taken.GetProperty("executedQty").GetString());
        Assert.Equal("EXPIRED", taken.GetProperty("status").GetString());
        Assert.Equal(before, floor.Venue.Book);
        Assert.Equal("0.0", floor.Limit("BUY", "10.2", "9", "IOC").GetProperty("executedQty").GetString());
    }

    [Fact]
    public void A_post_only_order_across_the_recorded_touch_is_refused()
    {
        using var floor = new ReplayFloor(Market);
        floor.Listen();
        floor.Advance(5);

        Assert.Equal(-5022, Trader.Code(floor.Limit("SELL", "10.0", "1", "GTX")));
        Assert.Equal(0, Trader.Code(floor.Limit("SELL", "10.1", "1", "GTX")));
    }

    [Fact]
    public void An_amended_order_starts_anew_in_its_queue()
    {
        using var floor = new ReplayFloor(Market);
        floor.Listen();
        floor.Advance(5);
        long id = floor.Limit("BUY", "10.0", "3").GetProperty("orderId").GetInt64();
        floor.Advance(10);
        JsonElement amended = floor.Demo.AskSigned("PUT", "/fapi/v1/order", $"symbol=ETHUSDT&side=BUY&orderId={id}&quantity=2&price=10.0");
        floor.Advance(10);

        Assert.Equal("2.0", amended.GetProperty("origQty").GetString());
        Assert.Empty(floor.Venue.Truth.Fills("demo", "ETHUSDT"));
        floor.Advance(10);
        Assert.Equal("1.5", Position(floor));
    }

    [Fact]
    public void Orders_can_be_taken_back_after_the_end()
    {
        using var floor = new ReplayFloor(Market);
        floor.Listen();
        floor.Advance(1_000);
        Assert.True(floor.Venue.Completion.IsCompletedSuccessfully);

        floor.Limit("SELL", "10.1", "1");
        Assert.Single(floor.Venue.Truth.OpenOrders("demo"));
        floor.Demo.AskSigned("DELETE", "/fapi/v1/allOpenOrders", "symbol=ETHUSDT");

        Assert.Empty(floor.Venue.Truth.OpenOrders("demo"));
    }

    [Fact]
    public void Optimism_is_an_option()
    {
        string[] lines = [.. ReplayFloor.Opening, Lines.Diff(8, 13, 14, 12, """["10.0","8"]"""), Lines.Diff(9, 15, 16, 14, """["10.0","5.5"]"""), Lines.Trade(10, 70, "10.00", "4", buyerIsMaker: true)];
        foreach ((QueueModel model, string position) in ((QueueModel, string)[])[(QueueModel.Pessimistic, "0.0"), (QueueModel.Optimistic, "1.5")])
        {
            using var floor = new ReplayFloor(lines, options => options with { Queue = model });
            floor.Listen();
            floor.Advance(5);
            floor.Limit("BUY", "10.0", "3");
            floor.Advance(100);

            Assert.Equal(position, Position(floor));
        }
    }

    private static string? Position(ReplayFloor floor)
    {
        JsonElement rows = floor.Demo.AskSigned("GET", "/fapi/v3/positionRisk", "symbol=ETHUSDT");
        return rows.GetArrayLength() == 0 ? "0.0" : rows[0].GetProperty("positionAmt").GetString();
    }
}
