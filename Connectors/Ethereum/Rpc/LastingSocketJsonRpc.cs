using System.Text.Json;
using System.Text.Json.Nodes;
using Quern.Connectors.Transport;

namespace Quern.Connectors.Ethereum.Rpc;

/// <summary>
/// One endpoint over web sockets, for as long as one likes: a lost connection is opened again, questions are repeated, and
/// subscriptions are made anew.
/// </summary>
/// <param name="transport">Opens sockets.</param>
/// <param name="options">Where (ws or wss) and how.</param>
/// <param name="time">Waits between attempts.</param>
public sealed class LastingSocketJsonRpc(IWebSocketTransport transport, RpcOptions options, TimeProvider time) : IJsonRpc, IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<(Action<JsonElement> Listener, JsonNode?[] Parameters)> _subscriptions = [];
    private readonly CancellationTokenSource _end = new();
    private SocketJsonRpc? _connection;

    /// <summary>The host, for log lines: the address itself may hold an access token.</summary>
    public string Name => options.Address.Authority;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RpcAnswer>> Send(IReadOnlyList<RpcRequest> requests, CancellationToken cancellation)
    {
        TimeSpan backoff = options.FirstBackoff;
        RpcUnavailableException? last = null;
        for (int attempt = 1; attempt <= options.Attempts; attempt++)
        {
            if (attempt > 1)
            {
                await Task.Delay(backoff, time, cancellation);
                backoff *= 2;
            }

            SocketJsonRpc connection = Connection();
            try
            {
                return await connection.Send(requests, cancellation);
            }
            catch (RpcUnavailableException problem)
            {
                // A connection that does not answer is as good as closed.
                last = problem;
                Drop(connection);
            }
        }

        throw new RpcUnavailableException($"{Name} did not answer {requests[0].Method} in {options.Attempts} attempts.", last);
    }

    /// <summary>Subscribes for good, for example to <c>newHeads</c>; what happens while there is no connection is not told.</summary>
    /// <param name="listener">Hears each notification on the transport's thread: does little.</param>
    /// <param name="cancellation">Gives up waiting for the first subscription.</param>
    /// <param name="parameters">What to subscribe to.</param>
    /// <exception cref="RpcException">The node refused.</exception>
    /// <exception cref="RpcUnavailableException">No connection came up.</exception>
    public async Task Subscribe(Action<JsonElement> listener, CancellationToken cancellation, params JsonNode?[] parameters)
    {
        SocketJsonRpc connection = Connection();
        await connection.Subscribe(listener, cancellation, Copy(parameters));
        bool isFirst;
        lock (_gate)
        {
            _subscriptions.Add((listener, parameters));
            isFirst = _subscriptions.Count == 1;
        }

        if (isFirst)
            _ = KeepSubscribed(connection);
    }

    /// <summary>Closes for good.</summary>
    public void Dispose()
    {
        _end.Cancel();
        lock (_gate)
            _connection?.Close();
        _end.Dispose();
    }

    private SocketJsonRpc Connection()
    {
        lock (_gate)
        {
            if (_connection is { Closed.IsCompleted: true })
                _connection = null;
            return _connection ??= new(transport, options.Address, options.TimeOut, time, options.BatchSize);
        }
    }

    private void Drop(SocketJsonRpc connection)
    {
        lock (_gate)
        {
            if (_connection == connection)
                _connection = null;
        }

        connection.Close();
    }

    private async Task KeepSubscribed(SocketJsonRpc connection)
    {
        CancellationToken end = _end.Token;
        TimeSpan backoff = options.FirstBackoff;
        try
        {
            while (!end.IsCancellationRequested)
            {
                await connection.Closed.WaitAsync(end);
                await Task.Delay(backoff, time, end);
                connection = Connection();
                backoff = await TrySubscribeAll(connection, end) ? options.FirstBackoff : Longer(backoff);
            }
        }
        catch (OperationCanceledException)
        {
            // Closed for good.
        }
    }

    private async Task<bool> TrySubscribeAll(SocketJsonRpc connection, CancellationToken end)
    {
        (Action<JsonElement> Listener, JsonNode?[] Parameters)[] all;
        lock (_gate)
            all = [.. _subscriptions];
        try
        {
            foreach ((Action<JsonElement> listener, JsonNode?[] parameters) in all)
                await connection.Subscribe(listener, end, Copy(parameters));
            return true;
        }
        catch (Exception problem) when (problem is RpcUnavailableException or RpcException)
        {
            Drop(connection);
            return false;
        }
    }

    private static TimeSpan Longer(TimeSpan backoff) => TimeSpan.FromSeconds(Math.Clamp(backoff.TotalSeconds * 2, 0.2, 30));

    // A node of JSON has one parent: each request gets its own.
    private static JsonNode?[] Copy(JsonNode?[] parameters) => [.. parameters.Select(static parameter => parameter?.DeepClone())];
}
