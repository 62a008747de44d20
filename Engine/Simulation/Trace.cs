using Orleans.Runtime;
using Quern.Engine.Invocation;
using Quern.Engine.Runtime;
using Quern.Engine.Serialization;

namespace Quern.Engine.Simulation;

/// <summary>A call that begins at its grain.</summary>
/// <param name="timeNs">Unix nanoseconds, by the world's clock.</param>
/// <param name="silo">Name of the silo.</param>
/// <param name="source">Who called; null for a client.</param>
/// <param name="target">The grain.</param>
/// <param name="interfaceName">Full name of the interface.</param>
/// <param name="method">Name of the method.</param>
/// <param name="arguments">Canonical bytes of the arguments; valid during the call.</param>
public readonly ref struct DeliveredMessage(
    long timeNs, string silo, GrainId? source, GrainId target, string interfaceName, string method, ReadOnlySpan<byte> arguments)
{
    /// <summary>Unix nanoseconds, by the world's clock.</summary>
    public long TimeNs { get; } = timeNs;

    /// <summary>Name of the silo.</summary>
    public string Silo { get; } = silo;

    /// <summary>Who called; null for a client.</summary>
    public GrainId? Source { get; } = source;

    /// <summary>The grain.</summary>
    public GrainId Target { get; } = target;

    /// <summary>Full name of the interface.</summary>
    public string InterfaceName { get; } = interfaceName;

    /// <summary>Name of the method.</summary>
    public string Method { get; } = method;

    /// <summary>Canonical bytes of the arguments; valid during the call.</summary>
    public ReadOnlySpan<byte> Arguments { get; } = arguments;

    /// <summary>All of it in a line.</summary>
    public override string ToString() =>
        $"{TimeNs} {Silo} {Source?.ToString() ?? "client"} -> {Target} {InterfaceName}.{Method}({Convert.ToHexString(Arguments)})";
}

/// <summary>Hears of every call of a world.</summary>
public interface ITraceObserver
{
    /// <summary>A call begins.</summary>
    void OnMessage(in DeliveredMessage message);
}

/// <summary>Folds a run into one hash, and, if asked, keeps its messages so that the first difference of two runs can be shown.</summary>
public sealed class TraceRecorder(bool keepsMessages = false) : ITraceObserver
{
    private readonly List<string> _messages = [];

    /// <summary>FNV-1a, 64 bits, over all that was heard.</summary>
    public ulong Hash { get; private set; } = 14695981039346656037;

    /// <summary>Messages heard.</summary>
    public long Count { get; private set; }

    /// <summary>The messages in order; empty unless they are kept.</summary>
    public IReadOnlyList<string> Messages => _messages;

    /// <summary>The first message in which two kept runs differ, from both; null when they are equal.</summary>
    public static string? FirstDifference(TraceRecorder one, TraceRecorder other)
    {
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(other);
        for (int index = 0; index < Math.Max(one._messages.Count, other._messages.Count); index++)
        {
            string left = index < one._messages.Count ? one._messages[index] : "(ended)";
            string right = index < other._messages.Count ? other._messages[index] : "(ended)";
            if (!string.Equals(left, right, StringComparison.Ordinal))
                return $"message {index}:\n{left}\n{right}";
        }

        return null;
    }

    /// <inheritdoc/>
    public void OnMessage(in DeliveredMessage message)
    {
        Count++;
        Fold(message.TimeNs);
        Fold(message.Silo);
        Fold(message.Source?.ToString() ?? "client");
        Fold(message.Target.ToString());
        Fold(message.InterfaceName);
        Fold(message.Method);
        foreach (byte one in message.Arguments)
            Fold(one);
        if (keepsMessages)
            _messages.Add(message.ToString());
    }

    private void Fold(string text)
    {
        foreach (char one in text)
            Fold((byte)one);
        Fold(0);
    }

    private void Fold(long number)
    {
        for (int shift = 0; shift < 64; shift += 8)
            Fold((byte)(number >> shift));
    }

    private void Fold(byte one) => Hash = unchecked((Hash ^ one) * 1099511628211);
}

/// <summary>Writes the arguments of calls for an observer.</summary>
internal sealed class WorldTap(World world, ITraceObserver observer) : TraceTap
{
    private readonly CanonicalWriter _writer = new();

    public override void OnDelivery(Call call, Activation activation, GrainId? source)
    {
        _writer.Clear();
        call.WriteArguments(_writer);
        long timeNs = (world.Options.Start - DateTimeOffset.UnixEpoch).Ticks * 100 + world.ElapsedNs;
        observer.OnMessage(new(
            timeNs, activation.Node.Name, source, activation.GrainId, call.Method.InterfaceType.FullName ?? "", call.Method.Name, _writer.Written));
    }
}
