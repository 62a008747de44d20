using Quern.Connectors.Recordings.BinanceHistory;
using Quern.Connectors.Recordings.Captures;
using Quern.Connectors.Recordings.Itch;
using Quern.Connectors.Recordings.Lobster;
using Quern.Connectors.Recordings.MarketByOrder;
using Quern.Connectors.Recordings.Polygon;
using Quern.Connectors.Recordings.Tapes;
using Quern.Connectors.Recordings.Taq;
using Quern.Connectors.Recordings.Tardis;
using Quern.Connectors.Recordings.UsTicks;

namespace Quern.Connectors.Recordings;

/// <summary>The one door to recorded market data: finds out what a file is and opens it with the reader it needs.</summary>
public static class Tape
{
    /// <summary>Tells a file by how it begins once unpacked (a magic number, a header, the form of its first line) and, where no content can, by its name.</summary>
    /// <param name="file">Plain, <c>.gz</c> or <c>.zst</c>.</param>
    /// <exception cref="RecordingException">It is missing, can't be opened, or is damaged before anything can be read.</exception>
    /// <exception cref="RecordingRefusedException">Nothing that is read here begins like it; the message shows how it begins.</exception>
    public static TapeKind KindOf(string file) => TapeRecognition.KindOf(TapeHead.Read(file));

    /// <summary>Opens a file of any kind.</summary>
    /// <param name="file">Plain, <c>.gz</c> or <c>.zst</c>.</param>
    /// <param name="scales">Decimals of a tick and a lot, 0 to 18, for kinds that have none of their own; default the reader's.</param>
    /// <inheritdoc cref="KindOf" path="/exception"/>
    /// <exception cref="ArgumentOutOfRangeException">A scale is out of range.</exception>
    public static ITape Open(string file, TapeScales? scales = null) => Open(file, KindOf(file), scales);

    /// <summary>Opens files that continue each other as one tape: Binance sockets, or Binance's history with its snapshot first.</summary>
    /// <param name="files">In order of time; at least one.</param>
    /// <param name="scales">As for one file.</param>
    /// <inheritdoc cref="Open(string, TapeScales?)" path="/exception"/>
    /// <exception cref="ArgumentOutOfRangeException">No file is named, or a scale is out of range.</exception>
    public static ITape Open(IReadOnlyList<string> files, TapeScales? scales = null)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentOutOfRangeException.ThrowIfZero(files.Count);
        TapeKind kind = KindOf(files[0]);
        if (files.Count == 1)
            return Open(files[0], kind, scales);
        foreach (string file in files)
        {
            if (KindOf(file) is var other && other != kind)
                throw new RecordingRefusedException($"{Path.GetFileName(file)} is {NameOf(other)}, {Path.GetFileName(files[0])} before it {NameOf(kind)}: they are no one recording.");
        }

        return kind switch
        {
            TapeKind.BinanceSockets when scales is { } named => new RecordingTape(files, named.Price, named.Quantity),
            TapeKind.BinanceSockets => new RecordingTape(files),
            TapeKind.BinanceHistory when scales is { } named => new JoinedDepthTape(files[0], [.. files.Skip(1)], named.Price, named.Quantity),
            TapeKind.BinanceHistory => new JoinedDepthTape(files[0], [.. files.Skip(1)]),
            _ => throw new RecordingRefusedException($"{Path.GetFileName(files[0])} is {NameOf(kind)}, which is read file by file; only Binance's recordings continue each other."),
        };
    }

    /// <summary>A kind in words, for a message.</summary>
    public static string NameOf(TapeKind kind) => kind switch
    {
        TapeKind.MarketByOrderBinary => "market by order (DBN)",
        TapeKind.MarketByOrderText => "market by order (CSV)",
        TapeKind.Itch => "Nasdaq ITCH 5.0",
        TapeKind.Lobster => "LOBSTER messages",
        TapeKind.BinanceSockets => "recorded Binance sockets",
        TapeKind.BinanceHistory => "Binance depth history",
        TapeKind.Capture => "a web-socket capture",
        TapeKind.Tardis => "Tardis CSV",
        TapeKind.Taq => "NYSE TAQ",
        TapeKind.UsTicks => "American ticks",
        TapeKind.PolygonSockets => "Polygon socket messages",
        TapeKind.PolygonReply => "a Polygon reply",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such kind."),
    };

    private static ITape Open(string file, TapeKind kind, TapeScales? scales) => kind switch
    {
        TapeKind.MarketByOrderBinary => MboTape.OpenDbn(file),
        TapeKind.MarketByOrderText => MboTape.OpenCsv(file),
        TapeKind.Itch => new ItchTape(file),
        TapeKind.Lobster => new LobsterTape(file),
        TapeKind.Capture => new CaptureTape(file),
        TapeKind.UsTicks => new UsTickTape(file),
        _ => scales is { } named ? OpenAt(file, kind, named) : OpenPlainly(file, kind),
    };

    private static ITape OpenPlainly(string file, TapeKind kind) => kind switch
    {
        TapeKind.BinanceSockets => new RecordingTape([file]),
        TapeKind.BinanceHistory => new DepthHistoryTape(file),
        TapeKind.Tardis => new TardisTape(file),
        TapeKind.Taq => new TaqTape(file),
        TapeKind.PolygonSockets => new PolygonSocketTape(file),
        _ => new PolygonReplyTape(file),
    };

    private static ITape OpenAt(string file, TapeKind kind, TapeScales scales) => kind switch
    {
        TapeKind.BinanceSockets => new RecordingTape([file], scales.Price, scales.Quantity),
        TapeKind.BinanceHistory => new DepthHistoryTape(file, scales.Price, scales.Quantity),
        TapeKind.Tardis => new TardisTape(file, scales.Price, scales.Quantity),
        TapeKind.Taq => new TaqTape(file, priceScale: scales.Price),
        TapeKind.PolygonSockets => new PolygonSocketTape(file, scales.Price, scales.Quantity),
        _ => new PolygonReplyTape(file, "", scales.Price, scales.Quantity),
    };
}

/// <summary>How many decimals prices and sizes of a tape are read at.</summary>
/// <param name="Price">Decimals of a tick, 0 to 18.</param>
/// <param name="Quantity">Decimals of a lot, 0 to 18.</param>
public readonly record struct TapeScales(int Price, int Quantity);
