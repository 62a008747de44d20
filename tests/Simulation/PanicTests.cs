using Quern.Connectors.Simulated;
using Quern.Connectors.Simulated.Loopback;
using Quern.Domain.Instruments;
using Quern.Silo.Configuration;
using Quern.Silo.Hosting;

namespace Quern.Simulation.Tests;

[Trait("Category", "end-to-end")]
public sealed class PanicTests
{
    [Fact]
    public async Task Without_a_silo_everything_is_cancelled_at_the_venue()
    {
        using var venue = new SimulatedVenue(new() { Flow = null }, TimeProvider.System);
        await using LoopbackServer server = await LoopbackServer.Start(venue, TimeProvider.System, new() { Port = 0 });
        Assert.NotNull(venue.Hand.Rest("demo", "BTCUSDT", Side.Buy, 59_000_00, 5));
        SiloSettings settings = DemoSettings.Create() with { PaperVenue = new() { Url = server.Http.ToString() } };

        IReadOnlyList<PanicResult> results = await Panic.CancelAll(settings, TimeProvider.System, TestContext.Current.CancellationToken);

        Assert.Equal([new("sim-usdm:demo", 0, "")], results);
        Assert.Empty(venue.Truth.OpenOrders("demo"));
    }
}
