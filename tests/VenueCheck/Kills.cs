using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Quern.Tests;

namespace Quern.VenueCheck;

/// <summary>How a life ends.</summary>
internal enum Death
{
    /// <summary>At any moment while quoting.</summary>
    AnyTime,

    /// <summary>The venue has the order and the silo no answer: the venue says when.</summary>
    InsideSend,

    /// <summary>Quoting at any time, and the life after it before it quotes.</summary>
    InRecovery,
}

/// <summary>
/// SIGKILL, again and again, of a silo that quotes a venue in a process of its own. After every restart the venue's open orders, fills,
/// positions and wallet must be the silo's, and the ledger must not have needed a correction. With a server the journals are kept there, and it
/// is killed too: one round of ten.
/// </summary>
/// <param name="rounds">How many silos die while they quote.</param>
/// <param name="seed">Draws the moments.</param>
/// <param name="server">Where journals are kept; null for files.</param>
internal sealed class Kills(int rounds, int seed, PostgresServer? server) : IDisposable
{
    private const int EnoughProblems = 5;
    private const long OldestMs = 10_000;

    /// <summary>The lease: whatever the journal says, nothing leaves later than this without it.</summary>
    private const long LatestOrderMs = 2_000;

    private static readonly (string Method, string Path)[] RecoverySteps =
    [
        ("GET", "/fapi/v1/openOrders"), ("GET", "/fapi/v3/positionRisk"), ("GET", "/fapi/v1/userTrades"), ("DELETE", "/fapi/v1/order"), ("GET", "/fapi/v3/balance"),
    ];

    private readonly Random _random = new(seed);
    private readonly Scene _scene = new(server?.Connection);
    private readonly List<string> _problems = [];
    private readonly List<double> _recoveries = [];
    private Outages? _outages;
    private SiloProcess? _silo;
    private int _kills;
    private int _insideSend;
    private int _inRecovery;
    private long _longestLeftMs;
    private long _takenOver;
    private int _withoutOrders;
    private int _left;
    private long _longestSeenMs;

    /// <summary>Runs all rounds.</summary>
    /// <returns>0 when everything held.</returns>
    public async Task<int> Run()
    {
        using var drill = new Drill(_scene.VenueAddress);
        using var venue = new Venue(_scene.VenueAddress);
        using SiloProcess alone = await _scene.StartVenue(venue, "--drill");
        _outages = server is null ? null : new(server, drill, new(seed));
        long start = Stopwatch.GetTimestamp();
        _silo = _scene.StartSilo();
        try
        {
            await Rounds(drill, start);
        }
        catch (InvalidOperationException error)
        {
            _problems.Add($"round {_recoveries.Count + 1}: {error.Message}\n{_scene.LogTail()}");
        }

        return Report(await drill.Read(), Stopwatch.GetElapsedTime(start), _silo);
    }

    public void Dispose()
    {
        _silo?.Dispose();
        _scene.Dispose();
    }

    private async Task Rounds(Drill drill, long start)
    {
        SiloProcess silo = _silo!;
        await Quoting(silo);
        for (int round = 1; round <= rounds && _problems.Count <= EnoughProblems; round++)
        {
            Death death = DeathOf(round);
            Outage outage = _outages is null ? Outage.None : Outages.Of(round);
            int left = await Kill(drill, silo, death, outage);
            _silo = silo = _scene.StartSilo(silo);
            if (outage is Outage.WithSilo)
                await _outages!.BesideNewSilo();
            else if (outage is Outage.InRecovery)
                await _outages!.InRecovery(silo);
            if (death is Death.InRecovery && await KillInRecovery(drill, silo, round))
                _silo = silo = _scene.StartSilo(silo);
            TimeSpan recovery = await Quoting(silo);
            _recoveries.Add(recovery.TotalSeconds);
            await Compare(drill, silo, round, outage is Outage.None ? $"{death}" : $"{death}, server {outage}", left, recovery, Stopwatch.GetElapsedTime(start));
        }
    }

    // Three of ten inside a send, one of ten in recovery too.
    private static Death DeathOf(int round) => (round % 10) switch
    {
        1 or 4 or 7 => Death.InsideSend,
        5 => Death.InRecovery,
        _ => Death.AnyTime,
    };

    private async Task<int> Kill(Drill drill, SiloProcess silo, Death death, Outage outage)
    {
        await Resting(drill);
        if (outage is Outage.WhileQuoting)
            await _outages!.WhileQuoting();
        await Task.Delay(_random.Next(1_500));
        if (outage is Outage.WithSilo)
            await _outages!.BeforeSilo();
        if (death is Death.InsideSend && await drill.Withhold("POST", "/fapi/v1/order", TimeSpan.FromSeconds(20)))
            _insideSend++;
        return await Kill(drill, silo);
    }

    private async Task<int> Kill(Drill drill, SiloProcess silo)
    {
        silo.KillHard();
        _kills++;
        int left = await drill.EndLife();
        _left += left;
        return left;
    }

    private async Task<bool> KillInRecovery(Drill drill, SiloProcess silo, int round)
    {
        (string method, string path) = RecoverySteps[round / 10 % RecoverySteps.Length];
        if (!await drill.Withhold(method, path, TimeSpan.FromSeconds(15)))
            return false;
        _inRecovery++;
        await Kill(drill, silo);
        return true;
    }

