using Quern.Client.Offline.Simulate.Checks;
using Quern.Connectors.Simulated;
using Quern.Domain.Instruments;
using Quern.Domain.MarketData;
using Quern.Domain.Orders;
using Quern.Grains.Interfaces.Orders;

namespace Quern.Client.Offline.Simulate.Experiments;

/// <summary>X08: somebody trades on the account by hand, a little and past the account's limit; half of the time the stream does not say so.</summary>
public sealed class OtherHands : Experiment
{
    private const int MostTrades = 60;
    private static readonly TimeSpan SeenWithin = TimeSpan.FromSeconds(5);

    // What was on its way when the trade was seen has arrived by then.
    private static readonly TimeSpan UnderWay = TimeSpan.FromMilliseconds(100);

    /// <inheritdoc/>
    public override string Id => "X08";

    /// <inheritdoc/>
    public override string Fault => "Positions are changed by hand at the venue, also past their limit, with and without a word on the stream";

    /// <inheritdoc/>
    public override string Criterion => "Seen within 5 s; then no order that leads further; reduce-only orders never grow or turn a position";

    /// <inheritdoc/>
    public override SimulationScale Scale { get; } = new() { MaxPosition = 4 };

    /// <inheritdoc/>
    public override async Task Run(Simulation simulation)
    {
        ArgumentNullException.ThrowIfNull(simulation);
        for (int trade = 0; trade < 6; trade++)
        {
            Market market = simulation.Markets[simulation.Random.Next(2)];
            Instrument instrument = market.Instruments[simulation.Random.Next(market.Instruments.Count)];
            simulation.Oracle.AccountOf(market.Account).HasOtherHands = true;
            ByHand(simulation, market, instrument, (Side)simulation.Random.Next(2), 20 + simulation.Random.Next(200), isHeard: trade % 2 == 0);
            simulation.Note(await simulation.Until(() => simulation.PositionDifference(market), SeenWithin, "seen"));
            await simulation.Elapse(1);
        }

        foreach (Market market in simulation.Markets)
        {
            simulation.Oracle.AccountOf(market.Account).HasOtherHands = true;
            await PassTheLimit(simulation, market, market.Instruments[simulation.Random.Next(market.Instruments.Count)]);
        }
    }

    private async Task PassTheLimit(Simulation simulation, Market market, Instrument instrument)
    {
        string symbol = instrument.Id.Symbol;
        long limit = market.Settings.Limits.For(instrument.Id).MaxPositionLots;
        var side = (Side)simulation.Random.Next(2);
        bool isHeard = simulation.Random.Next(2) == 0;
        for (int trade = 0; trade < MostTrades && side.Sign() * Position(market, symbol) < limit * 5 / 4; trade++)
        {
            ByHand(simulation, market, instrument, side, limit / 5, isHeard);
            await simulation.Elapse(0.05);
        }

        if (side.Sign() * Position(market, symbol) <= limit)
            simulation.Oracle.Report("idle", $"{instrument.Id}: {Position(market, symbol)} lots by hand, the limit is {limit}");
        simulation.Note(await simulation.Until(() => simulation.PositionDifference(market), SeenWithin, "seen"));
        await simulation.Elapse(UnderWay);
        for (int look = 0; look < 40; look++)
        {
            CheckNothingLeadsFurther(simulation, market, symbol, side);
            await simulation.Elapse(0.05);
        }

        // Against what is held, a little; the same way; more than is held; and while we do not know of what was sold meanwhile.
        await ReduceOnly(simulation, market, instrument, side.Opposite(), limit / 50, mustBe: "");
        await ReduceOnly(simulation, market, instrument, side, limit / 50, mustBe: nameof(Domain.Risk.DenyReason.ReduceOnly));
        await ReduceOnly(simulation, market, instrument, side.Opposite(), limit * 2, mustBe: null);
        while (side.Sign() * Position(market, symbol) > 0)
            ByHand(simulation, market, instrument, side.Opposite(), Math.Min(limit / 5, Math.Abs(Position(market, symbol)) + limit / 100), isHeard: false);
        await ReduceOnly(simulation, market, instrument, side.Opposite(), limit / 50, mustBe: null);
        simulation.Note(await simulation.Until(() => simulation.PositionDifference(market), SeenWithin, "seen"));
        await simulation.Recover(Recovery);
    }

    private static void CheckNothingLeadsFurther(Simulation simulation, Market market, string symbol, Side side)
    {
        (long position, long buys, long sells) = market.Venue.Truth.Exposure(Market.AccountName, symbol, "q-");
        long limit = market.Settings.Limits.For(new(market.Id, symbol)).MaxPositionLots;
        long further = side is Side.Buy ? buys : sells;
        if (side.Sign() * position > limit && further > 0)
            simulation.Oracle.Report("increase", $"{market.Id}:{symbol}: {position} lots held, {further} open that lead further, the limit is {limit}");
    }

    private static void ByHand(Simulation simulation, Market market, Instrument instrument, Side side, long lots, bool isHeard)
    {
        market.Venue.Faults.LoseUserEvents(isHeard ? 0 : 1);
        long traded = market.Venue.Hand.Trade(Market.AccountName, instrument.Id.Symbol, side, lots);
        market.Venue.Faults.LoseUserEvents(0);
        simulation.Tell($"by hand: {side} {traded} lots of {instrument.Id}{(isHeard ? "" : ", without a word")}");
    }

    /// <param name="simulation">Where.</param>
    /// <param name="market">Where.</param>
    /// <param name="instrument">What.</param>
    /// <param name="side">Which way.</param>
    /// <param name="lots">How many.</param>
    /// <param name="mustBe">Why it must be refused by us; empty when it must be sent; null when either may happen, as long as the venue's position does not grow.</param>
    private async Task ReduceOnly(Simulation simulation, Market market, Instrument instrument, Side side, long lots, string? mustBe)
    {
        VenueTruth truth = market.Venue.Truth;
        Touch touch = truth.Touch(instrument.Id.Symbol);
        Price price = side is Side.Buy ? touch.Ask.Price : touch.Bid.Price;
        long nowNs = (simulation.World.Time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;
        long before = Position(market, instrument.Id.Symbol);
        var order = new SubmitOrder(
            $"reduce-{simulation.Random.NextUInt64():x}", "hedger", instrument.Id.ToString(), side, OrderType.Limit, TimeInForce.ImmediateOrCancel, price.Ticks,
            Math.Max(lots, instrument.Filters.SmallestAt(price).Lots), ReduceOnly: true, touch, nowNs);
        Grains.Interfaces.Orders.SubmitResult result = await simulation.System.Grains.GetGrain<IOrderManagerGrain>(market.Account).Submit(order);
        simulation.Tell($"reduce-only {side} {order.QuantityLots} lots of {instrument.Id} while {before} are held: {(result.Denied.Length > 0 ? result.Denied : "sent")}");
        await simulation.Elapse(UnderWay);

        if (mustBe is not null && result.Denied != mustBe)
            simulation.Oracle.Report("reduce-only", $"{side} {order.QuantityLots} lots of {instrument.Id} while {before} are held: '{result.Denied}', not '{mustBe}'");
        long filled = result.OrderId == 0 ? 0 : truth.Order(Market.AccountName, new ClientOrderId(result.OrderId).ToString())?.Filled ?? 0;
        if (filled > Math.Max(0, -side.Sign() * before))
            simulation.Oracle.Report("reduce-only", $"{side} traded {filled} lots of {instrument.Id} while {before} were held");
    }

    private static long Position(Market market, string symbol) => market.Venue.Truth.Exposure(Market.AccountName, symbol).PositionLots;
}
