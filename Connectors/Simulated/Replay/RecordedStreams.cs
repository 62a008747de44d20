using Quern.Connectors.Recordings;
using Quern.Connectors.Simulated.Binance;
using Quern.Connectors.Simulated.Core;

namespace Quern.Connectors.Simulated.Replay;

/// <summary>Passes recorded frames on, word for word, to whoever listens to that kind of stream, whatever speed was asked for.</summary>
internal sealed class RecordedStreams(MarketStreams streams, VenueMarket market)
{
    /// <summary>Whether somebody listens to the book, and somebody to the trades.</summary>
    public bool IsHeard => streams.HasListener(market, StreamKind.DepthDiff)
        && (streams.HasListener(market, StreamKind.Trade) || streams.HasListener(market, StreamKind.AggregateTrade));

    public void Relay(in RecordedFrame frame)
    {
        switch (frame.Kind)
        {
            case RecordedKind.Diff:
                Relay(in frame, StreamKind.DepthDiff, StreamKind.DepthDiff);
                break;
            case RecordedKind.Trade or RecordedKind.AggregateTrade:
                // A recording holds one of both forms, and its listeners may have asked for the other.
                Relay(in frame, StreamKind.Trade, StreamKind.Trade);
                Relay(in frame, StreamKind.AggregateTrade, StreamKind.Trade);
                break;
            case RecordedKind.BookTicker:
                Relay(in frame, StreamKind.BookTicker, StreamKind.BookTicker);
                break;
            case RecordedKind.MarkPrice:
                Relay(in frame, StreamKind.MarkPrice, StreamKind.MarkPrice);
                break;
        }
    }

    private void Relay(in RecordedFrame frame, StreamKind kind, StreamKind sent) =>
        streams.Relay(market, kind, sent, frame.Event.Span, frame.IsWrapped ? frame.Bytes.Span : default);
}
