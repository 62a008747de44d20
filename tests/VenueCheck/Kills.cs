using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

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
/// positions and wallet must be the silo's, and the ledger must not have needed a correction.
/// </summary>
internal sealed class Kills(int rounds, int seed) : IDisposable
{
    private const int EnoughProblems = 5;
    private const long OldestMs = 10_000;

    private static readonly (string Method, string Path)[] RecoverySteps =
    [
        ("GET", "/fapi/v1/openOrders"), ("GET", "/fapi/v3/positionRisk"), ("GET", "/fapi/v1/userTrades"), ("DELETE", "/fapi/v1/order"), ("GET", "/fapi/v3/balance"),
    ];

    private readonly Random _random = new(seed);
    private readonly Scene _scene = new();
    private readonly List<string> _problems = [];
    private readonly List<double> _recoveries = [];
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
            int left = await Kill(drill, silo, death);
            _silo = silo = _scene.StartSilo(silo);
            if (death is Death.InRecovery && await KillInRecovery(drill, silo, round))
                _silo = silo = _scene.StartSilo(silo);
            TimeSpan recovery = await Quoting(silo);
            _recoveries.Add(recovery.TotalSeconds);
            await Compare(drill, silo, round, death, left, recovery, Stopwatch.GetElapsedTime(start));
        }
    }

    // Three of ten inside a send, one of ten in recovery too.
    private static Death DeathOf(int round) => (round % 10) switch
    {
        1 or 4 or 7 => Death.InsideSend,
        5 => Death.InRecovery,
        _ => Death.AnyTime,
    };

    private async Task<int> Kill(Drill drill, SiloProcess silo, Death death)
    {
        await Resting(drill);
        await Task.Delay(_random.Next(1_500));
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

    private async Task Compare(Drill drill, SiloProcess silo, int round, Death death, int left, TimeSpan recovery, TimeSpan elapsed)
    {
        List<string> found = await Differences(drill, silo);
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
            string.Create(CultureInfo.InvariantCulture, $"{round,3}/{rounds} {death,-10} {left} left open for {truth.LongestLeftMs / 1000.0:0.0} s at most, quoting {recovery.TotalSeconds:0.0} s after the start, {truth.Fills} fills, {elapsed.TotalSeconds:0} s{(found.Count == 0 ? "" : ": " + string.Join("; ", found))}"),
            found.Count == 0);
    }

    /// <summary>Reads the venue, the silo, and the venue again until the venue stood still in between: then both must say the same.</summary>
    private static async Task<List<string>> Differences(Drill drill, SiloProcess silo)
    {
        List<string> found = ["the venue never stood still"];
        for (int attempt = 0; attempt < 200; attempt++)
        {
            Truth before = await drill.Read();
            JsonNode? status = await silo.Get("/v1/status");
            JsonNode? orders = await silo.Get("/v1/orders?state=working&limit=1000");
            Truth after = await drill.Read();
            if (before.Fingerprint != after.Fingerprint || status is null || orders is null)
                continue;

            found = Differences(after, status, orders);
            if (found.Count == 0)
                return found;
            await Task.Delay(25);
        }

        return found;
    }

    private static List<string> Differences(Truth truth, JsonNode status, JsonNode orders)
    {
        var found = new List<string>();
        var ours = new SortedSet<string>(orders["orders"]!.AsArray().Select(order => Venue.Text(order, "id")), StringComparer.Ordinal);
        if (!ours.SetEquals(truth.Open))
            found.Add($"open orders: silo [{string.Join(' ', ours)}], venue [{string.Join(' ', truth.Open)}]");
        long fills = (long)status["orders"]!["fills"]!;
        if (fills != truth.Fills)
            found.Add($"fills: silo {fills}, venue {truth.Fills}");
        foreach (string symbol in Scene.Symbols)
        {
            decimal said = status["positions"]!.AsArray()
                .Where(row => Venue.Text(row, "instrument").EndsWith($":{symbol}", StringComparison.Ordinal)).Sum(row => Venue.Number(row, "quantity"));
            if (said != truth.Position(symbol))
                found.Add($"position of {symbol}: silo {said}, venue {truth.Position(symbol)}");
        }

        decimal booked = status["accounts"]!.AsArray().SelectMany(account => account!["balances"]!.AsArray())
            .Where(balance => Venue.Text(balance, "asset") == "USDT").Sum(balance => Venue.Number(balance, "wallet"));
        if (booked != truth.Wallet)
            found.Add($"wallet: silo {booked}, venue {truth.Wallet}");
        Comparison.CheckParts(status["pnl"]!, found);
        if (Venue.Number(status["pnl"], "adjustments") != 0)
            found.Add($"the ledger needed a correction of {Venue.Text(status["pnl"], "adjustments")}");
        return found;
    }

    private int Report(Truth truth, TimeSpan elapsed, SiloProcess silo)
    {
        bool isEnough = _insideSend >= rounds / 5 && _inRecovery >= rounds / 20;
        _recoveries.Sort();
        foreach (string problem in _problems)
            Console.WriteLine($"FAIL {problem}");
        if (!isEnough)
            Console.WriteLine($"FAIL too few of the wanted kills: {_insideSend} inside a send, {_inRecovery} in recovery");
        bool isLate = _longestSeenMs > OldestMs;
        if (isLate)
            Console.WriteLine($"FAIL an order of a dead silo rested {_longestSeenMs} ms beside the next one");
        if (_problems.Count > 0)
            Console.WriteLine(silo.Output);
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            check = "kills",
            seed,
            rounds = _recoveries.Count,
            kills = _kills,
            insideSend = _insideSend,
            inRecovery = _inRecovery,
            withheldByVenue = truth.Withheld,
            fills = truth.Fills,
            duplicates = truth.ClientIdsSeenTwice + truth.PlacedBesideLeft,
            outlivedKillMsMax = _longestLeftMs,
            outlivedStartMsMax = _longestSeenMs,
            leftOpenAtKills = _left,
            killsWithoutOrders = _withoutOrders,
            takenOver = _takenOver,
            problems = _problems.Count,
            restartSecondsMedian = Math.Round(_recoveries.Count == 0 ? 0 : _recoveries[_recoveries.Count / 2], 2),
            restartSecondsMax = Math.Round(_recoveries.Count == 0 ? 0 : _recoveries[^1], 2),
            seconds = Math.Round(elapsed.TotalSeconds),
        }));
        return _problems.Count == 0 && isEnough && !isLate ? 0 : 1;
    }
}
