using System.Diagnostics;
using Quern.Tests;

namespace Quern.VenueCheck;

/// <summary>When the journal's server dies.</summary>
internal enum Outage
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>While a silo quotes that lives on.</summary>
    WhileQuoting,

    /// <summary>Moments before the silo does: what it sent last was never recorded.</summary>
    WithSilo,

    /// <summary>While a new silo finds out how it stands.</summary>
    InRecovery,
}

/// <summary>Kills the journal's server as a crash does, and starts it again.</summary>
internal sealed class Outages(PostgresServer server, Drill drill, Random random)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>How often it was killed, by occasion.</summary>
    public SortedDictionary<Outage, int> Kills { get; } = new() { [Outage.WhileQuoting] = 0, [Outage.WithSilo] = 0, [Outage.InRecovery] = 0 };

    /// <summary>The longest after a kill that a new order still reached the venue, in milliseconds.</summary>
    public long LastOrderMsMax { get; private set; }

    /// <summary>The longest from the server's first answer to the next new order at the venue.</summary>
    public TimeSpan ResumedAfterMax { get; private set; }

    /// <summary>Three occasions take turns, one of ten rounds each.</summary>
    public static Outage Of(int round) => round % 10 != 3 ? Outage.None : (Outage)(1 + round / 10 % 3);

    /// <summary>The server dies under a silo that quotes, and comes back: sending stops, then goes on.</summary>
    public async Task WhileQuoting()
    {
        var known = new HashSet<string>((await drill.Read()).Open, StringComparer.Ordinal);
        await Kill(Outage.WhileQuoting);
        long killed = Stopwatch.GetTimestamp();
        TimeSpan length = TimeSpan.FromMilliseconds(random.Next(1_500, 4_000));
        while (Stopwatch.GetElapsedTime(killed) < length)
        {
            if (await SeesNewOrder(known))
                LastOrderMsMax = Math.Max(LastOrderMsMax, (long)Stopwatch.GetElapsedTime(killed).TotalMilliseconds);
            await Task.Delay(10);
        }

        await server.StartAgain();
        TimeSpan resumed = await Scene.Until("orders reach the venue again", Patience, () => SeesNewOrder(known));
        ResumedAfterMax = resumed > ResumedAfterMax ? resumed : ResumedAfterMax;
    }

    /// <summary>The server dies, and within half a second the silo will.</summary>
    public async Task BeforeSilo()
    {
        await Kill(Outage.WithSilo);
        await Task.Delay(random.Next(500));
    }

    /// <summary>The new silo finds no server for a while.</summary>
    public async Task BesideNewSilo()
    {
        await Task.Delay(random.Next(2_000));
        await server.StartAgain();
    }

    /// <summary>The server dies at some moment between the silo's first answer and its first quote.</summary>
    public async Task InRecovery(SiloProcess silo)
    {
        await Scene.Until("the silo answers", Patience, async () => await silo.Get("/v1/status") is not null);
        await Task.Delay(random.Next(3_500));
        await Kill(Outage.InRecovery);
        await Task.Delay(random.Next(500, 2_000));
        await server.StartAgain();
    }

    private async Task Kill(Outage occasion)
    {
        await server.Kill();
        Kills[occasion]++;
    }

    private async Task<bool> SeesNewOrder(HashSet<string> known)
    {
        bool isNew = false;
        foreach (string id in (await drill.Read()).Open)
            isNew |= known.Add(id);
        return isNew;
    }
}
