using Quern.Connectors.Transport;

namespace Quern.Connectors.Simulated.Network;

/// <summary>One request and its reply, on a connection of their own.</summary>
internal sealed class InMemoryExchange(InMemoryNetwork network, IVenueServer venue, HttpCall call)
{
    // Without asynchronous continuations: who waits goes on inside the timer that brings the reply.
    private readonly TaskCompletionSource<HttpReply> _reply = new();
    private ITimer? _patience;
    private CancellationTokenRegistration _cancelled;

    public Task<HttpReply> Reply => _reply.Task;

    public void Start(CancellationToken cancellation)
    {
        if (call.TimeOut > TimeSpan.Zero)
            _patience = network.Alarm(call.TimeOut, () => Fail($"no reply within {call.TimeOut.TotalMilliseconds} ms"));
        _cancelled = cancellation.Register(() => End(() => _reply.TrySetCanceled(cancellation)));
        network.After(network.DrawLatency(), Arrive);
    }

    private void Arrive()
    {
        if (venue is IDeferredVenueServer deferred)
            deferred.Answer(call, Depart);
        else
            Depart(venue.Handle(call));
    }

    private void Depart(HttpReply? reply) => network.After(network.DrawLatency(), () =>
    {
        if (reply is null)
            Fail("the connection broke before a reply");
        else
            End(() => _reply.TrySetResult(reply));
    });

    private void Fail(string why) =>
        End(() => _reply.TrySetException(new HttpTransportException($"{call.Method} {call.Address.AbsolutePath}: {why}.", mayHaveHappened: true)));

    private void End(Action complete)
    {
        if (network.IsDead)
            return;
        _patience?.Dispose();
        _cancelled.Dispose();
        complete();
    }
}