    private static async Task<TimeSpan> Quoting(SiloProcess silo)
    {
        await Scene.Until("two strategies quote both sides", TimeSpan.FromSeconds(150), async () =>
            silo.ExitCode is null
                ? await silo.Get("/v1/status") is { } status && Scene.TwoSided(status) >= 2 && IsReady(status)
                : throw new InvalidOperationException($"The silo ended with {silo.ExitCode}:\n{silo.Output}"));
        return Stopwatch.GetElapsedTime(silo.StartedAt);
    }

    // A machine that is too busy has stale books, on which nothing is quoted: killing then would show little.
    private async Task Resting(Drill drill)
    {
        long start = Stopwatch.GetTimestamp();
        while ((await drill.Read()).Open.Count < 2)
        {
            if (Stopwatch.GetElapsedTime(start) > TimeSpan.FromSeconds(30))
            {
                _withoutOrders++;
                return;
            }

            await Task.Delay(50);
        }
    }

    private static bool IsReady(JsonNode status) => status["accounts"]!.AsArray().All(account => Venue.Text(account, "state") == "ready");

    private async Task Compare(Drill drill, SiloProcess silo, int round, string death, int left, TimeSpan recovery, TimeSpan elapsed)
    {
        List<string> found = await Agreement.Differences(drill, silo);
        Truth truth = await drill.Read();
        // From the kill, so with the time that the next process needs to start: on a busy machine that is most of it.
        _longestLeftMs = Math.Max(_longestLeftMs, truth.LongestLeftMs);
        _longestSeenMs = Math.Max(_longestSeenMs, Math.Max(0, truth.LongestLeftMs - (long)silo.AnsweredAfter.TotalMilliseconds));
        if (truth.ClientIdsSeenTwice > 0)
            found.Add($"{truth.ClientIdsSeenTwice} client ids were used twice");
        if (truth.PlacedBesideLeft > 0)
            found.Add($"{truth.PlacedBesideLeft} orders were placed beside one of a dead life");
        // Known to the silo, or the lists above would differ: it took them over.
        _takenOver += truth.Left;
        _problems.AddRange(found.Select(problem => $"round {round} ({death}): {problem}"));
        Scene.Report(
            string.Create(CultureInfo.InvariantCulture, $"{round,3}/{rounds} {death}: {left} left open for {truth.LongestLeftMs / 1000.0:0.0} s at most, quoting {recovery.TotalSeconds:0.0} s after the start, {truth.Fills} fills, {elapsed.TotalSeconds:0} s{(found.Count == 0 ? "" : ": " + string.Join("; ", found))}"),
            found.Count == 0);
    }

    private int Report(Truth truth, TimeSpan elapsed, SiloProcess silo)
    {
        _recoveries.Sort();
        // An order that the journal does not know; one that it knows as ended is listed a moment longer at times, which says nothing.
        int withoutRecord = _scene.CountInLogs("OrphanFound", "expected 0,");
        if (server is null && withoutRecord > 0)
            _problems.Add($"{withoutRecord} orders were at the venue of which the file journal had no record");
        string[] shortcomings = [.. Shortcomings()];
        foreach (string line in _problems.Concat(shortcomings))
            Console.WriteLine($"FAIL {line}");
        if (_problems.Count > 0)
            Console.WriteLine(silo.Output);
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            check = "kills",
            journal = server is null ? "file" : "postgresql",
            seed,
            rounds = _recoveries.Count,
            kills = _kills,
            insideSend = _insideSend,
            inRecovery = _inRecovery,
            serverKills = _outages?.Kills.Values.Sum() ?? 0,
            serverKillsByOccasion = _outages?.Kills.ToDictionary(pair => $"{pair.Key}", pair => pair.Value),
            lastOrderAfterServerKillMsMax = _outages?.LastOrderMsMax,
            resumedAfterServerSecondsMax = _outages is null ? (double?)null : Math.Round(_outages.ResumedAfterMax.TotalSeconds, 2),
            withheldByVenue = truth.Withheld,
            fills = truth.Fills,
            duplicates = truth.ClientIdsSeenTwice + truth.PlacedBesideLeft,
            outlivedKillMsMax = _longestLeftMs,
            outlivedStartMsMax = _longestSeenMs,
            leftOpenAtKills = _left,
            killsWithoutOrders = _withoutOrders,
            takenOver = _takenOver,
            foundWithoutRecord = withoutRecord,
            problems = _problems.Count + shortcomings.Length,
            restartSecondsMedian = Math.Round(_recoveries.Count == 0 ? 0 : _recoveries[_recoveries.Count / 2], 2),
            restartSecondsMax = Math.Round(_recoveries.Count == 0 ? 0 : _recoveries[^1], 2),
            seconds = Math.Round(elapsed.TotalSeconds),
        }));
        return _problems.Count + shortcomings.Length == 0 ? 0 : 1;
    }

    private IEnumerable<string> Shortcomings()
    {
        if (_insideSend < rounds / 5 || _inRecovery < rounds / 20)
            yield return $"too few of the wanted kills: {_insideSend} inside a send, {_inRecovery} in recovery";
        if (_longestSeenMs > OldestMs)
            yield return $"an order of a dead silo rested {_longestSeenMs} ms beside the next one";
        if (_outages is null)
            yield break;
        if (_outages.Kills.Values.Sum() < rounds / 10)
            yield return $"too few kills of the server: {_outages.Kills.Values.Sum()}";
        if (_outages.LastOrderMsMax > LatestOrderMs)
            yield return $"an order was sent {_outages.LastOrderMsMax} ms after the journal's server died";
    }
}
