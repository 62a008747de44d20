using Quern.Domain.Instruments;

namespace Quern.Client.Offline.Simulate.Experiments;

/// <summary>X14: a book stands still while its socket, trades and mark prices go on; and all market data falls silent.</summary>
public sealed class SilentBooks : Experiment
{
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(500);

    /// <inheritdoc/>
    public override string Id => "X14";

    /// <inheritdoc/>
    public override string Fault => "A book falls silent while its socket stays up";

    /// <inheritdoc/>
    public override string Criterion => "Its quotes are gone 0.5 s after the limit of staleness (2 s)";

    /// <inheritdoc/>
    public override async Task Run(Simulation simulation)
    {
        ArgumentNullException.ThrowIfNull(simulation);
        for (int round = 0; round < 3; round++)
        {
            Market market = simulation.Markets[simulation.Random.Next(2)];
            Instrument instrument = market.Instruments[simulation.Random.Next(market.Instruments.Count)];
            string symbol = instrument.Id.Symbol;
            TimeSpan limit = TimeSpan.FromTicks(market.Settings.Limits.For(instrument.Id).StaleAfterNs / 100);
            simulation.Tell($"{instrument.Id} falls silent");
            market.Venue.Faults.SilenceDepth(symbol);
            TimeSpan gone = await simulation.Until(
                () => market.Venue.Truth.OpenOrders(Market.AccountName).Count(order => order.Symbol == symbol) is var open and > 0
                    ? $"{open} quotes rest on {instrument.Id}, which is silent" : null,
                limit + Grace, "stale");
            simulation.Note(gone);
            await simulation.Elapse(2);
            market.Venue.Faults.SilenceDepth(symbol, isSilent: false);
            await simulation.Recover(Recovery);
        }
    }
}
