using Orleans.Runtime;
using Orleans.Streams;
using Quern.Engine.Invocation;
using Quern.Engine.Runtime;
using Quern.Engine.Serialization;

namespace Quern.Engine.Streams;

/// <summary>Something that a stream hands to each subscriber.</summary>
internal abstract class StreamEvent(StreamId streamId, long sequence)
{
    public StreamId StreamId => streamId;

    public long Sequence => sequence;

    /// <summary>Hands itself to an observer.</summary>
    public abstract Task GiveTo(object observer);

    /// <summary>Hands an error of the same stream to an observer.</summary>
    public abstract Task FailTo(object observer, Exception error);

    /// <summary>A copy that shares nothing that can change.</summary>
    public abstract StreamEvent Copy();

    /// <summary>Writes what is told.</summary>
    public abstract void Write(CanonicalWriter writer);

    /// <summary>Reads what another of the same class wrote.</summary>
    public abstract StreamEvent Read(CanonicalReader reader);
}

/// <summary>An item.</summary>
internal sealed class StreamItem<T>(StreamId streamId, long sequence, T item) : StreamEvent(streamId, sequence)
{
    public override Task GiveTo(object observer) => ((IAsyncObserver<T>)observer).OnNextAsync(item, new MemoryStreamToken(Sequence));

    public override Task FailTo(object observer, Exception error) => ((IAsyncObserver<T>)observer).OnErrorAsync(error);

    public override StreamEvent Copy() =>
        CodecOf<T>.Value.IsImmutable ? this : new StreamItem<T>(StreamId, Sequence, CodecOf<T>.Value.Copy(item));

    public override void Write(CanonicalWriter writer)
    {
        writer.WriteInt64(Sequence);
        CodecOf<T>.Value.Write(writer, item);
    }

    public override StreamEvent Read(CanonicalReader reader)
    {
        long sequence = reader.ReadInt64();
        return new StreamItem<T>(StreamId, sequence, CodecOf<T>.Value.Read(reader));
    }
}

/// <summary>The end of a stream, good or bad.</summary>
internal sealed class StreamEnd<T>(StreamId streamId, long sequence, Exception? error) : StreamEvent(streamId, sequence)
{
    public override Task GiveTo(object observer) => error is null
        ? ((IAsyncObserver<T>)observer).OnCompletedAsync()
        : ((IAsyncObserver<T>)observer).OnErrorAsync(error);

    public override Task FailTo(object observer, Exception failure) => ((IAsyncObserver<T>)observer).OnErrorAsync(failure);

    public override StreamEvent Copy() => this;

    public override void Write(CanonicalWriter writer)
    {
        writer.WriteInt64(Sequence);
        CodecOf<Exception?>.Value.Write(writer, error);
    }

    public override StreamEvent Read(CanonicalReader reader)
    {
        long sequence = reader.ReadInt64();
        return new StreamEnd<T>(StreamId, sequence, CodecOf<Exception?>.Value.Read(reader));
    }
}

/// <summary>What a consumer of streams is called by; every activation can be.</summary>
internal interface IStreamConsumer : IAddressable;

internal sealed class StreamConsumerReference(ReferenceSeed seed) : GrainReference(seed), IStreamConsumer;

/// <summary>Brings one event to one consumer.</summary>
internal sealed class DeliverCall : TaskCall
{
    private static readonly MethodFacts Facts = new(typeof(IStreamConsumer), "Deliver", MethodTraits.CopiesArguments, null);
    private StreamEvent? _event;
    private Exception? _error;
    private string _provider = "";
    private Guid _subscription;

    public override MethodFacts Method => Facts;

    /// <summary>Sends an event, or, if <paramref name="error"/> is given, says that it was given up.</summary>
    public static Task Send(GrainReference consumer, string provider, Guid subscription, StreamEvent @event, Exception? error) =>
        new DeliverCall { _event = @event, _error = error, _provider = provider, _subscription = subscription }.Send(consumer);

    public override Call Fresh() => new DeliverCall { _event = _event };

    public override void CopyArguments() => _event = _event!.Copy();

    public override void WriteArguments(CanonicalWriter writer)
    {
        writer.WriteString(_provider);
        writer.WriteGuid(_subscription);
        CodecOf<Exception?>.Value.Write(writer, _error);
        _event!.Write(writer);
    }

    public override void ReadArguments(CanonicalReader reader)
    {
        _provider = reader.ReadString()!;
        _subscription = reader.ReadGuid();
        _error = CodecOf<Exception?>.Value.Read(reader);
        _event = _event!.Read(reader);
    }

    protected override Task Invoke(object grain) => StreamConsumer.Of(Running!).Deliver(_provider, _subscription, _event!, _error);

    protected override void Free() => _event = null;
}
