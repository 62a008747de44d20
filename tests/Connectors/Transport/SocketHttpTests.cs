using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Quern.Connectors.Transport;
using Quern.Connectors.Transport.Sockets;

namespace Quern.Connectors.Tests.Transport;

[Trait("Category", "unit")]
public sealed class SocketHttpTests : IDisposable
{
    private readonly SocketHttpTransport _http = new(new SocketTransportOptions(), TimeProvider.System);

    public void Dispose() => _http.Dispose();

    private Task<HttpReply> Send(Uri address, int timeOutMs = 5000, CancellationToken cancellation = default) => _http.Send(
        new HttpCall("POST", address, [new("X-Test", "yes")], TimeSpan.FromMilliseconds(timeOutMs)), cancellation);

    [Fact]
    public async Task A_request_arrives_as_written_and_its_reply_comes_back_whole()
    {
        await using SocketServer server = await SocketServer.Start(request: async context =>
        {
            context.Response.StatusCode = 418;
            context.Response.Headers["Retry-After"] = "7";
            await context.Response.WriteAsync($"{context.Request.Method} {context.Request.QueryString} {context.Request.Headers["X-Test"]}");
        });

        HttpReply reply = await Send(new Uri(server.Http, "/path?a=1&b=x%3Ay"));

        Assert.Equal(418, reply.Status);
        Assert.Equal("7", reply.Header("retry-after"));
        Assert.Equal("POST ?a=1&b=x%3Ay yes", Encoding.UTF8.GetString(reply.Body));
    }

    [Fact]
    public async Task A_body_is_sent_with_the_headers_that_describe_it()
    {
        await using SocketServer server = await SocketServer.Start(request: async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            await context.Response.WriteAsync($"{context.Request.ContentType} {await reader.ReadToEndAsync()}");
        });
        var call = new HttpCall("POST", server.Http, [new("Content-Type", "application/json")], TimeSpan.FromSeconds(5)) { Body = "{}"u8.ToArray() };

        HttpReply reply = await _http.Send(call, default);

        Assert.Equal("application/json {}", Encoding.UTF8.GetString(reply.Body));
    }

    [Fact]
    public async Task A_refused_connection_proves_that_nothing_left()
    {
        var unused = new TcpListener(IPAddress.Loopback, 0);
        unused.Start();
        int port = ((IPEndPoint)unused.LocalEndpoint).Port;
        unused.Stop();

        var problem = await Assert.ThrowsAsync<HttpTransportException>(() => Send(new Uri($"http://127.0.0.1:{port}/?signature=hidden")));

        Assert.False(problem.MayHaveHappened);
        Assert.DoesNotContain("hidden", problem.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_may_have_done_it()
    {
        var stay = new TaskCompletionSource();
        await using SocketServer server = await SocketServer.Start(request: _ => stay.Task);

        var problem = await Assert.ThrowsAsync<HttpTransportException>(() => Send(server.Http, timeOutMs: 150));

        Assert.True(problem.MayHaveHappened);
        stay.SetResult();
    }

    [Fact]
    public async Task A_connection_cut_before_the_reply_may_have_done_it()
    {
        await using SocketServer server = await SocketServer.Start(request: context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });

        var problem = await Assert.ThrowsAsync<HttpTransportException>(() => Send(server.Http));

        Assert.True(problem.MayHaveHappened);
    }

    [Fact]
    public async Task A_caller_that_gives_up_is_told_so()
    {
        var stay = new TaskCompletionSource();
        await using SocketServer server = await SocketServer.Start(request: _ => stay.Task);
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Send(server.Http, cancellation: patience.Token));
        stay.SetResult();
    }
}
