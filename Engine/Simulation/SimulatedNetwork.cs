using Orleans.Runtime;
using Quern.Engine.Runtime;

namespace Quern.Engine.Simulation;

/// <summary>
/// The network between the nodes of a world. Nodes go by name: silos by their own (a restarted silo keeps it), the outside client is
/// <see cref="Client"/>, the memory streams are <see cref="Streams"/>.
/// </summary>
public sealed class SimulatedNetwork
{
    /// <summary>Name of the client outside the silos.</summary>
    public const string Client = "client";

    /// <summary>Name of the place where memory streams live.</summary>
    public const string Streams = "streams";

    private readonly World _world;
    private readonly SeededRandom _random;
    private readonly HashSet<(string From, string To)> _cut = [];

    internal SimulatedNetwork(World world, SeededRandom random, NetworkOptions options)
    {
        _world = world;
        _random = random;
        Options = options;
    }

    /// <summary>How messages travel from now on.</summary>
    public NetworkOptions Options { get; set; }

    /// <summary>Messages that were sent.</summary>
    public long Sent { get; private set; }

    /// <summary>Messages that were lost, by chance or because the way was cut.</summary>
    public long Lost { get; private set; }

    /// <summary>Calls of which the caller was left to its time-out, by chance.</summary>
    public long TimedOut { get; private set; }

    /// <summary>Cuts the way between two nodes, in both directions.</summary>
    public void Cut(string one, string other)
    {
        CutOneWay(one, other);
        CutOneWay(other, one);
    }

    /// <summary>Cuts the way from one node to another; answers still travel the other way.</summary>
    public void CutOneWay(string from, string to) => _cut.Add((from, to));

    /// <summary>Opens the way between two nodes, in both directions.</summary>
    public void Heal(string one, string other)
    {
        _cut.Remove((one, other));
        _cut.Remove((other, one));
    }

    /// <summary>Opens all ways.</summary>
    public void Heal() => _cut.Clear();

    internal void Transmit(Envelope envelope)
    {
        if (!envelope.From.IsAlive)
            return;

        Sent++;
        if (_random.Happens(Options.DropShare))
        {
            Lost++;
            return;
        }

        Send(envelope);
        if (envelope.IsOneWay && _random.Happens(Options.DuplicateShare))
            Send(envelope);
    }

    /// <summary>What is lost of a call to a grain.</summary>
    internal CallLoss LossOf(GrainId target)
    {
        if (Options.TimeOutShare <= 0 || Options.TimesOut?.Invoke(target) is false || !_random.Happens(Options.TimeOutShare))
            return CallLoss.Nothing;

        TimedOut++;
        return _random.Happens(0.5) ? CallLoss.Request : CallLoss.Answer;
    }

    private void Send(Envelope envelope)
    {
        TimeSpan time = _random.NextTime(Options.LatencyMin, Options.LatencyMax);
        if (envelope.IsOneWay && _random.Happens(Options.ReorderShare))
            time += _random.NextTime(TimeSpan.Zero, Options.ReorderDelay);
        _world.After(time, static state => ((Arrival)state!).Arrive(), new Arrival(this, envelope));
    }

    private sealed class Arrival(SimulatedNetwork network, Envelope envelope)
    {
        // Looked at on arrival: what is under way when the way is cut is lost too.
        public void Arrive()
        {
            long untilNs = network._world.Standstills.UntilNs(envelope.To);
            if (untilNs > network._world.ElapsedNs)
                network._world.After(TimeSpan.FromTicks((untilNs - network._world.ElapsedNs + 99) / 100), static state => ((Arrival)state!).Arrive(), this);
            else if (network._cut.Contains((envelope.From.Name, envelope.To.Name)))
                network.Lost++;
            else if (envelope.To.IsAlive)
                envelope.Deliver();
        }
    }
}
