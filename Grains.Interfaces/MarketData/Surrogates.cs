using Quern.Domain.Instruments;
using Quern.Domain.MarketData;

namespace Quern.Grains.Interfaces.MarketData;

/// <summary>How a <see cref="MarketEvent"/> travels.</summary>
[GenerateSerializer, Immutable, Alias("market-event")]
public struct MarketEventSurrogate
{
    /// <summary>What it says.</summary>
    [Id(0)] public MarketEventKind Kind;

    /// <summary>Side of the level, or of the aggressor.</summary>
    [Id(1)] public Side Side;

    /// <summary>Which socket brought it.</summary>
    [Id(2)] public byte Socket;

    /// <summary>In ticks.</summary>
    [Id(3)] public long Price;

    /// <summary>In lots.</summary>
    [Id(4)] public long Quantity;

    /// <summary>The sequence before.</summary>
    [Id(5)] public long PreviousSequence;

    /// <summary>The sequence.</summary>
    [Id(6)] public long Sequence;

    /// <summary>Unix nanoseconds.</summary>
    [Id(7)] public long VenueTimeNs;

    /// <summary>Unix nanoseconds.</summary>
    [Id(8)] public long ReceiveTimeNs;
}

/// <summary>Converts a <see cref="MarketEvent"/>.</summary>
[RegisterConverter]
public sealed class MarketEventConverter : IConverter<MarketEvent, MarketEventSurrogate>
{
    /// <inheritdoc/>
    public MarketEvent ConvertFromSurrogate(in MarketEventSurrogate surrogate) => new(
        surrogate.Kind, surrogate.Side, surrogate.Socket, surrogate.Price, surrogate.Quantity,
        surrogate.PreviousSequence, surrogate.Sequence, surrogate.VenueTimeNs, surrogate.ReceiveTimeNs);

    /// <inheritdoc/>
    public MarketEventSurrogate ConvertToSurrogate(in MarketEvent value) => new()
    {
        Kind = value.Kind,
        Side = value.Side,
        Socket = value.Socket,
        Price = value.Price,
        Quantity = value.Quantity,
        PreviousSequence = value.PreviousSequence,
        Sequence = value.Sequence,
        VenueTimeNs = value.VenueTimeNs,
        ReceiveTimeNs = value.ReceiveTimeNs,
    };
}

/// <summary>How a <see cref="Level"/> travels.</summary>
[GenerateSerializer, Immutable, Alias("level")]
public struct LevelSurrogate
{
    /// <summary>In ticks.</summary>
    [Id(0)] public long Price;

    /// <summary>In lots.</summary>
    [Id(1)] public long Quantity;
}

/// <summary>Converts a <see cref="Level"/>.</summary>
[RegisterConverter]
public sealed class LevelConverter : IConverter<Level, LevelSurrogate>
{
    /// <inheritdoc/>
    public Level ConvertFromSurrogate(in LevelSurrogate surrogate) => new(new(surrogate.Price), new(surrogate.Quantity));

    /// <inheritdoc/>
    public LevelSurrogate ConvertToSurrogate(in Level value) => new() { Price = value.Price.Ticks, Quantity = value.Quantity.Lots };
}

/// <summary>How a <see cref="Touch"/> travels.</summary>
[GenerateSerializer, Immutable, Alias("touch")]
public struct TouchSurrogate
{
    /// <summary>Best bid.</summary>
    [Id(0)] public LevelSurrogate Bid;

    /// <summary>Best ask.</summary>
    [Id(1)] public LevelSurrogate Ask;
}

/// <summary>Converts a <see cref="Touch"/>.</summary>
[RegisterConverter]
public sealed class TouchConverter : IConverter<Touch, TouchSurrogate>
{
    private static readonly LevelConverter Levels = new();

    /// <inheritdoc/>
    public Touch ConvertFromSurrogate(in TouchSurrogate surrogate) =>
        new(Levels.ConvertFromSurrogate(surrogate.Bid), Levels.ConvertFromSurrogate(surrogate.Ask));

    /// <inheritdoc/>
    public TouchSurrogate ConvertToSurrogate(in Touch value) =>
        new() { Bid = Levels.ConvertToSurrogate(value.Bid), Ask = Levels.ConvertToSurrogate(value.Ask) };
}
