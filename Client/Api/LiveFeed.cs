using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Text;
using Quern.Proto;

namespace Quern.Client.Api;

/// <summary>One piece of news from a feed: a view, or why there is none at the moment.</summary>
/// <param name="View">Null while the silo is away.</param>
/// <param name="Trouble">Empty when there is a view.</param>
public readonly record struct LiveNews(LiveView? View, string Trouble);

/// <summary>The live views of one instrument over a web socket that comes back by itself.</summary>
/// <param name="address">Of <c>/v1/live</c>, with instrument and depth.</param>
/// <param name="key">Sent when it has a secret.</param>
/// <param name="http">Carries the connection, so that proxy and redirects follow one rule.</param>
/// <param name="time">Pauses before the next attempt.</param>
public sealed class LiveFeed(Uri address, ApiKey key, HttpMessageInvoker http, TimeProvider time)
{
    private const int LargestView = 4 << 20;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ConnectWithin = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(5);

    /// <summary>Views, and troubles between them, until cancelled. Never ends by itself.</summary>
    public async IAsyncEnumerable<LiveNews> FollowAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        TimeSpan pause = FirstPause;
        while (!cancellation.IsCancellationRequested)
        {
            using var socket = new ClientWebSocket();
            string trouble = await ConnectAsync(socket, cancellation);
            while (trouble.Length == 0)
            {
                LiveNews news = await ReceiveAsync(socket, cancellation);
                trouble = news.Trouble;
                if (news.View is null)
                    continue;
                pause = FirstPause;
                yield return news;
            }

            yield return new(null, trouble);
            await Task.Delay(pause, time, cancellation);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private async Task<string> ConnectAsync(ClientWebSocket socket, CancellationToken cancellation)
    {
        socket.Options.KeepAliveInterval = Heartbeat;
        socket.Options.KeepAliveTimeout = Heartbeat;
        socket.Options.CollectHttpResponseDetails = true;
        if (key.Secret is { } secret)
            socket.Options.SetRequestHeader("Authorization", $"Bearer {secret}");

        var target = new UriBuilder(address) { Scheme = address.Scheme == Uri.UriSchemeHttps ? Uri.UriSchemeWss : Uri.UriSchemeWs };
        using var late = new CancellationTokenSource(ConnectWithin, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        try
        {
            await socket.ConnectAsync(target.Uri, http, end.Token);
            return "";
        }
        catch (Exception error) when (IsTrouble(error, cancellation))
        {
            return socket.HttpStatusCode == default ? "no silo there" : $"the silo refused the live view ({(int)socket.HttpStatusCode})";
        }
    }

    private static async Task<LiveNews> ReceiveAsync(ClientWebSocket socket, CancellationToken cancellation)
    {
        using var text = new MemoryStream();
        byte[] buffer = new byte[16 << 10];
        try
        {
            ValueWebSocketReceiveResult part;
            do
            {
                part = await socket.ReceiveAsync(buffer.AsMemory(), cancellation);
                if (part.MessageType is WebSocketMessageType.Close)
                    return new(null, "the silo closed the live view");
                text.Write(buffer, 0, part.Count);
                if (text.Length > LargestView)
                    return new(null, "the silo sent a view larger than 4 MiB");
            }
            while (!part.EndOfMessage);
        }
        catch (Exception error) when (IsTrouble(error, cancellation))
        {
            return new(null, "the connection broke");
        }

        LiveView? view = ContractJson.Parse<LiveView>(Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length));
        return view is null ? new(null, "the silo sent a view this console cannot read") : new(view, "");
    }

    private static bool IsTrouble(Exception error, CancellationToken cancellation) =>
        error is WebSocketException || Refusals.IsTransport(error, cancellation);
}
