using System.Text.Json;
using System.Text.Json.Nodes;
using Quern.Connectors.Transport;

namespace Quern.Connectors.Ethereum.Rpc;

/// <summary>
/// One endpoint over a web socket, with subscriptions. Built for one connection's life: when it closes, pending requests fail and
/// a new one is made.
/// </summary>
public sealed class SocketJsonRpc : IJsonRpc, IWebSocketHandler
{
    private readonly IWebSocketConnection _connection;
    private readonly TimeProvider _time;
    private readonly TimeSpan _timeOut;
    private readonly int _batchSize;
    private readonly Lock _gate = new();
    private readonly Dictionary<long, TaskCompletionSource<RpcAnswer>> _pending = [];
    private readonly Dictionary<string, Action<JsonElement>> _subscriptions = [];
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<string> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _nextId = 1;

    /// <summary>Starts to connect.</summary>
    /// <param name="transport">Opens the socket.</param>
    /// <param name="address">ws or wss.</param>
    /// <param name="timeOut">How long one answer may take.</param>
    /// <param name="time">Measures it.</param>
    /// <param name="batchSize">Requests in one frame; larger batches are split. Default 100.</param>
    public SocketJsonRpc(IWebSocketTransport transport, Uri address, TimeSpan timeOut, TimeProvider time, int batchSize = 100)
    {
        _batchSize = batchSize;
        _time = time;
        _timeOut = timeOut;
        _connection = transport.Open(address, this);
    }

    /// <summary>Ends when the connection does; says why.</summary>
    public Task<string> Closed => _closed.Task;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RpcAnswer>> Send(IReadOnlyList<RpcRequest> requests, CancellationToken cancellation)
    {
        await Within(_opened.Task, "connecting", cancellation);
        RpcRequest[] all = [.. requests];
        List<Task<RpcAnswer>> answers = new(all.Length);
        for (int start = 0; start < all.Length; start += _batchSize)
            Post(all.AsSpan(start, Math.Min(_batchSize, all.Length - start)), answers);
        await Within(Task.WhenAll(answers), requests[0].Method, cancellation);
        return [.. answers.Select(static answer => answer.Result)];
    }

    /// <summary>Subscribes, for example to <c>newHeads</c>.</summary>
    /// <param name="listener">Hears each notification on the transport's thread: does little.</param>
    /// <param name="cancellation">Gives up waiting for the subscription.</param>
    /// <param name="parameters">What to subscribe to.</param>
    /// <exception cref="RpcException">The node refused.</exception>
    public async Task Subscribe(Action<JsonElement> listener, CancellationToken cancellation, params JsonNode?[] parameters)
    {
        JsonElement id = await this.Send(new RpcRequest("eth_subscribe", parameters), cancellation);
        lock (_gate)
            _subscriptions[id.GetString() ?? ""] = listener;
    }

    /// <summary>Closes the connection.</summary>
    public void Close() => _connection.Close();

    /// <inheritdoc/>
    public void OnOpened() => _opened.TrySetResult();

    /// <inheritdoc/>
    public void OnFrame(ReadOnlySpan<byte> frame, long receiveTimeNs)
    {
        Utf8JsonReader reader = new(frame);
        using JsonDocument document = JsonDocument.ParseValue(ref reader);
        JsonElement message = document.RootElement;
        if (message.ValueKind is JsonValueKind.Array)
        {
            foreach (JsonElement one in message.EnumerateArray())
                Take(one);
        }
        else
        {
            Take(message);
        }
    }

    /// <inheritdoc/>
    public void OnClosed(string detail)
    {
        RpcUnavailableException gone = new($"The connection closed: {detail}");
        _opened.TrySetException(gone);
        lock (_gate)
        {
            foreach (TaskCompletionSource<RpcAnswer> waiting in _pending.Values)
                waiting.TrySetException(gone);
            _pending.Clear();
        }

        _closed.TrySetResult(detail);
    }

    private void Take(JsonElement message)
    {
        TaskCompletionSource<RpcAnswer>? waiting = null;
        Action<JsonElement>? listener = null;
        lock (_gate)
        {
            if (message.TryGetProperty("params", out JsonElement notice) && notice.TryGetProperty("subscription", out JsonElement id))
                _subscriptions.TryGetValue(id.GetString() ?? "", out listener);
            else
                _pending.Remove(RpcMessages.Id(message), out waiting);
        }

        waiting?.TrySetResult(RpcMessages.Answer(message));
        listener?.Invoke(message.GetProperty("params").GetProperty("result").Clone());
    }

    private void Post(ReadOnlySpan<RpcRequest> requests, List<Task<RpcAnswer>> answers)
    {
        long firstId = Interlocked.Add(ref _nextId, requests.Length) - requests.Length;
        lock (_gate)
        {
            for (int index = 0; index < requests.Length; index++)
            {
                TaskCompletionSource<RpcAnswer> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
                _pending[firstId + index] = answer;
                answers.Add(answer.Task);
            }
        }

        ReadOnlyMemory<byte> frame = requests.Length == 1 ? RpcMessages.Single(requests[0], firstId) : RpcMessages.Batch(requests, firstId);
        if (_connection.TrySend(frame.Span))
            return;
        for (int index = 0; index < requests.Length; index++)
        {
            TaskCompletionSource<RpcAnswer>? unsent;
            lock (_gate)
                _pending.Remove(firstId + index, out unsent);
            unsent?.TrySetException(new RpcUnavailableException($"{requests[index].Method} was not sent: the connection is not open."));
        }
    }

    private async Task Within(Task task, string what, CancellationToken cancellation)
    {
        try
        {
            await task.WaitAsync(_timeOut, _time, cancellation);
        }
        catch (TimeoutException problem)
        {
            throw new RpcUnavailableException($"No answer to {what} within {_timeOut}.", problem);
        }
    }
}
