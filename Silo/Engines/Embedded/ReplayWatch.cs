using Quern.Connectors.Recordings;
using Quern.Domain.Instruments;
using Quern.Domain.MarketData;
using Quern.Grains.MarketData;
using Quern.Silo.Replay;

namespace Quern.Silo.Engines;

/// <summary>Looks at the replayed book after each update: against the exchange's own quotes, and a sample of every 250th.</summary>
internal sealed class ReplayWatch : IBookObserver
{
    private const int SampleEvery = 250;
    private readonly List<ReplaySample> _samples = [];
    private long _applied;

    public BboCheck Check { get; } = new();

    public IReadOnlyList<ReplaySample> Samples => _samples;

    public void OnUpdate(Instrument instrument, L2Book book)
    {
        Touch touch = book.Touch;
        Check.OnBook(book.Sequence, in touch);
        if (++_applied % SampleEvery == 0)
        {
            _samples.Add(new(
                _applied, book.Sequence, Price(touch.Bid, instrument), Size(touch.Bid, instrument), Price(touch.Ask, instrument),
                Size(touch.Ask, instrument), book.BidCount, book.AskCount));
        }
    }

    private static string Price(Level level, Instrument instrument) => Decimals.ToPlainText(level.Price.Ticks, instrument.PriceScale);

    private static string Size(Level level, Instrument instrument) => Decimals.ToPlainText(level.Quantity.Lots, instrument.QuantityScale);
}
