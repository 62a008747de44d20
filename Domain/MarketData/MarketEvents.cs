using Quern.Domain.Instruments;

namespace Quern.Domain.MarketData;

/// <summary>When and where one frame came from: stamped on every event that was read from it.</summary>
/// <param name="VenueTimeNs">Stamped by the venue, Unix nanoseconds; 0 when it gave none.</param>
/// <param name="ReceiveTimeNs">Stamped by us when the frame was read, Unix nanoseconds.</param>
/// <param name="Socket">Which of the connector's sockets brought it.</param>
public readonly record struct FrameStamp(long VenueTimeNs, long ReceiveTimeNs, byte Socket = 0);

/// <summary>Makes events with the members that count for their kind.</summary>
public static class MarketEvents
{
    /// <summary>A whole book follows, as of that sequence; <see cref="UpdateEnd"/> with the same sequence twice closes it.</summary>
    public static MarketEvent SnapshotStart(long sequence, FrameStamp stamp) =>
        new(MarketEventKind.SnapshotStart, default, stamp.Socket, 0, 0, 0, sequence, stamp.VenueTimeNs, stamp.ReceiveTimeNs);

    /// <summary>A level now has this size; zero removes it.</summary>
    public static MarketEvent Level(Side side, long ticks, long lots, FrameStamp stamp) =>
        new(MarketEventKind.Level, side, stamp.Socket, ticks, lots, 0, 0, stamp.VenueTimeNs, stamp.ReceiveTimeNs);

    /// <summary>Closes the levels since the last end.</summary>
    public static MarketEvent UpdateEnd(long previousSequence, long sequence, FrameStamp stamp) =>
        new(MarketEventKind.UpdateEnd, default, stamp.Socket, 0, 0, previousSequence, sequence, stamp.VenueTimeNs, stamp.ReceiveTimeNs);

    /// <summary>A public trade.</summary>
    public static MarketEvent Trade(Side aggressor, long ticks, long lots, long tradeId, FrameStamp stamp) =>
        new(MarketEventKind.Trade, aggressor, stamp.Socket, ticks, lots, 0, tradeId, stamp.VenueTimeNs, stamp.ReceiveTimeNs);

    /// <summary>The book proves nothing until the next snapshot.</summary>
    public static MarketEvent Broken(FrameStamp stamp) =>
        new(MarketEventKind.Broken, default, stamp.Socket, 0, 0, 0, 0, stamp.VenueTimeNs, stamp.ReceiveTimeNs);
}
