namespace Quern.Connectors.Transport;

/// <summary>The far end of the transports: a venue of our own that speaks a wire dialect, behind real loopback sockets or the in-memory network.</summary>
public interface IVenueServer
{
    /// <summary>Answers one request.</summary>
    HttpReply Handle(HttpCall call);

    /// <summary>Takes a new socket. Its frames go to the handler returned; a null refuses the address.</summary>
    /// <param name="address">Path and query as the client asked.</param>
    /// <param name="client">Where to send frames for that client.</param>
    IWebSocketHandler? Accept(Uri address, IWebSocketConnection client);
}
