using Orleans;
using Orleans.Runtime;
using Quern.Client.Offline.Simulate.Checks;
using Quern.Domain.Instruments;
using Quern.Grains.Interfaces.MarketData;
using Quern.Grains.Interfaces.Orders;
using Quern.Grains.Interfaces.Positions;
using Quern.Grains.Interfaces.Strategies;
using Quern.Grains.Leases;
using Quern.Grains.Strategies;

namespace Quern.Client.Offline.Simulate.Experiments;

/// <summary>X33: one call in twenty times out, run or not, and one grain is blocked for half a minute.</summary>
public sealed class SlowCalls : Experiment
{
    private const double Share = 0.05;
    private const double MostLoss = 0.05;
    private const int FewestQuotes = 20;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Blocked = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan GuardianWithin = TimeSpan.FromSeconds(6);

    private enum Part
    {
        Book,
        Strategy,
        Positions,
        Orders,
    }

    /// <inheritdoc/>
    public override string Id => "X33";

    /// <inheritdoc/>
    public override string Fault => "One grain call in twenty times out, run or not; one grain is blocked for 30 s";

    /// <inheritdoc/>
    public override string Criterion =>
        "All rules hold, whatever a call did whose answer is missing; tick to quote of the others rises by less than 20 % (p99); a blocked grain leaves no stale quote";

    /// <inheritdoc/>
    public override SimulationScale Scale { get; } = new() { InstrumentsPerVenue = 3 };

    /// <inheritdoc/>
    public override TimeSpan NewsOfBreak => TimeSpan.FromSeconds(1.1);

    /// <inheritdoc/>
    public override async Task Run(Simulation simulation)
    {
        ArgumentNullException.ThrowIfNull(simulation);
        simulation.Tell("one call in twenty times out, everywhere");
        TimeOut(simulation, Share, null);
        await simulation.Elapse(10 + 5 * simulation.Random.NextDouble());
        TimeOut(simulation, 0, null);
        await simulation.Recover(Recovery);

        Market market = simulation.Markets[simulation.Random.Next(2)];
        Instrument instrument = market.Instruments[simulation.Random.Next(market.Instruments.Count)];
        Part part = (Part)simulation.Random.Next(4);
        // Without its order manager no instrument of an account is quoted; without its position manager all are.
        await Block(simulation, market, instrument, part, id => part is Part.Orders ? id.Venue != market.Id : part is Part.Positions || id != instrument.Id, 0);
        await simulation.Recover(Recovery);
        await Block(simulation, market, instrument, (Part)simulation.Random.Next(4), id => id.Venue != market.Id, Share);
    }

    private static async Task Block(
        Simulation simulation, Market market, Instrument instrument, Part part, Predicate<InstrumentId> isOther, double share)
    {
        simulation.Tell("tick to quote is measured");
        simulation.Oracle.Quotes.Begin();
        simulation.Oracle.Feeds.Begin();
        double quotedBefore = await QuotedShare(simulation, isOther, simulation.Now + Blocked);
        TickToQuoteFigures before = simulation.Oracle.Quotes.End(isOther);

        GrainId grain = GrainOf(simulation, market, instrument, part);
        simulation.Tell($"{grain} is blocked for {Blocked.TotalSeconds} s; {share * 100} % of the calls to {market.Id}'s grains time out");
        TimeOut(simulation, share, called => called.Key.ToString()!.Contains(market.Id, StringComparison.Ordinal));
        if (!simulation.System.Block(grain, Blocked))
            simulation.Oracle.Report("blocked", $"{grain} is not activated");
        simulation.Oracle.Quotes.Begin();
        simulation.Oracle.Feeds.Begin();
        TimeSpan end = simulation.Now + Blocked;
        Task withdrawn = ExpectWithdrawn(simulation, market, instrument, part, end);
        // What the end of the block sets free is no answer to a tick.
        double quotedDuring = await QuotedShare(simulation, isOther, end - Look);
        TickToQuoteFigures during = simulation.Oracle.Quotes.End(isOther);
        await withdrawn;
        simulation.Oracle.Feeds.End();
        TimeOut(simulation, 0, null);
        Compare(simulation, before, during);
        if (quotedDuring < quotedBefore - MostLoss)
            simulation.Oracle.Report("others", $"the others were quoted {quotedDuring:P0} of the time, {quotedBefore:P0} before");
    }

