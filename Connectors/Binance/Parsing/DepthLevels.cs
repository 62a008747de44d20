using Quern.Domain.MarketData;

namespace Quern.Connectors.Binance.Parsing;

/// <summary>The levels of one frame, in an array that grows to what is needed and is used again.</summary>
internal sealed class DepthLevels
{
    private DepthLevel[] _levels = new DepthLevel[256];

    public int Count { get; private set; }

    public ReadOnlySpan<DepthLevel> Span => _levels.AsSpan(0, Count);

    public void Add(in DepthLevel level)
    {
        if (Count == _levels.Length)
            Array.Resize(ref _levels, _levels.Length * 2);
        _levels[Count++] = level;
    }

    public void Clear() => Count = 0;
}
