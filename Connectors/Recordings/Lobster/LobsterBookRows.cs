using Quern.Connectors.Recordings.Tapes;
using Quern.Domain.Instruments;
using Quern.Domain.MarketData;

namespace Quern.Connectors.Recordings.Lobster;

/// <summary>
/// A LOBSTER order-book file, which has no header: row <em>i</em> is the visible book after row <em>i</em> of the message file beside it, per
/// level <c>ask price, ask size, bid price, bid size</c>. A level is an occupied price, not a tick.
/// </summary>
/// <remarks>LOBSTER, "Output structure": a missing level has price 9999999999 (ask) or −9999999999 (bid) and size 0.</remarks>
public sealed class LobsterBookRows : IDisposable
{
    private const int MostLevels = 10_000;
    private readonly TapeLines _lines;
    private Level[] _asks = [];
    private Level[] _bids = [];

    /// <summary>Opens a file, plain or packed.</summary>
    /// <param name="path">Where it lies.</param>
    /// <exception cref="RecordingException">It is missing or can't be opened.</exception>
    public LobsterBookRows(string path) => _lines = new TapeLines(path);

    /// <summary>Levels per side; 0 before the first row.</summary>
    public int Levels => _asks.Length;

    /// <summary>Asks of the last row read, best first, all <see cref="Levels"/> of them; a missing one has no size.</summary>
    public ReadOnlySpan<Level> Asks => _asks;

    /// <summary>Bids of the last row read, best first, all <see cref="Levels"/> of them; a missing one has no size.</summary>
    public ReadOnlySpan<Level> Bids => _bids;

    /// <summary>Rows read so far.</summary>
    public long RowsRead => _lines.LinesRead;

    /// <summary>How much of the file is behind us, 0 to 1, by bytes as they lie on disk.</summary>
    public double Progress => _lines.Progress;

    /// <summary>Reads the next row.</summary>
    /// <returns>False at the end.</returns>
    /// <exception cref="RecordingException">The file is damaged here.</exception>
    public bool TryRead()
    {
        if (!_lines.TryPeek(out ReadOnlyMemory<byte> line))
            return false;

        if (Levels == 0)
            SetLevels(line.Span.Count((byte)',') + 1);
        Parse(line.Span);
        _lines.Leave();
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _lines.Dispose();

    private void SetLevels(int columns)
    {
        if (columns % 4 != 0 || columns / 4 > MostLevels)
            throw _lines.Damage($"a row of {columns} columns is not ask price, ask size, bid price and bid size of 1 to {MostLevels} levels");
        (_asks, _bids) = (new Level[columns / 4], new Level[columns / 4]);
    }

    private void Parse(ReadOnlySpan<byte> line)
    {
        var fields = new TapeFields(line);
        bool isSound = true;
        for (int level = 0; level < _asks.Length && isSound; level++)
        {
            isSound = TryLevel(ref fields, out _asks[level]) && TryLevel(ref fields, out _bids[level])
                && fields.IsAtEnd == (level == _asks.Length - 1);
        }

        if (!isSound)
            throw _lines.Damage($"the row is not price and size of {Levels} asks and bids");
    }

    private static bool TryLevel(ref TapeFields fields, out Level level)
    {
        bool isSound = fields.TryNext(out long price) & fields.TryNext(out long size) && size >= 0;
        level = isSound ? new(new Price(price), new Quantity(size)) : default;
        return isSound;
    }
}
