using Quern.Client.Offline.Simulate.Checks;
using Quern.Connectors.Simulated;
using Quern.Domain.Instruments;
using Quern.Domain.Orders;
using Quern.Engine.Simulation;

namespace Quern.Client.Offline.Simulate.Experiments;

/// <summary>
/// X09: all silos die, orders fill meanwhile, all start again: with the journal, without it, with a venue that has forgotten those fills, and
/// with one whose list lacks some of them. Each run does all four, in an order drawn from the seed.
/// </summary>
public sealed class Restarts : Experiment
{
    private enum Kind
    {
        Warm,
        Cold,
        PastTheWindow,
        FillsMissing,
    }

    /// <inheritdoc/>
    public override string Id => "X09";

    /// <inheritdoc/>
    public override string Fault => "Restarts: warm, cold, past the venue's window, with fills missing from its list";

    /// <inheritdoc/>
    public override string Criterion => "The same position to the last lot in all four; what no fill explains is an adjustment with an alarm";

    /// <inheritdoc/>
    public override SimulationScale Scale { get; } = new() { MinHalfSpreadPpm = 5 };

    /// <inheritdoc/>
    public override TimeSpan Recovery => TimeSpan.FromSeconds(20);

    /// <inheritdoc/>
    public override async Task Run(Simulation simulation)
    {
        ArgumentNullException.ThrowIfNull(simulation);
        // Where fills were lost for good, no cold restart can find them.
        int whole = simulation.Random.Next(2);
        Kind[] kinds = Enum.GetValues<Kind>();
        simulation.Random.Shuffle(kinds);
        foreach (Kind kind in kinds)
        {
            await simulation.Elapse(4 + 4 * simulation.Random.NextDouble());
            await Restart(simulation, simulation.Markets[kind is Kind.Warm or Kind.Cold ? whole : 1 - whole], kind);
        }
    }

    private async Task Restart(Simulation simulation, Market market, Kind kind)
    {
        AccountWatch account = simulation.Oracle.AccountOf(market.Account);
        await simulation.Until(() => Simulation.OpenOrdersOf(market) == 0 ? $"nothing rests at {market.Id}" : null, TimeSpan.FromSeconds(10), "idle");
        SimulatedSilo[] all = [.. simulation.System.Silos.Where(silo => silo.IsActive)];
        foreach (SimulatedSilo silo in all)
            simulation.Kill(silo);
        if (kind is Kind.Cold)
            simulation.LoseJournalTail(market, int.MaxValue);

        TrueFill[] unheard = FillAll(simulation, market);
        simulation.Tell($"{kind}: {unheard.Length} fills at {market.Id} while nobody lives");
        if (unheard.Length == 0)
            simulation.Oracle.Report("idle", $"{kind}: nothing filled at {market.Id}");
        TrueFill[] lost = Lose(market, kind, unheard);
        foreach (TrueFill fill in lost)
            account.Forgive(fill.ClientId);
        (long adjusted, int alarms) = (account.Adjustments, Alarms(simulation, market));
        account.LacksHistory = lost.Length > 0;

        await simulation.Elapse(2);
        foreach (SimulatedSilo silo in all)
            await simulation.Restart(silo);
        await simulation.Recover(Recovery);
        account.LacksHistory = false;
        bool isAdjusted = account.Adjustments > adjusted;
        bool isAlarmed = Alarms(simulation, market) > alarms;
        if (isAdjusted != lost.Length > 0 || isAlarmed != isAdjusted)
            simulation.Oracle.Report("adjustment", $"{kind}: {lost.Length} fills are lost; adjusted is {isAdjusted}, alarmed {isAlarmed}");
    }

    // Somebody trades through everything that we left resting on one side of each instrument: so the position is another.
    private static TrueFill[] FillAll(Simulation simulation, Market market)
    {
        VenueTruth truth = market.Venue.Truth;
        IReadOnlyList<TrueOrder> open = truth.OpenOrders(Market.AccountName);
        var sides = market.Instruments.ToDictionary(instrument => instrument.Id.Symbol, instrument => SideWithOrders(simulation, open, instrument.Id.Symbol));
        HashSet<(string, long)> before = [.. Fills(market).Select(fill => (fill.Symbol, fill.TradeId))];
        foreach (TrueOrder order in open.Where(order => order.Side == sides[order.Symbol]))
        {
            long ahead = truth.Depth(order.Symbol, order.Side, 100)
                .Where(level => (level.Price.Ticks - order.Price) * order.Side.Sign() >= 0).Sum(level => level.Quantity.Lots);
            if (truth.Order(Market.AccountName, order.OrderId) is { Filled: var filled } && filled < order.Quantity)
                market.Venue.Hand.Trade(Market.OtherName, order.Symbol, order.Side.Opposite(), ahead);
        }

        return [.. Fills(market).Where(fill => !before.Contains((fill.Symbol, fill.TradeId)))];
    }

    private static Side SideWithOrders(Simulation simulation, IReadOnlyList<TrueOrder> open, string symbol)
    {
        var drawn = (Side)simulation.Random.Next(2);
        return open.Any(order => order.Symbol == symbol && order.Side == drawn) ? drawn : drawn.Opposite();
    }

    private static TrueFill[] Lose(Market market, Kind kind, TrueFill[] unheard)
    {
        if (kind is Kind.PastTheWindow)
        {
            market.Venue.Faults.ForgetHistory(Market.AccountName, 0);
            return unheard;
        }

        if (kind is not Kind.FillsMissing)
            return [];
        TrueFill[] lost = [.. unheard.Where((_, index) => index % 2 == 0)];
        HashSet<(string, long)> hidden = [.. lost.Select(fill => (fill.Symbol, fill.TradeId))];
        market.Venue.Faults.HideFills((symbol, tradeId) => hidden.Contains((symbol, tradeId)));
        return lost;
    }

    private static IEnumerable<TrueFill> Fills(Market market) =>
        market.Instruments.SelectMany(instrument => market.Venue.Truth.Fills(Market.AccountName, instrument.Id.Symbol));

    private static int Alarms(Simulation simulation, Market market) => simulation.Alarms.Count(market.Account, OrderAlertKind.PositionAdjusted);
}
