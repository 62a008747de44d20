using Quern.Connectors.Simulated.Core;
using Quern.Connectors.Simulated.Faults;
using Quern.Connectors.Simulated.Wire;
using Quern.Domain.MarketData;
using Quern.Domain.Matching;

namespace Quern.Connectors.Simulated.Binance;

/// <summary>All market streams that somebody listens to. A stream without listeners costs nothing.</summary>
internal sealed class MarketStreams(VenueCore core, VenueFaults faults) : IDisposable
{
    private readonly JsonFrame _frame = new();
    private readonly JsonFrame _wrapper = new();
    private readonly List<StreamChannel>[] _channels = [.. core.Markets.Select(_ => new List<StreamChannel>())];
    private readonly Touch[] _touches = new Touch[core.Markets.Count];
    private long _seconds;

    /// <summary>Streams that are listened to, each listener counted.</summary>
    public int Subscriptions => _channels.Sum(static channels => channels.Sum(static channel => channel.Listeners));

    public void Subscribe(MarketStreamSocket socket, in StreamName name, string spelling)
    {
        StreamChannel? channel = Find(in name);
        if (channel is null)
        {
            bool isBook = name.Kind is StreamKind.DepthDiff or StreamKind.PartialDepth;
            channel = isBook ? new DepthChannel(name, core, faults, _frame, _wrapper) : new StreamChannel(name);
            _channels[name.Market].Add(channel);
        }

        channel.Add(socket, spelling);
    }

    public void Unsubscribe(MarketStreamSocket socket, in StreamName name)
    {
        if (Find(in name) is not { } channel)
            return;
        channel.Remove(socket);
        if (!channel.IsEmpty)
            return;
        channel.Close();
        _channels[name.Market].Remove(channel);
    }

    public void OnBookChanged(VenueMarket market, ReadOnlySpan<MatchEvent> events, long nowMs)
    {
        List<StreamChannel> channels = _channels[market.Index];
        for (int index = channels.Count - 1; index >= 0; index--)
        {
            if (channels[index] is DepthChannel depth)
                depth.OnBookChanged(events);
        }

        OnTouch(market, nowMs);
    }

    public void OnTrade(VenueMarket market, in PublicTrade trade)
    {
        if (Find(new StreamName(market.Index, StreamKind.Trade, 0, 0)) is not { } channel)
            return;
        TradeWire.Single(_frame.Start(), ScaleOf(market), in trade, trade.TimeMs);
        channel.Publish(_frame.Bytes, _wrapper);
    }

    public void OnAggregateTrade(VenueMarket market, in AggregateTrade trade)
    {
        if (Find(new StreamName(market.Index, StreamKind.AggregateTrade, 0, 0)) is not { } channel)
            return;
        TradeWire.Aggregate(_frame.Start(), ScaleOf(market), in trade, trade.TimeMs);
        channel.Publish(_frame.Bytes, _wrapper);
    }

    public void OnMarks(long nowMs)
    {
        bool isThird = ++_seconds % 3 == 0;
        foreach (VenueMarket market in core.Markets)
        {
            if (market.IsRecorded)
                continue;
            Mark(market, Find(new StreamName(market.Index, StreamKind.MarkPrice, 1000, 0)), nowMs);
            if (isThird)
                Mark(market, Find(new StreamName(market.Index, StreamKind.MarkPrice, 3000, 0)), nowMs);
        }
    }

    /// <summary>Whether anybody whose socket is open listens to that kind of stream.</summary>
    public bool HasListener(VenueMarket market, StreamKind kind) =>
        _channels[market.Index].Exists(channel => channel.Name.Kind == kind && channel.HasListener);

    /// <summary>Sends a recorded event, as it is, to all who listen to that kind of stream but not to another that it was sent to.</summary>
    /// <param name="market">The instrument.</param>
    /// <param name="kind">The kind of stream.</param>
    /// <param name="sent">The kind that it was sent to before; the same for none.</param>
    /// <param name="frame">The event itself.</param>
    /// <param name="wrapped">The event in its recorded wrapper; empty when it had none.</param>
    public void Relay(VenueMarket market, StreamKind kind, StreamKind sent, ReadOnlySpan<byte> frame, ReadOnlySpan<byte> wrapped)
    {
        List<StreamChannel> channels = _channels[market.Index];
        StreamChannel? served = sent == kind ? null : channels.Find(channel => channel.Name.Kind == sent);
        for (int index = channels.Count - 1; index >= 0; index--)
        {
            if (channels[index].Name.Kind == kind)
                channels[index].Relay(frame, wrapped, _wrapper, served);
        }
    }

    public void Dispose()
    {
        foreach (StreamChannel channel in _channels.SelectMany(channels => channels))
            channel.Close();
        _frame.Dispose();
        _wrapper.Dispose();
    }

    private void Mark(VenueMarket market, StreamChannel? channel, long nowMs)
    {
        if (channel is null)
            return;
        TradeWire.Mark(_frame.Start(), market.Symbol, market.MarkE8, market.IndexE8, market.FundingRateE8, market.NextFundingMs, nowMs);
        channel.Publish(_frame.Bytes, _wrapper);
    }

    private void OnTouch(VenueMarket market, long nowMs)
    {
        Touch touch = market.Book.Touch;
        if (touch == _touches[market.Index])
            return;
        _touches[market.Index] = touch;
        if (faults.IsSilent(market.Symbol) || Find(new StreamName(market.Index, StreamKind.BookTicker, 0, 0)) is not { } channel)
            return;
        DepthWire.BookTicker(_frame.Start(), ScaleOf(market), market.Book.Sequence, nowMs, nowMs, in touch);
        channel.Publish(_frame.Bytes, _wrapper);
    }

    private StreamChannel? Find(in StreamName name)
    {
        foreach (StreamChannel channel in _channels[name.Market])
        {
            if (channel.Name == name)
                return channel;
        }

        return null;
    }

    private static WireScale ScaleOf(VenueMarket market) => new(market.Symbol, market.PriceScale, market.QuantityScale);
}
