using Quern.Domain.Instruments;

namespace Quern.Client.Offline.Simulate.Experiments;

/// <summary>X37: somebody hits our quotes ten times at once.</summary>
public sealed class FillBurst : Experiment
{
    private const int Hits = 10;
    private static readonly TimeSpan Wave = TimeSpan.FromMilliseconds(100);

    /// <inheritdoc/>
    public override string Id => "X37";

    /// <inheritdoc/>
    public override string Fault => "Ten fills in one moment, on one side";

    /// <inheritdoc/>
    public override string Criterion => "The position passes its limit by one order at most; what would lead further is gone in 100 ms";

    /// <inheritdoc/>
    public override SimulationScale Scale { get; } = new() { LevelsPerSide = 5, MaxInventoryOrders = 3 };

    /// <inheritdoc/>
    public override async Task Run(Simulation simulation)
    {
        ArgumentNullException.ThrowIfNull(simulation);
        for (int burst = 0; burst < 6; burst++)
        {
            Market market = simulation.Markets[simulation.Random.Next(2)];
            Instrument instrument = market.Instruments[simulation.Random.Next(market.Instruments.Count)];
            string symbol = instrument.Id.Symbol;
            Side side = (Side)simulation.Random.Next(2);
            long order = market.Venue.Truth.OpenOrders(Market.AccountName).Where(open => open.Symbol == symbol).Select(open => open.Quantity).DefaultIfEmpty(0).Max();
            if (order == 0)
                continue;
            simulation.Tell($"ten times {side} on {instrument.Id}");
            for (int hit = 0; hit < Hits; hit++)
                market.Venue.Hand.Trade(Market.OtherName, symbol, side, order * 3);
            await simulation.Elapse(Wave);

            long limit = order * Scale.MaxInventoryOrders;
            (long position, long buys, long sells) = market.Venue.Truth.Exposure(Market.AccountName, symbol);
            long worst = Math.Max(position + buys, sells - position);
            if (Math.Abs(position) > limit + order || worst > limit + order)
                simulation.Oracle.Report("overshoot", $"{instrument.Id}: {position} lots held, {buys} and {sells} open, the limit is {limit}");
            await simulation.Elapse(3);
        }
    }
}
