using Quern.Connectors.Transport;
using Quern.Engine.Simulation;

namespace Quern.Grains.Tests.Leases.Simulated;

/// <summary>A venue behind a network that delays each request by up to five seconds, with a clock that is wrong by up to 250 ms.</summary>
public sealed class LateVenue(World world, bool ignoresLeases)
{
    private readonly ReceiveClock _clock = new(world.Time);
    private readonly long _clockErrorNs = (long)(world.Random.NextUInt64() % 500_000_000) - 250_000_000;

    /// <summary>True when owners shall send without a lease: the mistake that the lease prevents.</summary>
    public bool IgnoresLeases => ignoresLeases;

    /// <summary>The epoch of each order that was accepted, in the order of arrival.</summary>
    public List<int> Accepted { get; } = [];

    public int Refused { get; private set; }

    public void Send(int epoch, long expiresNs)
    {
        bool isSlow = world.Random.NextUInt64() % 4 == 0;
        _ = Arrive(epoch, expiresNs, TimeSpan.FromMilliseconds(world.Random.NextUInt64() % (isSlow ? 5_000u : 50u)));
    }

    private async Task Arrive(int epoch, long expiresNs, TimeSpan delay)
    {
        await Task.Delay(delay, world.Time);
        if (_clock.NowNs + _clockErrorNs <= expiresNs)
            Accepted.Add(epoch);
        else
            Refused++;
    }
}
