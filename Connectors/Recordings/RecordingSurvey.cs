using System.Text.Json;

namespace Quern.Connectors.Recordings;

/// <summary>What the beginning of a recording tells about the whole: read up to its first snapshot and its first diff.</summary>
/// <param name="Symbol">The instrument, as the venue writes it.</param>
/// <param name="FirstTimeNs">The first line's stamp, Unix nanoseconds: where a virtual clock starts.</param>
/// <param name="PriceScale">Finest decimals of the snapshot's prices.</param>
/// <param name="QuantityScale">Finest decimals of the snapshot's sizes.</param>
/// <param name="BestBid">The snapshot's best bid, in ticks of that scale.</param>
/// <param name="BestAsk">The snapshot's best ask, in ticks of that scale.</param>
public sealed record RecordingSurvey(string Symbol, long FirstTimeNs, int PriceScale, int QuantityScale, long BestBid, long BestAsk)
{
    /// <summary>Reads the beginning of a recording.</summary>
    /// <param name="files">In order of time; at least one.</param>
    /// <exception cref="RecordingException">It is damaged before its first snapshot, missing, or empty.</exception>
    /// <exception cref="RecordingRefusedException">It is of the spot market, of several symbols, or holds no snapshot or no diff.</exception>
    public static RecordingSurvey Read(IReadOnlyList<string> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentOutOfRangeException.ThrowIfZero(files.Count);
        string name = Path.GetFileName(files[0]);
        using var recording = new Recording(files);
        RecordingSurvey? snapshot = null;
        string? symbol = null;
        long firstTimeNs = 0;
        bool hasDiff = false;
        while ((snapshot is null || !hasDiff) && recording.TryRead(out RecordedFrame frame))
        {
            firstTimeNs = firstTimeNs == 0 ? frame.ReceiveTimeNs : firstTimeNs;
            if (frame.Symbol.Length > 0)
                symbol = symbol is null || symbol == frame.Symbol ? frame.Symbol : throw SecondSymbol(in frame, symbol);
            if (frame.Kind is RecordedKind.Diff && !frame.HasPreviousFinal)
                throw new RecordingRefusedException($"{name} is a spot recording (its diffs carry no 'pu'); only USD-M futures recordings replay.");
            hasDiff |= frame.Kind is RecordedKind.Diff;
            if (frame.Kind is RecordedKind.Snapshot)
                snapshot ??= OfSnapshot(in frame, recording.LinesRead - 1);
        }

        if (recording.LinesRead == 0)
            throw new RecordingException(name, 0, 0, 0, "the recording is empty");
        if (snapshot is null)
            throw new RecordingRefusedException($"{name} holds no book snapshot; if it continues another recording, name that one before it.");
        if (!hasDiff || symbol is null)
            throw new RecordingRefusedException($"{name} holds no book changes; there is nothing to replay.");
        return snapshot with { Symbol = symbol, FirstTimeNs = firstTimeNs };
    }

    private static RecordingSurvey OfSnapshot(in RecordedFrame frame, long linesRead)
    {
        (int price, int quantity) = ScalesOf(in frame, linesRead);
        var parser = new RecordedParser(price, quantity);
        parser.ReadSnapshot(in frame, linesRead);

        long bid = 0, ask = 0;
        foreach (var level in parser.Levels)
        {
            if (level.Side is Domain.Instruments.Side.Buy)
                bid = Math.Max(bid, level.Ticks);
            else
                ask = ask == 0 ? level.Ticks : Math.Min(ask, level.Ticks);
        }

        return new RecordingSurvey("", 0, price, quantity, bid, ask);
    }

    private static (int Price, int Quantity) ScalesOf(in RecordedFrame frame, long linesRead)
    {
        (int price, int quantity) = RecordedInstrument.Scales(frame.Bytes.Span);
        return price <= 15 && quantity <= 15
            ? (price, quantity)
            : throw frame.Damage(linesRead, $"prices of {price} and sizes of {quantity} decimals; at most 15 each");
    }

    private static RecordingRefusedException SecondSymbol(in RecordedFrame frame, string symbol) =>
        new($"{frame.File}: line {frame.Line} is of {frame.Symbol}, others are of {symbol}; a snapshot names no symbol, so only one can be replayed.");
}