    // How much of the time the instruments have a quote of ours at the venue.
    private static async Task<double> QuotedShare(Simulation simulation, Predicate<InstrumentId> counts, TimeSpan end)
    {
        (int looks, int quoted) = (0, 0);
        while (simulation.Now < end)
        {
            foreach ((Market market, Instrument instrument) in simulation.Markets.SelectMany(market => market.Instruments.Select(one => (market, one))))
            {
                if (!counts(instrument.Id))
                    continue;
                looks++;
                quoted += OpenOn(market, instrument) > 0 ? 1 : 0;
            }

            await simulation.Elapse(TimeSpan.FromTicks(Math.Min((end - simulation.Now).Ticks, Look.Ticks)));
        }

        return quoted / (double)looks;
    }

    // Stale quotes go: by the age of the book, by the end of the targets' life, or by the guardian's hand when the owner itself is blocked.
    private static async Task ExpectWithdrawn(Simulation simulation, Market market, Instrument instrument, Part part, TimeSpan end)
    {
        TimeSpan within = part switch
        {
            Part.Book => TimeSpan.FromTicks(market.Settings.Limits.For(instrument.Id).StaleAfterNs / 100) + Grace,
            Part.Strategy => TimeSpan.FromMilliseconds(new QuotingPlan().TimeToLiveMs) + Grace,
            Part.Orders => new LeaseTerms().Duration + GuardianWithin,
            _ => TimeSpan.Zero,
        };
        if (part is Part.Positions)
            return;

        TimeSpan gone = simulation.Now + within;
        TimeSpan taken = await simulation.Until(
            () => (part is Part.Orders ? Simulation.OpenOrdersOf(market) : OpenOn(market, instrument)) is var open and > 0
                ? $"{open} quotes rest while the {part} of {instrument.Id} is blocked" : null,
            within, "blocked");
        simulation.Note(taken);
        while (simulation.Now < end - Look)
        {
            await simulation.Elapse(Look);
            // Before that, what was seen gone may have been a requote's gap.
            if (simulation.Now > gone && part is not Part.Orders && OpenOn(market, instrument) is var open and > 0)
            {
                simulation.Oracle.Report("blocked", $"{open} quotes came back on {instrument.Id}, whose {part} is blocked");
                return;
            }
        }
    }

    private static void Compare(Simulation simulation, in TickToQuoteFigures before, in TickToQuoteFigures during)
    {
        simulation.Story.Tell("check", $"tick to quote of the others, p99: {Text(before)} before, {Text(during)} during");
        if (during.P99 > before.P99 * 1.2)
            simulation.Oracle.Report("others", $"tick to quote of the others, p99: {Text(before)} before, {Text(during)} during");
        if (Math.Min(before.Count, during.Count) < FewestQuotes)
            simulation.Oracle.Report("others", $"too few to compare: the others quoted {during.Count} times on a tick, {before.Count} times before");
    }

    private static string Text(in TickToQuoteFigures figures) =>
        FormattableString.Invariant($"{figures.P99.TotalMilliseconds:0.000} ms (in the silo {figures.InSiloP99.TotalMilliseconds:0.000}) of {figures.Count}");

    private static int OpenOn(Market market, Instrument instrument) =>
        market.Venue.Truth.OpenOrders(Market.AccountName).Count(order => order.Symbol == instrument.Id.Symbol && Simulation.IsOurs(order));

    private static GrainId GrainOf(Simulation simulation, Market market, Instrument instrument, Part part)
    {
        IGrainFactory grains = simulation.System.Grains;
        string strategy = simulation.System.Content.Strategies.First(entry => entry.Instrument == instrument.Id.ToString()).Id;
        return part switch
        {
            Part.Book => grains.GetGrain<IOrderBookGrain>(instrument.Id.ToString()).GetGrainId(),
            Part.Strategy => grains.GetGrain<IStrategyGrain>(strategy).GetGrainId(),
            Part.Positions => grains.GetGrain<IPositionManagerGrain>(market.Account).GetGrainId(),
            _ => grains.GetGrain<IOrderManagerGrain>(market.Account).GetGrainId(),
        };
    }

    private static void TimeOut(Simulation simulation, double share, Predicate<GrainId>? whose) =>
        simulation.World.Network.Options = simulation.World.Network.Options with { TimeOutShare = share, TimesOut = whose };
}
