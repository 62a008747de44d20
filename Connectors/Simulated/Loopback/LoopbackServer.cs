using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Quern.Connectors.Transport;

namespace Quern.Connectors.Simulated.Loopback;

/// <summary>A venue on real sockets: HTTP and web sockets on one port of the loopback address, and of no other.</summary>
public sealed class LoopbackServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly IVenueServer _venue;
    private readonly LoopbackOptions _options;
    private readonly ReceiveClock _clock;
    private readonly CancellationTokenSource _stopping = new();

    private LoopbackServer(IVenueServer venue, TimeProvider time, LoopbackOptions options)
    {
        _venue = venue;
        _options = options;
        _clock = new ReceiveClock(time);
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, options.Port);
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = options.LargestMessage;
        });
        _app = builder.Build();
        _app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = options.PingInterval });
        _app.Run(Serve);
    }

    /// <summary>Where requests go, for example <c>http://127.0.0.1:50123/</c>.</summary>
    public Uri Http { get; private set; } = new("http://127.0.0.1/");

    /// <summary>Where sockets go, for example <c>ws://127.0.0.1:50123/</c>.</summary>
    public Uri WebSocket => new UriBuilder(Http) { Scheme = "ws" }.Uri;

    /// <summary>Starts to listen.</summary>
    /// <param name="venue">Who answers.</param>
    /// <param name="time">Stamps what arrives.</param>
    /// <param name="options">Port and limits; null for the defaults.</param>
    /// <param name="cancellation">Gives up starting.</param>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<LoopbackServer> Start(
        IVenueServer venue, TimeProvider time, LoopbackOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(venue);
        ArgumentNullException.ThrowIfNull(time);
        var server = new LoopbackServer(venue, time, options ?? new LoopbackOptions());
        await server._app.StartAsync(cancellation);
        IServerAddressesFeature addresses = server._app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>();
        server.Http = new Uri(addresses.Addresses.First());
        return server;
    }

    /// <summary>Stops listening and ends all connections. The venue itself goes on.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _app.DisposeAsync();
        _stopping.Dispose();
    }

    private Task Serve(HttpContext context) => context.WebSockets.IsWebSocketRequest ? ServeSocket(context) : ServeRequest(context);

    private async Task ServeSocket(HttpContext context)
    {
        using var connection = new LoopbackConnection(_options, _clock, _stopping.Token);
        if (_venue.Accept(AddressOf(context, WebSocket), connection) is not { } handler)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        await connection.Run(socket, handler);
    }

    private async Task ServeRequest(HttpContext context)
    {
        var call = new HttpCall(context.Request.Method, AddressOf(context, Http), HeadersOf(context.Request), Timeout.InfiniteTimeSpan)
        {
            Body = await ReadBody(context.Request),
        };
        if (await Ask(call) is not { } reply)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = reply.Status;
        foreach (KeyValuePair<string, string> header in reply.Headers)
            context.Response.Headers[header.Key] = header.Value;
        context.Response.ContentLength = reply.Body.Length;
        await context.Response.Body.WriteAsync(reply.Body);
    }

    private Task<HttpReply?> Ask(HttpCall call)
    {
        if (_venue is not IDeferredVenueServer deferred)
            return Task.FromResult<HttpReply?>(_venue.Handle(call));

        // The answer may come while the venue holds its lock: what follows must not run there.
        var answer = new TaskCompletionSource<HttpReply?>(TaskCreationOptions.RunContinuationsAsynchronously);
        deferred.Answer(call, reply => answer.TrySetResult(reply));
        return answer.Task;
    }

    private static async Task<byte[]> ReadBody(HttpRequest request)
    {
        if (request.ContentLength is 0 || (request.ContentLength is null && !request.Headers.ContainsKey("Transfer-Encoding")))
            return [];
        using var bytes = new MemoryStream();
        await request.Body.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    // The target as it came over the wire: anything rebuilt from its parts could be spelled otherwise than it was signed.
    private static Uri AddressOf(HttpContext context, Uri root) =>
        new(root.GetLeftPart(UriPartial.Authority) + context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget);

    private static List<KeyValuePair<string, string>> HeadersOf(HttpRequest request) =>
        [.. request.Headers.Select(header => new KeyValuePair<string, string>(header.Key, header.Value.ToString()))];
}
