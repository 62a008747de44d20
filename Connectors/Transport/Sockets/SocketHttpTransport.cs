using System.Net.Http.Headers;

namespace Quern.Connectors.Transport.Sockets;

/// <summary>HTTP over real sockets: one pool of connections for its life. Nothing is sent twice and no redirect is followed.</summary>
public sealed class SocketHttpTransport : IHttpTransport, IDisposable
{
    // Rotates connections, so that a change of the venue's addresses is noticed.
    private static readonly TimeSpan ConnectionLife = TimeSpan.FromMinutes(5);

    private readonly HttpClient _client;
    private readonly TimeProvider _time;

    /// <summary>Takes the limits and the clock that times out.</summary>
    public SocketHttpTransport(SocketTransportOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _time = time;
        var sockets = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = options.ConnectTimeOut,
            PooledConnectionLifetime = ConnectionLife,
        };
        _client = new HttpClient(sockets)
        {
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = 64 << 20,
        };
    }

    /// <inheritdoc/>
    /// <exception cref="OperationCanceledException">The caller gave up; the request may have happened.</exception>
    public async Task<HttpReply> Send(HttpCall call, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(call);
        using var limit = new CancellationTokenSource(call.TimeOut, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        using HttpRequestMessage request = Request(call);
        try
        {
            using HttpResponseMessage response = await _client.SendAsync(request, HttpCompletionOption.ResponseContentRead, either.Token);
            byte[] body = await response.Content.ReadAsByteArrayAsync(either.Token);
            return new((int)response.StatusCode, Headers(response), body);
        }
        catch (HttpRequestException problem)
        {
            throw new HttpTransportException(
                $"{call.Method} {Place(call)}: {problem.HttpRequestError}, {problem.GetBaseException().Message}", !NeverLeft(problem), problem);
        }
        catch (OperationCanceledException problem) when (!cancellation.IsCancellationRequested)
        {
            throw new HttpTransportException(
                $"{call.Method} {Place(call)}: no reply within {call.TimeOut.TotalMilliseconds:0} ms", mayHaveHappened: true, problem);
        }
    }

    /// <summary>Closes the pool.</summary>
    public void Dispose() => _client.Dispose();

    // Only what fails before a connection exists is proof; a reset in the middle is not.
    private static bool NeverLeft(HttpRequestException problem) => problem.HttpRequestError
        is HttpRequestError.NameResolutionError
        or HttpRequestError.ConnectionError
        or HttpRequestError.SecureConnectionError
        or HttpRequestError.ProxyTunnelError;

    // The query carries signatures: it never gets into a message.
    private static string Place(HttpCall call) => call.Address.GetLeftPart(UriPartial.Path);

    private static HttpRequestMessage Request(HttpCall call)
    {
        var request = new HttpRequestMessage(new HttpMethod(call.Method), call.Address);
        if (!call.Body.IsEmpty)
            request.Content = new ReadOnlyMemoryContent(call.Body);

        // The headers that describe a body belong to it, and the request refuses them.
        foreach (KeyValuePair<string, string> header in call.Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(header.Key, header.Value))
                request.Content?.Headers.TryAddWithoutValidation(header.Key, header.Value);
        }

        return request;
    }

    private static List<KeyValuePair<string, string>> Headers(HttpResponseMessage response)
    {
        List<KeyValuePair<string, string>> headers = [];
        Add(headers, response.Headers);
        Add(headers, response.Content.Headers);
        return headers;
    }

    private static void Add(List<KeyValuePair<string, string>> headers, System.Net.Http.Headers.HttpHeaders received)
    {
        foreach (KeyValuePair<string, HeaderStringValues> header in received.NonValidated)
            headers.Add(new(header.Key, header.Value.ToString()));
    }
}
