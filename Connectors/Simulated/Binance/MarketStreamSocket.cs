using System.Text;
using Quern.Connectors.Simulated.Core;
using Quern.Connectors.Simulated.Faults;
using Quern.Connectors.Simulated.Wire;
using Quern.Connectors.Transport;

namespace Quern.Connectors.Simulated.Binance;

/// <summary>A client that listens to market streams, and the control frames by which it says to which.</summary>
internal sealed class MarketStreamSocket : VenueSocket
{
    private readonly VenueCore _core;
    private readonly MarketStreams _streams;
    private readonly VenueLimits _limits;
    private readonly StreamCategory _category;
    private readonly List<(string Spelling, StreamName Name)> _subscriptions = [];
    private readonly JsonFrame _reply = new();
    private long _second;
    private int _framesThisSecond;

    public MarketStreamSocket(
        VenueCore core, IWebSocketConnection client, MarketStreams streams, VenueLimits limits, StreamCategory category, bool isCombined)
        : base(core, client, SocketKind.Market)
    {
        _core = core;
        _streams = streams;
        _limits = limits;
        _category = category;
        IsCombined = isCombined;
    }

    /// <summary>Whether events are wrapped with their stream's name.</summary>
    public bool IsCombined { get; }

    /// <summary>Subscribes to what the address named.</summary>
    /// <returns>False when one of them does not exist.</returns>
    public bool SubscribeAll(IReadOnlyList<string> names) => names.All(TrySubscribe);

    public void Forget()
    {
        foreach ((_, StreamName name) in _subscriptions)
            _streams.Unsubscribe(this, in name);
        _subscriptions.Clear();
        _reply.Dispose();
    }

    protected override void Read(ReadOnlySpan<byte> frame)
    {
        if (!CountFrame())
        {
            Cut();
            return;
        }

        if (ClientFrame.Read(frame) is not { } request)
        {
            SendError("null"u8, 3, "Invalid JSON: expected a request object");
            return;
        }

        switch (request.Method)
        {
            case "SUBSCRIBE":
                Subscribe(request);
                break;
            case "UNSUBSCRIBE":
                Unsubscribe(request);
                break;
            case "LIST_SUBSCRIPTIONS":
                SendList(request.Id);
                break;
            default:
                SendError(request.Id, 2, "Invalid request: unknown method");
                break;
        }
    }

    private void Subscribe(ClientFrame request)
    {
        if (request.Listed.Count == 0)
            SendError(request.Id, 2, "Invalid request: no streams");
        else if (_subscriptions.Count + request.Listed.Count > _limits.StreamsPerSocket)
            SendError(request.Id, 2, "Invalid request: too many streams");
        else if (request.Listed.Any(name => StreamName.Read(_core, name) is null))
            SendError(request.Id, 2, "Invalid request: invalid stream");
        else
        {
            SubscribeAll(request.Listed);
            SendDone(request.Id);
        }
    }

    private void Unsubscribe(ClientFrame request)
    {
        foreach (string spelling in request.Listed)
        {
            int at = _subscriptions.FindIndex(held => held.Spelling == spelling);
            if (at < 0)
                continue;
            _streams.Unsubscribe(this, _subscriptions[at].Name);
            _subscriptions.RemoveAt(at);
        }

        SendDone(request.Id);
    }

    private bool TrySubscribe(string spelling)
    {
        if (StreamName.Read(_core, spelling) is not { } name)
            return false;
        if (_subscriptions.Exists(held => held.Name == name))
            return true;

        _subscriptions.Add((spelling, name));

        // A stream of the other category is taken without a word and then never served, as on the real routed hosts.
        if ((name.Category & _category) != 0)
            _streams.Subscribe(this, in name, spelling);
        return true;
    }

    private bool CountFrame()
    {
        long second = _core.Clock.NowMs / 1000;
        _framesThisSecond = second == _second ? _framesThisSecond + 1 : 1;
        _second = second;
        return _framesThisSecond <= _limits.ControlFramesPerSecond;
    }

    private void SendDone(ReadOnlySpan<byte> id)
    {
        var json = _reply.Start();
        json.WriteStartObject();
        json.WriteNull("result"u8);
        SendWithId(id);
    }

    private void SendList(ReadOnlySpan<byte> id)
    {
        var json = _reply.Start();
        json.WriteStartObject();
        json.WriteStartArray("result"u8);
        foreach ((string spelling, _) in _subscriptions)
            json.WriteStringValue(spelling);
        json.WriteEndArray();
        SendWithId(id);
    }

    private void SendError(ReadOnlySpan<byte> id, int code, string message)
    {
        var json = _reply.Start();
        json.WriteStartObject();
        json.WriteStartObject("error"u8);
        json.WriteNumber("code"u8, code);
        json.WriteString("msg"u8, message);
        json.WriteEndObject();
        SendWithId(id);
    }

    private void SendWithId(ReadOnlySpan<byte> id)
    {
        _reply.Writer.WritePropertyName("id"u8);
        _reply.Writer.WriteRawValue(id, skipInputValidation: true);
        _reply.Writer.WriteEndObject();
        Send(_reply.Bytes);
    }

    /// <summary>The streams that an address names: <c>/ws/a/b</c> or <c>?streams=a/b</c>.</summary>
    public static IReadOnlyList<string> NamesIn(string list) =>
        Encoding.UTF8.GetByteCount(list) == 0 ? [] : list.Split('/', StringSplitOptions.RemoveEmptyEntries);
}
