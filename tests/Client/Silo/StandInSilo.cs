using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Quern.Client.Api;
using Quern.Proto;

namespace Quern.Client.Tests.Silo;

/// <summary>A small HTTP server that answers by the contract, so that the console meets real sockets.</summary>
public sealed class StandInSilo : IAsyncDisposable
{
    public const string Key = "the-right-key";

    private readonly WebApplication _server;

    private StandInSilo(WebApplication server) => _server = server;

    /// <summary>Every request as it came.</summary>
    public ConcurrentQueue<Request> Requests { get; } = new();

    /// <summary>Bodies by "METHOD /path"; what is not here is answered by <see cref="Samples"/>.</summary>
    public ConcurrentDictionary<string, Reply> Replies { get; } = new();

    /// <summary>What each web socket does, one after the other; then sockets are refused by 503.</summary>
    public ConcurrentQueue<Func<WebSocket, CancellationToken, Task>> Sockets { get; } = new();

    /// <summary>How many commands to break off before one is answered.</summary>
    public int BrokenCommands { get; set; }

    /// <summary>How long commands take.</summary>
    public TimeSpan CommandsTake { get; set; }

    public string Url => _server.Urls.First();

    public static async Task<StandInSilo> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication server = builder.Build();
        var silo = new StandInSilo(server);
        server.UseWebSockets();
        server.Run(silo.AnswerAsync);
        await server.StartAsync();
        return silo;
    }

    /// <summary>Sends views as text frames, then leaves the socket open until the other side or the server ends it.</summary>
    public static Func<WebSocket, CancellationToken, Task> Send(params LiveView[] views) => async (socket, cancellation) =>
    {
        foreach (LiveView view in views)
            await SendAsync(socket, ContractJson.Format(view), cancellation);
        await socket.ReceiveAsync(new byte[16].AsMemory(), cancellation);
    };

    /// <summary>Sends one text, then breaks the connection without a farewell.</summary>
    public static Func<WebSocket, CancellationToken, Task> SendAndBreak(string text) => async (socket, cancellation) =>
    {
        await SendAsync(socket, text, cancellation);
        socket.Abort();
    };

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await _server.StopAsync(now.Token);
        await _server.DisposeAsync();
    }

    private static Task SendAsync(WebSocket socket, string text, CancellationToken cancellation) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, cancellation);

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var request = new Request(
            context.Request.Method,
            context.Request.Path,
            context.Request.QueryString.Value ?? "",
            context.Request.Headers.Authorization.ToString(),
            context.Request.Headers["Idempotency-Key"].ToString(),
            await reader.ReadToEndAsync());
        Requests.Enqueue(request);

        if (context.WebSockets.IsWebSocketRequest)
            await ServeSocketAsync(context);
        else if (request.Authorization != $"Bearer {Key}")
            await WriteAsync(context, Reply.Refused(401, "Unauthorized", "Wrong key.", "unauthorized"));
        else if (request.Method == "POST" && BrokenCommands-- > 0)
            context.Abort();
        else
            await ReplyAsync(context, request);
    }

    private async Task ReplyAsync(HttpContext context, Request request)
    {
        if (request.Method == "POST")
            await Task.Delay(CommandsTake);
        await WriteAsync(context, Replies.TryGetValue($"{request.Method} {request.Path}", out Reply? reply) ? reply : Standard(request));
    }

    private async Task ServeSocketAsync(HttpContext context)
    {
        if (!Sockets.TryDequeue(out Func<WebSocket, CancellationToken, Task>? serve))
        {
            context.Response.StatusCode = 503;
            return;
        }

        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
        try
        {
            await serve(socket, context.RequestAborted);
        }
        catch (Exception error) when (error is WebSocketException or OperationCanceledException)
        {
            // The console left: that is how most of these tests end.
        }
    }

    private static Reply Standard(Request request) => request switch
    {
        { Method: "GET", Path: "/v1/status" } => Reply.Of(Samples.Status()),
        { Method: "GET", Path: "/v1/orders" } => Reply.Of(Samples.Orders()),
        { Method: "GET", Path: "/v1/positions" } => Reply.Of(Samples.Positions()),
        { Method: "GET", Path: "/v1/pnl" } => Reply.Of(Samples.ProfitAndLoss()),
        { Method: "GET", Path: "/v1/live" } => Reply.Of(Samples.View()),
        { Method: "POST" } => Reply.Of(
            new CommandReply { Command = request.Path.Split('/')[^1], Accepted = true, Message = "done", OpenOrders = -1 }, 202),
        _ => Reply.Refused(404, "Not found", request.Path, "not-found"),
    };

    private static async Task WriteAsync(HttpContext context, Reply reply)
    {
        context.Response.StatusCode = reply.Status;
        context.Response.ContentType = reply.ContentType;
        await context.Response.WriteAsync(reply.Body);
    }
}

public sealed record Request(string Method, string Path, string Query, string Authorization, string IdempotencyKey, string Body);

public sealed record Reply(int Status, string ContentType, string Body)
{
    public static Reply Of(IMessage message, int status = 200) => new(status, "application/json", ContractJson.Format(message));

    public static Reply Refused(int status, string title, string detail, string code) => new(
        status,
        "application/problem+json",
        ContractJson.Format(new Problem { Type = "about:blank", Title = title, Status = status, Detail = detail, Code = code }));
}
