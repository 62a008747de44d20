using Quern.Connectors.Recordings.Tapes;

namespace Quern.Connectors.Tests.Recordings.UsTicks;

/// <summary>One side's bar of a minute beside the quotes of that minute.</summary>
internal sealed class QuoteBar
{
    private readonly TapeEvent _bar;
    private readonly TapeEvent[] _own;
    private readonly TapeEvent[] _withLast;

    public QuoteBar(in TapeEvent bar, IEnumerable<TapeEvent> quotes, TapeEvent? last)
    {
        (_bar, _own) = (bar, [.. quotes]);
        _withLast = last is { } before ? [before, .. _own] : _own;
        if (_own.Length == 0)
            _own = _withLast;
        Last = _withLast[^1];
    }

    /// <summary>What stands at the minute's end.</summary>
    public TapeEvent Last { get; }

    public bool IsCloseEqual => _bar.Bar.Close == Last.Price;

    public bool IsRangeEqual => HasRange(_own);

    public bool IsEqual => IsCloseEqual && HasRange(_own) && _own[0].Price == _bar.Bar.Open && Last.Quantity == _bar.Quantity;

    /// <summary>The same when the quote that stood before the minute belongs to it.</summary>
    public bool IsEqualCarriedOver => IsCloseEqual && HasRange(_withLast) && _withLast[0].Price == _bar.Bar.Open && Last.Quantity == _bar.Quantity;

    private bool HasRange(TapeEvent[] quotes) => (_bar.Bar.High, _bar.Bar.Low) == (quotes.Max(quote => quote.Price), quotes.Min(quote => quote.Price));
}
