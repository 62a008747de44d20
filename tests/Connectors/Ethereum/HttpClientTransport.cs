using Quern.Connectors.Transport;

namespace Quern.Connectors.Tests.Ethereum;

/// <summary>The plainest transport: one client, one connection pool.</summary>
internal sealed class HttpClientTransport : IHttpTransport
{
    private static readonly HttpClient Client = new();

    public async Task<HttpReply> Send(HttpCall call, CancellationToken cancellation)
    {
        using HttpRequestMessage request = new(new HttpMethod(call.Method), call.Address) { Content = new ReadOnlyMemoryContent(call.Body) };
        foreach ((string name, string value) in call.Headers)
            request.Content.Headers.TryAddWithoutValidation(name, value);
        try
        {
            using HttpResponseMessage response = await Client.SendAsync(request, cancellation).WaitAsync(call.TimeOut, cancellation);
            return new((int)response.StatusCode, [], await response.Content.ReadAsByteArrayAsync(cancellation));
        }
        catch (Exception problem) when (problem is HttpRequestException or TimeoutException)
        {
            throw new HttpTransportException(problem.Message, mayHaveHappened: true, problem);
        }
    }
}
