using Orleans.Runtime;
using Orleans.Serialization;
using Quern.Engine.Invocation;
using Quern.Engine.Serialization;

namespace Quern.Engine.Runtime;

/// <summary>A message between nodes: bytes, and who they are for.</summary>
internal abstract class Envelope(Node from, Node to)
{
    public Node From { get; } = from;

    public Node To { get; } = to;

    /// <summary>Nobody waits for it: the network may repeat or reorder it.</summary>
    public virtual bool IsOneWay => false;

    /// <summary>It has arrived.</summary>
    public abstract void Deliver();
}

/// <summary>A call on its way to another node. It stays with the call that runs there, to bring back the answer.</summary>
internal sealed class RemoteRequest : Envelope
{
    private readonly Call _call;
    private readonly bool _isOneWay;
    private readonly byte[] _bytes;
    private readonly GrainReference _target;
    private int _answers;

    /// <summary>Takes the call's arguments and request context as they are now.</summary>
    public RemoteRequest(Call call, SiloNode to)
        : base(call.Target.Node, to)
    {
        // The caller's object of a one-way call goes back to the pool; an empty one stands in for its class.
        _isOneWay = call.Method.IsOneWay;
        _call = _isOneWay ? call.Fresh() : call;
        _target = call.Target;
        SourceId = call.SourceId;
        var writer = new CanonicalWriter();
        RequestContext.Write(writer, call.Context);
        call.WriteArguments(writer);
        _bytes = writer.ToArray();
    }

    private RemoteRequest(RemoteRequest other, Node from, SiloNode to)
        : base(from, to)
    {
        _call = other._call;
        _isOneWay = other._isOneWay;
        _bytes = other._bytes;
        _target = other._target;
        SourceId = other.SourceId;
    }

    public override bool IsOneWay => _isOneWay;

    public GrainId? SourceId { get; }

    private SiloNode Silo => (SiloNode)To;

    /// <summary>The same request, to where the grain lives now.</summary>
    public RemoteRequest Redirect(SiloNode to) => new(this, To, to);

    public override void Deliver()
    {
        var reader = new CanonicalReader(_bytes, To);
        Dictionary<string, object>? context = RequestContext.Read(reader);
        Call arrived = _call.Fresh();
        try
        {
            arrived.ReadArguments(reader);
        }
        catch (Exception error) when (error is SerializerException or ArgumentException or IOException)
        {
            Answer(arrived, error);
            return;
        }

        if (!_isOneWay && _call.Token.CanBeCanceled)
            arrived.ExpectCancellation();
        arrived.Bind(_target.For(Silo), this, context);
        if (!_isOneWay)
            _call.Remote = arrived;
        Silo.Cluster.Accept(this, arrived);
    }

    /// <summary>Sends back how it went.</summary>
    public void Answer(Call call, Exception? error)
    {
        if (_isOneWay || _call.LosesAnswer || Interlocked.Increment(ref _answers) > 1)
            return;

        byte[] bytes = AnswerBytes(call, error);
        To.Cluster.Dispatcher.Transmit(new RemoteAnswer(To, _target.Node, _call, bytes));
    }

    private static byte[] AnswerBytes(Call call, Exception? error)
    {
        var writer = new CanonicalWriter();
        try
        {
            writer.WriteBoolean(error is null);
            if (error is null)
                call.WriteResult(writer);
            else
                CodecOf<Exception?>.Value.Write(writer, error);
        }
        catch (SerializerException unfit)
        {
            writer.Clear();
            writer.WriteBoolean(false);
            CodecOf<Exception?>.Value.Write(writer, unfit);
        }

        return writer.ToArray();
    }
}

/// <summary>An answer on its way back.</summary>
internal sealed class RemoteAnswer(Node from, Node to, Call call, byte[] bytes) : Envelope(from, to)
{
    public override void Deliver()
    {
        if (!call.IsSettled)
            Settle();
        call.Release();
    }

    private void Settle()
    {
        var reader = new CanonicalReader(bytes, To);
        try
        {
            if (reader.ReadBoolean())
                call.SettleFrom(reader);
            else
                call.TrySettle(CodecOf<Exception?>.Value.Read(reader)!);
        }
        catch (Exception error) when (error is SerializerException or IOException)
        {
            call.TrySettle(error);
        }
    }
}

/// <summary>The caller's token was cancelled.</summary>
internal sealed class RemoteCancellation(Node from, Node to, Call remote, short version) : Envelope(from, to)
{
    public override void Deliver()
    {
        if (remote.Version == version)
            remote.CancelFromAfar();
    }
}
