using Quern.Engine.Runtime;

namespace Quern.Engine.Simulation;

/// <summary>
/// Silos and activations that stand still: what is due there waits, in its order, and comes late, as after a long collection of garbage or
/// behind a thread that does not return.
/// </summary>
internal sealed class Standstills(World world)
{
    private readonly Dictionary<object, Standstill> _all = [];

    /// <summary>True when nothing stands still.</summary>
    public bool IsEmpty => _all.Count == 0;

    /// <summary>Makes a silo or an activation stand still from now on; a longer one that holds already goes on.</summary>
    public void Begin(object what, TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(time, TimeSpan.Zero);
        long untilNs = world.ElapsedNs + checked(time.Ticks * 100);
        if (!_all.TryGetValue(what, out Standstill? known))
        {
            _all.Add(what, known = new(what));
            world.WithdrawReady(runnable => Of(runnable) == known, known.Waiting);
        }

        if (untilNs <= known.UntilNs)
            return;
        known.UntilNs = untilNs;
        world.After(time, static state => (((Standstills, Standstill))state!).Item1.End((((Standstills, Standstill))state!).Item2), (this, known));
    }

    /// <summary>Until when a node stands still, since the start in nanoseconds; 0 when it does not.</summary>
    public long UntilNs(Node? node) => node is not null && _all.Count > 0 && _all.TryGetValue(node, out Standstill? known) ? known.UntilNs : 0;

    /// <summary>Keeps back what may not run now; false when it may.</summary>
    public bool TryHold(object runnable)
    {
        if (_all.Count == 0 || Of(runnable) is not { } known)
            return false;

        known.Waiting.Add(runnable);
        return true;
    }

    private Standstill? Of(object runnable) => runnable is Activation activation
        ? _all.GetValueOrDefault(activation) ?? _all.GetValueOrDefault(activation.Node)
        : ((DriverContext)runnable).Node is { } node ? _all.GetValueOrDefault(node) : null;

    private void End(Standstill ended)
    {
        // Lengthened meanwhile: a later timer ends it.
        if (world.ElapsedNs < ended.UntilNs || !_all.Remove(ended.What))
            return;

        foreach (object runnable in ended.Waiting)
            world.MakeReady(runnable);
    }

    private sealed class Standstill(object what)
    {
        public object What => what;

        public long UntilNs { get; set; }

        public List<object> Waiting { get; } = [];
    }
}
