using Quern.Connectors.Simulated.Core;
using Quern.Connectors.Simulated.Faults;
using Quern.Connectors.Simulated.Wire;
using Quern.Connectors.Transport;
using Quern.Domain.Instruments;

namespace Quern.Connectors.Simulated.Binance;

/// <summary>A client that listens to what happens to one account.</summary>
internal sealed class UserStreamSocket(
    VenueCore core, IWebSocketConnection client, VenueAccount account, string listenKey, IReadOnlyList<string> events, bool isCombined)
    : VenueSocket(core, client, SocketKind.User)
{
    public VenueAccount Account => account;

    public string ListenKey => listenKey;

    public bool IsCombined => isCombined;

    /// <summary>No list means everything but TRADE_LITE.</summary>
    public bool Wants(string name) => events.Count == 0 ? name != "TRADE_LITE" : events.Contains(name) || name == "listenKeyExpired";

    // Nothing is expected of the client here.
    protected override void Read(ReadOnlySpan<byte> frame)
    {
    }
}

/// <summary>Tells accounts what happens to them.</summary>
internal sealed class UserStreams(VenueCore core, VenueFaults faults) : IDisposable
{
    private readonly List<UserStreamSocket> _sockets = [];
    private readonly JsonFrame _frame = new();
    private readonly JsonFrame _wrapper = new();
    private List<(UserStreamSocket Socket, byte[] Bytes)>? _held;

    public void Add(UserStreamSocket socket)
    {
        faults.Unmute(socket.Account.Name);
        _sockets.Add(socket);
    }

    public void Remove(UserStreamSocket socket) => _sockets.Remove(socket);

    public void OnOrder(VenueOrder order, OrderNews news, ExpiryCause cause, in AccountFill fill, long nowMs)
    {
        if (!HasListeners(order.Account))
            return;

        OrderEventImage step = StepOf(order, news, cause, in fill, nowMs);
        _held = faults.Holds(order.ClientId) ? [] : null;
        Tell(order, news, in step, nowMs);
        if (_held is { } frames)
            faults.Hold($"event {news}", () => frames.ForEach(static frame => frame.Socket.Send(frame.Bytes)));
        _held = null;
    }

    private void Tell(VenueOrder order, OrderNews news, in OrderEventImage step, long nowMs)
    {
        var image = OrderImage.Of(order);
        if (news is OrderNews.Traded)
        {
            OrderWire.TradeLite(_frame.Start(), in image, in step);
            Publish(order.Account, "TRADE_LITE");
            SendBalance(order.Account, "ORDER"u8, order.Market, 0, nowMs);
        }

        OrderWire.Update(_frame.Start(), in image, in step);
        Publish(order.Account, "ORDER_TRADE_UPDATE");
    }

    public void OnFunding(VenueAccount account, Int128 changeE8, long nowMs) =>
        SendBalance(account, "FUNDING_FEE"u8, null, changeE8, nowMs);

    /// <summary>Says the key's end to its listeners, who then hear nothing more.</summary>
    public void OnKeyEnded(VenueAccount account, string key)
    {
        var json = _frame.Start();
        json.WriteStartObject();
        json.WriteString("e"u8, "listenKeyExpired"u8);
        json.WriteNumber("E"u8, core.Clock.NowMs);
        json.WriteString("listenKey"u8, key);
        json.WriteEndObject();
        Publish(account, "listenKeyExpired");
        _sockets.RemoveAll(socket => string.Equals(socket.ListenKey, key, StringComparison.Ordinal));
    }

    public void Dispose()
    {
        _frame.Dispose();
        _wrapper.Dispose();
    }

    private void SendBalance(VenueAccount account, ReadOnlySpan<byte> reason, VenueMarket? market, Int128 changeE8, long nowMs)
    {
        PositionImage? position = market is null ? null : AccountImages.Position(account, market, core.Leverage);
        AccountWire.Update(_frame.Start(), reason, AccountImages.Wallet(account, core.Leverage), changeE8, position, nowMs);
        Publish(account, "ACCOUNT_UPDATE");
    }

    private static OrderEventImage StepOf(VenueOrder order, OrderNews news, ExpiryCause cause, in AccountFill fill, long nowMs) => new(
        news switch
        {
            OrderNews.Accepted => "NEW",
            OrderNews.Traded => "TRADE",
            OrderNews.Cancelled => "CANCELED",
            OrderNews.Amended => "AMENDMENT",
            _ => "EXPIRED",
        },
        cause switch
        {
            ExpiryCause.SelfTrade => "1",
            ExpiryCause.ImmediateRemainder => "2",
            ExpiryCause.ReduceOnly => "4",
            ExpiryCause.MarketRemainder => "9",
            _ => "0",
        },
        fill.Lots,
        fill.Price,
        fill.FeeE8,
        "USDT",
        fill.TradeId,
        fill.IsMaker,
        fill.RealisedE8,
        AccountImages.OpenNotional(order.Account, order.Market, Side.Buy),
        AccountImages.OpenNotional(order.Account, order.Market, Side.Sell),
        nowMs,
        nowMs);

    public bool HasListeners(VenueAccount account)
    {
        foreach (UserStreamSocket socket in _sockets)
        {
            if (socket.Account == account)
                return true;
        }

        return false;
    }

    private void Publish(VenueAccount account, string name)
    {
        if (faults.IsMuted(account.Name) || faults.LosesUserEvent())
            return;

        TimeSpan delay = faults.DelayOfUserEvent();
        bool isRepeated = faults.RepeatsUserEvent();
        for (int index = _sockets.Count - 1; index >= 0; index--)
        {
            UserStreamSocket socket = _sockets[index];
            if (socket.Account != account || !socket.Wants(name))
                continue;
            ReadOnlySpan<byte> bytes = socket.IsCombined ? Wrapped(name) : _frame.Bytes;
            if (_held is not null)
                _held.Add((socket, bytes.ToArray()));
            else if (delay > TimeSpan.Zero)
                SendLater(socket, bytes.ToArray(), delay);
            else
                socket.Send(bytes);
            if (isRepeated && _held is null)
                socket.Send(bytes);
        }
    }

    private void SendLater(UserStreamSocket socket, byte[] bytes, TimeSpan delay)
    {
        ITimer? timer = null;
        timer = core.Clock.Every(core.Gate, delay, Timeout.InfiniteTimeSpan, () =>
        {
            timer?.Dispose();
            socket.Send(bytes);
        });
    }

    private ReadOnlySpan<byte> Wrapped(string name)
    {
        var json = _wrapper.Start();
        json.WriteStartObject();
        json.WriteString("stream"u8, name);
        json.WritePropertyName("data"u8);
        json.WriteRawValue(_frame.Bytes, skipInputValidation: true);
        json.WriteEndObject();
        return _wrapper.Bytes;
    }
}
