using System.Security.Cryptography;
using Quern.Connectors.Simulated;
using Quern.Domain.Instruments;

namespace Quern.Tests.Connectors.Simulated;

/// <summary>The same options, clock and requests give the same events, to the last byte.</summary>
[Trait("Category", "simulation")]
public class DeterminismTests
{
    [Fact]
    public void The_same_seed_gives_the_same_events_over_ten_minutes_and_another_seed_others()
    {
        string first = HashOf(7);

        Assert.Equal(first, HashOf(7));
        Assert.NotEqual(first, HashOf(8));
    }

    [Fact]
    public void Frames_through_the_network_are_the_same_too()
    {
        Assert.Equal(FramesOf(3), FramesOf(3));
    }

    private static string HashOf(int seed)
    {
        using var hash = new EventHash();
        var time = new VirtualTime();
        using var venue = new SimulatedVenue(Venues.Busy(seed), time, hash);
        var trader = new Trader(venue, time);
        for (int step = 0; step < 600; step++)
        {
            trader.AskSigned("DELETE", "/fapi/v1/allOpenOrders", "symbol=BTCUSDT");
            long mid = venue.Truth.Touch("BTCUSDT").MidHalfTicks / 20 * 10;
            trader.PlaceLimit("BUY", Decimals.Format(mid - 20, 2), "0.030", "GTX");
            trader.PlaceLimit("SELL", Decimals.Format(mid + 20, 2), "0.030", "GTX");
            time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.True(hash.Count > 10_000, $"{hash.Count} events");
        return hash.Text;
    }

    private static string FramesOf(int seed)
    {
        var time = new VirtualTime();
        using var venue = new SimulatedVenue(Venues.Busy(seed), time);
        var network = new InMemoryNetwork(venue, time, seed);
        var ear = new NetworkEar();
        network.Open(new Uri("ws://venue.test/ws/btcusdt@depth@100ms/btcusdt@aggTrade"), ear);
        time.Advance(TimeSpan.FromSeconds(20));
        Assert.True(ear.Frames.Count > 100);
        return string.Join('\n', ear.Frames.Select(frame => $"{frame.TimeNs} {frame.Text}"));
    }

    private sealed class EventHash : IVenueObserver, IDisposable
    {
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        public int Count { get; private set; }

        public string Text => Convert.ToHexString(_hash.GetCurrentHash());

        public void OnEvent(ReadOnlySpan<byte> canonical)
        {
            Assert.Equal(80, canonical.Length);
            Count++;
            _hash.AppendData(canonical);
        }

        public void Dispose() => _hash.Dispose();
    }
}
