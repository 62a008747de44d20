using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Google.Protobuf;
using Quern.Proto;

namespace Quern.Client.Api;

/// <summary>The silo's control API, version 1, by the messages of <c>proto/control.proto</c>.</summary>
public sealed class ControlApi : IDisposable
{
    /// <summary>How often a command is sent before its outcome is called unknown.</summary>
    public const int CommandAttempts = 3;

    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http;
    private readonly HttpMessageInvoker _sockets;
    private readonly ApiKey _key;
    private readonly Refusals _refusals;
    private readonly TimeProvider _time;

    /// <summary>Opens nothing yet: connections come with the first question.</summary>
    /// <param name="address">Scheme, host and port, for example <c>http://127.0.0.1:7080</c>.</param>
    /// <param name="key">Sent with every question when it has a secret.</param>
    /// <param name="time">Pauses between attempts.</param>
    public ControlApi(Uri address, ApiKey key, TimeProvider time)
    {
        Address = address;
        _key = key;
        _time = time;
        _refusals = new(address, key);

        // A proxy of the environment is for the world outside, never for this machine; a redirect would carry the key elsewhere.
        var handler = new SocketsHttpHandler { UseProxy = !address.IsLoopback, AllowAutoRedirect = false };
        _http = new(handler) { BaseAddress = address, Timeout = AnswerWithin };
        _sockets = new(handler, disposeHandler: false);
    }

    /// <summary>Where the silo listens.</summary>
    public Uri Address { get; }

    /// <summary>GET /v1/status.</summary>
    public Task<Answer<Status>> StatusAsync(CancellationToken cancellation) => GetAsync<Status>("v1/status", cancellation);

    /// <summary>GET /v1/orders.</summary>
    /// <param name="state"><c>working</c> or <c>all</c>.</param>
    /// <param name="limit">The most rows, 1 or more.</param>
    /// <param name="cancellation">Ends the question.</param>
    public Task<Answer<OrderList>> OrdersAsync(string state, int limit, CancellationToken cancellation) =>
        GetAsync<OrderList>(string.Create(CultureInfo.InvariantCulture, $"v1/orders?state={state}&limit={limit}"), cancellation);

    /// <summary>GET /v1/positions.</summary>
    public Task<Answer<PositionList>> PositionsAsync(CancellationToken cancellation) =>
        GetAsync<PositionList>("v1/positions", cancellation);

    /// <summary>GET /v1/pnl.</summary>
    public Task<Answer<PnlList>> PnlAsync(CancellationToken cancellation) => GetAsync<PnlList>("v1/pnl", cancellation);

    /// <summary>GET /v1/live: one view.</summary>
    /// <param name="instrument">Its id; empty leaves the choice to the silo.</param>
    /// <param name="depth">Levels a side, 1 or more.</param>
    /// <param name="cancellation">Ends the question.</param>
    public Task<Answer<LiveView>> LiveAsync(string instrument, int depth, CancellationToken cancellation) =>
        GetAsync<LiveView>(LivePath(instrument, depth), cancellation);

    /// <summary>The views of one instrument as they come, over a web socket.</summary>
    public LiveFeed Live(string instrument, int depth) => new(new Uri(Address, LivePath(instrument, depth)), _key, _sockets, _time);

    /// <summary>POST /v1/commands/{command}; safe to send again because every attempt carries the same key.</summary>
    /// <param name="command"><c>start</c>, <c>stop</c>, <c>cancel-all</c>, <c>kill</c> or <c>arm</c>.</param>
    /// <param name="request">Scope and reason.</param>
    /// <param name="idempotencyKey">Fresh for each wish of the user.</param>
    /// <param name="cancellation">Ends the attempts; the command may have been carried out.</param>
    public async Task<Answer<CommandReply>> CommandAsync(
        string command, CommandRequest request, string idempotencyKey, CancellationToken cancellation)
    {
        string body = ContractJson.Format(request);
        for (int attempt = 1; ; attempt++)
        {
            using var message = new HttpRequestMessage(HttpMethod.Post, $"v1/commands/{command}");
            message.Headers.Add("Idempotency-Key", idempotencyKey);
            message.Content = new StringContent(body, Encoding.UTF8, "application/json");
            try
            {
                return await SendAsync<CommandReply>(message, cancellation);
            }
            catch (Exception error) when (Refusals.IsNoConnection(error))
            {
                return new(attempt == 1 ? _refusals.NoSilo : _refusals.UnknownOutcome(command));
            }
            catch (Exception error) when (Refusals.IsTransport(error, cancellation))
            {
                if (attempt == CommandAttempts)
                    return new(_refusals.UnknownOutcome(command));
                await Task.Delay(TimeSpan.FromMilliseconds(200 * attempt), _time, cancellation);
            }
        }
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose()
    {
        _sockets.Dispose();
        _http.Dispose();
    }

    private static string LivePath(string instrument, int depth) =>
        string.Create(CultureInfo.InvariantCulture, $"v1/live?instrument={Uri.EscapeDataString(instrument)}&depth={depth}");

    private async Task<Answer<T>> GetAsync<T>(string path, CancellationToken cancellation)
        where T : class, IMessage, new()
    {
        try
        {
            using var message = new HttpRequestMessage(HttpMethod.Get, path);
            return await SendAsync<T>(message, cancellation);
        }
        catch (Exception error) when (Refusals.IsTransport(error, cancellation))
        {
            return new(_refusals.Of(error));
        }
    }

    private async Task<Answer<T>> SendAsync<T>(HttpRequestMessage message, CancellationToken cancellation)
        where T : class, IMessage, new()
    {
        if (_key.Secret is { } secret)
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        using HttpResponseMessage response = await _http.SendAsync(message, cancellation);
        string text = await response.Content.ReadAsStringAsync(cancellation);

        if (!response.IsSuccessStatusCode)
            return new(_refusals.Of(response.StatusCode, ContractJson.Parse<Problem>(text)));
        return ContractJson.Parse<T>(text) is { } answer ? new(answer, text.Trim()) : new(_refusals.NotOurs);
    }
}
