namespace Quern.Connectors.Transport;

/// <summary>Sends HTTP requests. Real sockets and the in-memory network of the simulator are its two implementations.</summary>
public interface IHttpTransport
{
    /// <summary>Sends one request and waits for the whole reply.</summary>
    /// <exception cref="HttpTransportException">No reply: see its <see cref="HttpTransportException.MayHaveHappened"/>.</exception>
    Task<HttpReply> Send(HttpCall call, CancellationToken cancellation);
}

/// <summary>One HTTP request.</summary>
/// <param name="Method">GET, POST, PUT or DELETE.</param>
/// <param name="Address">Absolute, query included, exactly as signed.</param>
/// <param name="Headers">Sent as they are.</param>
/// <param name="TimeOut">How long to wait for the reply.</param>
public sealed record HttpCall(string Method, Uri Address, IReadOnlyList<KeyValuePair<string, string>> Headers, TimeSpan TimeOut)
{
    /// <summary>The request's body, exactly as signed; its type is in the headers. Default none.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The value of a header, or null. Names are compared without case.</summary>
    public string? Header(string name) => HttpHeaders.Find(Headers, name);
}

/// <summary>One HTTP reply.</summary>
/// <param name="Status">For example 200.</param>
/// <param name="Headers">As received.</param>
/// <param name="Body">All of it.</param>
public sealed record HttpReply(int Status, IReadOnlyList<KeyValuePair<string, string>> Headers, byte[] Body)
{
    /// <summary>The value of a header, or null. Names are compared without case.</summary>
    public string? Header(string name) => HttpHeaders.Find(Headers, name);
}

/// <summary>No reply came.</summary>
/// <param name="message">What was tried and what went wrong; never a secret.</param>
/// <param name="mayHaveHappened">False only when provably no byte of the request left this process.</param>
/// <param name="inner">The cause, if any.</param>
public sealed class HttpTransportException(string message, bool mayHaveHappened, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>False only when provably no byte of the request left this process.</summary>
    public bool MayHaveHappened { get; } = mayHaveHappened;
}

internal static class HttpHeaders
{
    public static string? Find(IReadOnlyList<KeyValuePair<string, string>> headers, string name)
    {
        for (int index = 0; index < headers.Count; index++)
        {
            if (string.Equals(headers[index].Key, name, StringComparison.OrdinalIgnoreCase))
                return headers[index].Value;
        }

        return null;
    }
}
