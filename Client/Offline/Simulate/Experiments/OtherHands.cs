using Quern.Domain.Instruments;

namespace Quern.Client.Offline.Simulate.Experiments;

/// <summary>X08: somebody trades on the account by hand; half of the time the stream does not say so.</summary>
public sealed class OtherHands : Experiment
{
    private static readonly TimeSpan SeenWithin = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public override string Id => "X08";

    /// <inheritdoc/>
    public override string Fault => "Positions are changed by hand at the venue, with and without a word on the stream";

    /// <inheritdoc/>
    public override string Criterion => "Seen within 5 s";

    /// <inheritdoc/>
    public override async Task Run(Simulation simulation)
    {
        ArgumentNullException.ThrowIfNull(simulation);
        for (int trade = 0; trade < 6; trade++)
        {
            Market market = simulation.Markets[simulation.Random.Next(2)];
            Instrument instrument = market.Instruments[simulation.Random.Next(market.Instruments.Count)];
            Side side = (Side)simulation.Random.Next(2);
            simulation.Oracle.AccountOf(market.Account).HasOtherHands = true;
            market.Venue.Faults.LoseUserEvents(trade % 2);
            long lots = market.Venue.Hand.Trade(Market.AccountName, instrument.Id.Symbol, side, 20 + simulation.Random.Next(200));
            market.Venue.Faults.LoseUserEvents(0);
            simulation.Tell($"by hand: {side} {lots} lots of {instrument.Id}");
            simulation.Note(await simulation.Until(() => simulation.PositionDifference(market), SeenWithin, "seen"));
            await simulation.Elapse(1);
        }
    }
}
