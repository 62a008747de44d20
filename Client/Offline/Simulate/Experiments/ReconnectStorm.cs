using Quern.Connectors.Simulated.Faults;
using Quern.Domain.Instruments;

namespace Quern.Client.Offline.Simulate.Experiments;

/// <summary>X15: the venue cuts all sockets again and again.</summary>
public sealed class ReconnectStorm : Experiment
{
    private const int Cuts = 100;
    private const int MostWeightPerMinute = 1_200;
    private static readonly TimeSpan BackWithin = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public override string Id => "X15";

    /// <inheritdoc/>
    public override string Fault => "All sockets are cut 100 times in 60 s";

    /// <inheritdoc/>
    public override string Criterion => "Every socket and stream is back and every book heard and right 2 s after the last cut; half of a minute's weight for snapshots at most";

    /// <inheritdoc/>
    public override async Task Run(Simulation simulation)
    {
        ArgumentNullException.ThrowIfNull(simulation);
        Market market = simulation.Markets[simulation.Random.Next(2)];
        (int subscribed, int sockets) = (market.Venue.Truth.Subscriptions, market.Venue.Truth.OpenSockets);
        long weight = market.Venue.Truth.WeightOf("/fapi/v1/depth");
        long startNs = simulation.World.ElapsedNs;
        for (int cut = 0; cut < Cuts; cut++)
        {
            market.Venue.Faults.Disconnect(SocketKind.Any);
            await simulation.Elapse(0.3 + 0.6 * simulation.Random.NextDouble());
        }

        market.Venue.Faults.Disconnect(SocketKind.Any);
        long lastNs = simulation.World.ElapsedNs;
        Dictionary<InstrumentId, long> back = [];
        simulation.Note(await simulation.Until(
            () => market.Venue.Truth.Subscriptions is var now && now < subscribed ? $"{now} of {subscribed} streams are back"
                : market.Venue.Truth.OpenSockets < sockets ? $"{market.Venue.Truth.OpenSockets} of {sockets} sockets are back"
                : Unheard(simulation, market, lastNs, back),
            BackWithin, "feed"));
        long spent = market.Venue.Truth.WeightOf("/fapi/v1/depth") - weight;
        double minutes = (simulation.World.ElapsedNs - startNs) / 60e9;
        simulation.Tell($"{spent} weight for snapshots in {minutes:0.00} min");
        if (spent > MostWeightPerMinute * Math.Max(1, minutes))
            simulation.Oracle.Report("budget", $"{spent} weight for snapshots in {minutes:0.00} min");
        simulation.Oracle.Books.ComparesAll = true;
        await simulation.Elapse(3);
    }

    // A market that stood still from the moment its stream was back until the time is up has had nothing to say.
    private static string? Unheard(Simulation simulation, Market market, long sinceNs, Dictionary<InstrumentId, long> back)
    {
        bool isTimeUp = simulation.World.ElapsedNs - sinceNs > BackWithin.Ticks * 95;
        foreach (Instrument instrument in market.Instruments)
        {
            long change = market.Venue.Truth.BookSequence(instrument.Id.Symbol);
            bool hasMoved = !back.TryAdd(instrument.Id, change) && back[instrument.Id] != change;
            if ((hasMoved || !isTimeUp) && simulation.Oracle.Books.HeardNs(instrument.Id) <= sinceNs)
                return $"{instrument.Id} was not heard since the last cut";
        }

        return null;
    }
}
