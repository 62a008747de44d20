using Quern.Connectors.Transport;

namespace Quern.Connectors.Simulated;

/// <summary>A venue whose answers may come later, or never. The transports of this folder prefer this form where a venue has it.</summary>
public interface IDeferredVenueServer : IVenueServer
{
    /// <summary>Answers one request, now or later.</summary>
    /// <param name="call">The request.</param>
    /// <param name="answer">Called at most once, perhaps before this returns, and perhaps under the venue's lock: it must not wait. Null: the answer is lost, the connection breaks without one.</param>
    void Answer(HttpCall call, Action<HttpReply?> answer);
}
