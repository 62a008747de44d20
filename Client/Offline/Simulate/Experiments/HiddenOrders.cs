namespace Quern.Client.Offline.Simulate.Experiments;

/// <summary>X03: the venue has an order, and its queries do not find it for a while.</summary>
public sealed class HiddenOrders : Experiment
{
    /// <inheritdoc/>
    public override string Id => "X03";

    /// <inheritdoc/>
    public override string Fault => "Orders are not found for 0.5 to 5 s after the venue took them; answers and events are lost";

    /// <inheritdoc/>
    public override string Criterion => "No order is held for ended that lives";

    /// <inheritdoc/>
    public override TimeSpan Recovery => TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public override async Task Run(Simulation simulation)
    {
        ArgumentNullException.ThrowIfNull(simulation);
        foreach (Market market in simulation.Markets)
        {
            market.Venue.Faults.HideOrdersFor = TimeSpan.FromSeconds(0.5 + 4.5 * simulation.Random.NextDouble());
            market.Venue.Faults.LoseAnswers(0.3);
            market.Venue.Faults.LoseUserEvents(0.5);
            market.Venue.Faults.LoseRequests(0.1);
        }

        await simulation.Elapse(20);
    }
}
