using Orleans;
using Orleans.Runtime;
using Quern.Domain.Instruments;
using Quern.Domain.MarketData;
using Quern.Domain.Orders;
using Quern.Grains.Interfaces.Orders;

namespace Quern.Client.Offline.Simulate.Experiments;

/// <summary>X38: another strategy of the account sends orders into the quotes of the first.</summary>
public sealed class SelfTrades : Experiment
{
    private const int Orders = 2_000;

    /// <inheritdoc/>
    public override string Id => "X38";

    /// <inheritdoc/>
    public override string Fault => "Two strategies of one account cross each other";

    /// <inheritdoc/>
    public override string Criterion => "We never trade with ourselves, and the venue never has to prevent it";

    /// <inheritdoc/>
    public override SimulationScale Scale { get; } = new() { MinHalfSpreadPpm = 2 };

    /// <inheritdoc/>
    public override async Task Run(Simulation simulation)
    {
        ArgumentNullException.ThrowIfNull(simulation);
        int denied = 0;
        for (int number = 0; number < Orders; number++)
        {
            await simulation.Elapse(0.02);
            Market market = simulation.Markets[simulation.Random.Next(2)];
            Instrument instrument = market.Instruments[simulation.Random.Next(market.Instruments.Count)];
            denied += await Cross(simulation, market, instrument, number) ? 1 : 0;
        }

        if (denied == 0)
            simulation.Oracle.Report("idle", "no order met one of ours");
    }

    private static async Task<bool> Cross(Simulation simulation, Market market, Instrument instrument, int number)
    {
        Touch touch = market.Venue.Truth.Touch(instrument.Id.Symbol);
        var side = (Side)simulation.Random.Next(2);
        Price price = side is Side.Buy ? touch.Ask.Price : touch.Bid.Price;
        long lots = Math.Max(1, instrument.Filters.SmallestAt(price).Lots);
        long nowNs = (simulation.World.Time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;
        var order = new SubmitOrder(
            $"cross-{number}", "hedger", instrument.Id.ToString(), side, OrderType.Limit, TimeInForce.ImmediateOrCancel, price.Ticks, lots, false, touch, nowNs);
        try
        {
            Grains.Interfaces.Orders.SubmitResult result = await simulation.System.Grains.GetGrain<IOrderManagerGrain>(market.Account).Submit(order);
            return result.Denied == "SelfTrade";
        }
        catch (Exception error) when (error is TimeoutException or OrleansException)
        {
            return false;
        }
    }
}
