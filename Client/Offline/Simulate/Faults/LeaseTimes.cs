using Quern.Engine.Simulation;
using Quern.Grains.Leases;

namespace Quern.Client.Offline.Simulate.Faults;

/// <summary>Until when each owner of an account may send: counted, as the owners must, from the beginning of each renewal that the store took.</summary>
public sealed class LeaseTimes
{
    private readonly Dictionary<(string Account, int Epoch), (long BegunNs, long EndsNs)> _leases = [];

    private readonly Dictionary<(string Account, int Epoch), long> _opened = [];
    private readonly Dictionary<(string Account, int Epoch), long> _closed = [];

    /// <summary>When the owner's last renewal began, since the start in nanoseconds; −1 when it has none.</summary>
    public long RenewedNs(string account, int epoch) => _leases.TryGetValue((account, epoch), out (long BegunNs, long EndsNs) known) ? known.BegunNs : -1;

    /// <summary>When the owner's lease ends or has ended, since the start in nanoseconds; −1 when there is none.</summary>
    public long EndsNs(string account, int epoch) => _leases.TryGetValue((account, epoch), out (long BegunNs, long EndsNs) known) ? known.EndsNs : -1;

    /// <summary>When each epoch of an account was opened, since the start in nanoseconds.</summary>
    public IReadOnlyDictionary<(string Account, int Epoch), long> OpenedNs => _opened;

    /// <summary>When each owner let its journal go, since the start in nanoseconds; none for those that were killed or hold it still.</summary>
    public IReadOnlyDictionary<(string Account, int Epoch), long> ClosedNs => _closed;

    internal void Opened(string account, int epoch) => _opened[(account, epoch)] = World.Current!.ElapsedNs;

    internal void Closed(string account, int epoch) => _closed.TryAdd((account, epoch), World.Current!.ElapsedNs);

    internal static Renewal Begin() => new(World.Current!.ElapsedNs);

    internal void Took(string account, LeaseRecord lease, Renewal renewal)
    {
        long endsNs = renewal.BegunNs + (long)lease.Duration.TotalNanoseconds;
        if (!lease.IsReleased && endsNs > EndsNs(account, lease.Epoch))
            _leases[(account, lease.Epoch)] = (renewal.BegunNs, endsNs);
    }

    /// <summary>A renewal that is under way.</summary>
    /// <param name="BegunNs">When it began, since the start.</param>
    internal readonly record struct Renewal(long BegunNs);
}
