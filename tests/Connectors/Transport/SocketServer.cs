using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Quern.Connectors.Tests.Transport;

/// <summary>A server on a free loopback port: each test gives it what to do with a socket or request.</summary>
internal sealed class SocketServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private SocketServer(WebApplication application) => _application = application;

    public Uri Http => new(_application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    public Uri Socket => new UriBuilder(Http) { Scheme = "ws", Path = "/socket" }.Uri;

    public static async Task<SocketServer> Start(
        Func<WebSocket, Task>? socket = null, RequestDelegate? request = null, TimeSpan? ping = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication application = builder.Build();
        application.UseWebSockets(new WebSocketOptions
        {
            KeepAliveInterval = ping ?? Timeout.InfiniteTimeSpan,
            KeepAliveTimeout = ping * 4 ?? Timeout.InfiniteTimeSpan,
        });
        application.Run(async context =>
        {
            if (context.WebSockets.IsWebSocketRequest)
                await socket!(await context.WebSockets.AcceptWebSocketAsync());
            else
                await request!(context);
        });
        await application.StartAsync();
        return new(application);
    }

    public static async Task Echo(WebSocket socket)
    {
        byte[] buffer = new byte[1 << 16];
        while (true)
        {
            WebSocketReceiveResult part = await socket.ReceiveAsync(buffer, default);
            if (part.MessageType is WebSocketMessageType.Close)
            {
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "bye", default);
                return;
            }

            await socket.SendAsync(buffer.AsMemory(0, part.Count), part.MessageType, part.EndOfMessage, default);
        }
    }

    public static Task SendText(WebSocket socket, string text) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, default);

    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await _application.StopAsync(limit.Token);
        await _application.DisposeAsync();
    }
}
