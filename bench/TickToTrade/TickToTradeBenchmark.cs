using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Quern.Bench.Measure;

namespace Quern.Bench.TickToTrade;

/// <summary>
/// Workload T in web-socket form: from the start of a market frame's send to the arrival of the last byte of the order that it causes, over
/// real loopback sockets, through connector, book, strategy, risk, journal, encoder and signature. The floor is an echo of the same sizes
/// over the same two sockets; both alternate in one run.
/// </summary>
internal static class TickToTradeBenchmark
{
    private const int WarmUpTicks = 4000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static async Task<int> Run(string[] arguments)
    {
        int ticks = Usage.Number(arguments, "--ticks", 5_000);
        int rounds = Usage.Number(arguments, "--rounds", 3);
        await using var system = await TickSystem.Start();
        var floor = new Series();
        var ours = new Series();
        var inProcess = new InProcess();

        Measure(system, WarmUpTicks / 2, new(), null);
        system.Transport.SetEchoSize(system.Transport.OrderBytes);
        Measure(system, WarmUpTicks / 2, new(), null);
        for (int round = 1; round <= rounds; round++)
        {
            system.Transport.IsFloor = true;
            Measure(system, ticks, floor, null);
            system.Transport.IsFloor = false;
            Measure(system, ticks, ours, inProcess);
            Console.Error.WriteLine($"round {round} of {rounds}: floor p50 {floor.Latency.Microseconds(0.5)} us, system p50 {ours.Latency.Microseconds(0.5)} us");
        }

        Console.WriteLine(JsonSerializer.Serialize(Report(system, ticks, rounds, floor, ours, inProcess)));
        return ours.Missed == 0 ? 0 : 1;
    }

    private static void Measure(TickSystem system, int ticks, Series series, InProcess? inProcess)
    {
        using var arrived = new ManualResetEventSlim();
        long arrivedAt = 0;
        system.Venue.OnOrderFrame = frame =>
        {
            bool isAnswer = frame.StartsWith(TappedTransport.EchoMark) || frame.IndexOf("order.place"u8) >= 0;
            if (isAnswer && Interlocked.CompareExchange(ref arrivedAt, Stopwatch.GetTimestamp(), 0) == 0)
                arrived.Set();
        };
        system.Transport.OnFirstRequest = inProcess is null ? null : inProcess.FirstRequest.Record;
        system.Transport.OnPlacement = inProcess is null ? null : inProcess.Placement.Record;
        long before = GC.GetTotalAllocatedBytes(precise: true);
        for (int tick = 0; tick < ticks; tick++)
        {
            system.Venue.PrepareTick();
            arrived.Reset();
            Volatile.Write(ref arrivedAt, 0);
            long sent = Stopwatch.GetTimestamp();
            system.Venue.SendTick();
            if (arrived.Wait(Patience))
                series.Latency.Record(sent, Volatile.Read(ref arrivedAt));
            else
                series.Missed++;
            // One tick in flight: cancels, acknowledgements and account events of this one end before the next begins.
            Thread.Sleep(2);
        }

        series.Ticks += ticks;
        series.Bytes += GC.GetTotalAllocatedBytes(precise: true) - before;
    }

    private static Dictionary<string, object> Report(TickSystem system, int ticks, int rounds, Series floor, Series ours, InProcess inProcess)
    {
        double signing = SigningMicroseconds();
        return new(StringComparer.Ordinal)
        {
            ["benchmark"] = "tick-to-trade",
            ["form"] = "web-socket, closed loop, awaited receive",
            ["engine"] = system.Engine,
            ["cores"] = Environment.ProcessorCount,
            ["runtime"] = Environment.Version.ToString(),
            ["gc"] = System.Runtime.GCSettings.IsServerGC ? "server" : "workstation",
            ["journal"] = system.Journal,
            ["ticks"] = ticks,
            ["rounds"] = rounds,
            ["missed"] = floor.Missed + ours.Missed,
            ["bytesIn"] = system.Venue.TickBytes,
            ["bytesOut"] = system.Transport.OrderBytes,
            ["floorUs"] = Percentiles(floor.Latency),
            ["systemUs"] = Percentiles(ours.Latency),
            ["addedUs"] = Math.Round(ours.Latency.Microseconds(0.5) - floor.Latency.Microseconds(0.5), 3),
            ["inProcessUs"] = Percentiles(inProcess.FirstRequest),
            ["signingUs"] = signing,
            ["inProcessWithoutSigningUs"] = Percentiles(inProcess.FirstRequest, signing),
            ["inProcessToPlacementUs"] = Percentiles(inProcess.Placement),
            ["processBytesPerTick"] = new Dictionary<string, long> { ["floor"] = floor.Bytes / floor.Ticks, ["system"] = ours.Bytes / ours.Ticks },
        };
    }

    private static Dictionary<string, double> Percentiles(LatencyHistogram latency, double less = 0) => new(StringComparer.Ordinal)
    {
        ["p50"] = Math.Round(latency.Microseconds(0.5) - less, 3),
        ["p99"] = Math.Round(latency.Microseconds(0.99) - less, 3),
        ["p999"] = Math.Round(latency.Microseconds(0.999) - less, 3),
    };

    // What one signature over a request of this length costs here, median of many.
    private static double SigningMicroseconds()
    {
        byte[] key = new byte[64], request = new byte[240], hash = new byte[32];
        var histogram = new LatencyHistogram();
        for (int round = 0; round < 20_000; round++)
        {
            long start = Stopwatch.GetTimestamp();
            HMACSHA256.HashData(key, request, hash);
            histogram.Record(start, Stopwatch.GetTimestamp());
        }

        return histogram.Microseconds(0.5);
    }

    private sealed class InProcess
    {
        public LatencyHistogram FirstRequest { get; } = new();

        public LatencyHistogram Placement { get; } = new();
    }

    private sealed class Series
    {
        public LatencyHistogram Latency { get; } = new();

        public long Ticks { get; set; }

        public long Bytes { get; set; }

        public int Missed { get; set; }
    }
}
