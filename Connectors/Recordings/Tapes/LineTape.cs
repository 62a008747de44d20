using System.Text.Json;

namespace Quern.Connectors.Recordings.Tapes;

/// <summary>
/// A tape whose source is a text of lines: a reader of one layout says what events a line holds, and this hands them out one by one. Nothing
/// of a line that is damaged leaves it.
/// </summary>
public abstract class LineTape : ITape
{
    private readonly TapeLines _lines;
    private readonly SymbolTable _symbols = new();
    private bool _isAtEnd;

    /// <param name="file">The file, plain or packed.</param>
    /// <param name="priceScale">Decimals of a tick, 0 to 18.</param>
    /// <param name="quantityScale">Decimals of a lot, 0 to 18.</param>
    /// <param name="longestLine">A line of this many bytes or more is a damage. Default 1 MiB.</param>
    /// <exception cref="ArgumentOutOfRangeException">A scale is out of range.</exception>
    /// <exception cref="RecordingException">The file is missing or can't be opened.</exception>
    private protected LineTape(string file, int priceScale, int quantityScale, int longestLine = 1024 * 1024)
    {
        (PriceScale, QuantityScale) = (TapeText.CheckedScale(priceScale), TapeText.CheckedScale(quantityScale));
        _lines = new TapeLines(file, longestLine);
    }

    /// <inheritdoc/>
    public int PriceScale { get; }

    /// <inheritdoc/>
    public int QuantityScale { get; }

    /// <inheritdoc/>
    public virtual bool HasDate => true;

    /// <inheritdoc/>
    public IReadOnlyList<string> Symbols => _symbols.Names;

    /// <inheritdoc/>
    public long RecordsRead => _lines.LinesRead;

    /// <inheritdoc/>
    public double Progress => _lines.Progress;

    /// <summary>Where a line's events go.</summary>
    private protected EventQueue Events { get; } = new();

    /// <inheritdoc/>
    public bool TryRead(out TapeEvent step)
    {
        while (!Events.TryTake(out step))
        {
            if (_isAtEnd)
                return false;
            ReadNextLine();
        }

        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _lines.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The number of an instrument, by its name in UTF-8.</summary>
    /// <exception cref="FormatException">It is no name.</exception>
    private protected int InstrumentOf(ReadOnlySpan<byte> name) => _symbols.NumberOf(name);

    /// <summary>Puts what a line says into <see cref="Events"/>.</summary>
    /// <exception cref="FormatException">The line is damaged; the message says how.</exception>
    /// <exception cref="JsonException">The line should be JSON and isn't.</exception>
    private protected abstract void ReadLine(ReadOnlySpan<byte> line);

    /// <summary>Puts what is left to be said into <see cref="Events"/> when there are no more lines.</summary>
    private protected virtual void ReadEnd()
    {
    }

    private void ReadNextLine()
    {
        _isAtEnd = !_lines.TryPeek(out ReadOnlyMemory<byte> line);
        if (_isAtEnd)
        {
            ReadEnd();
            return;
        }

        try
        {
            ReadLine(line.Span);
        }
        catch (FormatException error)
        {
            Events.Clear();
            throw _lines.Damage(error.Message, error);
        }
        catch (JsonException error)
        {
            Events.Clear();
            throw _lines.Damage($"the message is {JsonSteps.Problem(error)}", error);
        }

        _lines.Leave();
    }
}
