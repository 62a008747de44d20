using Quern.Connectors.Exchange;
using Quern.Domain.Instruments;
using Quern.Domain.Orders;
using Quern.Domain.Positions;
using Quern.Grains.Journal;
using Quern.Grains.Orders;

namespace Quern.Grains.Tests.Orders;

[Trait("Category", "unit")]
public sealed class LostOrderSearchTests
{
    private static readonly Instrument Bitcoin = Define("BTCUSDT");
    private static readonly Instrument Ether = Define("ETHUSDT");
    private readonly Answers _venue = new();
    private readonly List<ClientOrderId> _heard = [];

    [Fact]
    public async Task As_many_are_looked_for_as_can_be_lost_at_once_behind_the_last_one_found()
    {
        _venue.Known.Add((Id(3, 12), Ether.Id));
        _venue.Known.Add((Id(3, 14), Bitcoin.Id));
        LostOrderSearch search = Search(new LostOrders(3, First: 11, Last: 1_000));

        await search.Look(report => _heard.Add(report.Id));

        Assert.Equal([Id(3, 12), Id(3, 14)], _heard);
        Assert.Equal(Enumerable.Range(11, 9).Select(sequence => Id(3, (uint)sequence)), _venue.Asked.Distinct());
        Assert.True(search.IsDone);
        Assert.Equal((9, 2), (search.Looked, search.Found));
    }

    [Fact]
    public async Task Nothing_beyond_the_reserved_block_is_looked_for()
    {
        await Search(new LostOrders(1, 5, 6), new LostOrders(2, 1, 1)).Look(report => _heard.Add(report.Id));

        Assert.Equal([Id(2, 1), Id(1, 5), Id(1, 6)], _venue.Asked.Distinct());
        Assert.Empty(_heard);
    }

    [Fact]
    public async Task After_a_silence_of_the_venue_the_search_goes_on_where_it_stood()
    {
        _venue.SilentAt = Id(3, 13);
        LostOrderSearch search = Search(new LostOrders(3, 11, 14));
        await Assert.ThrowsAsync<TimeoutException>(() => search.Look(report => _heard.Add(report.Id)));
        Assert.False(search.IsDone);
        _venue.SilentAt = default;
        _venue.Asked.Clear();

        await search.Look(report => _heard.Add(report.Id));
        Assert.Equal([Id(3, 13), Id(3, 14)], _venue.Asked.Distinct());
        Assert.True(search.IsDone);
    }

    private LostOrderSearch Search(params LostOrders[] lost) => new(7, lost, mostAtOnce: 5, _venue, [Bitcoin, Ether]);

    private static ClientOrderId Id(int epoch, uint sequence) => ClientOrderId.Create(7, epoch, sequence);

    private static Instrument Define(string symbol) => new()
    {
        Id = new("v", symbol), BaseAsset = symbol[..3], QuoteAsset = "USDT", SettlementAsset = "USDT", Payoff = Payoff.Linear, PriceScale = 1,
        QuantityScale = 3, Filters = new(1, 1, 1),
    };

    private sealed class Answers : IExchangeDataFetcher
    {
        public HashSet<(ClientOrderId Id, InstrumentId Instrument)> Known { get; } = [];

        public List<ClientOrderId> Asked { get; } = [];

        public ClientOrderId SilentAt { get; set; }

        public string Venue => "v";

        public void SetAuthCredentials(ApiCredentials credentials) => throw new NotSupportedException();

        public Task<ExecutionReport> GetOrder(ClientOrderId id, Instrument instrument, CancellationToken cancellation)
        {
            if (id == SilentAt)
                throw new TimeoutException("silence");
            Asked.Add(id);
            ReportKind kind = Known.Contains((id, instrument.Id)) ? ReportKind.Acknowledged : ReportKind.NotFound;
            return Task.FromResult(new ExecutionReport { Kind = kind, Id = id, Instrument = instrument.Id });
        }

        public Task<long> GetServerTimeNs(CancellationToken cancellation) => throw new NotSupportedException();

        public Task<IReadOnlyList<Instrument>> GetInstruments(CancellationToken cancellation) => throw new NotSupportedException();

        public Task<IReadOnlyList<ExecutionReport>> GetOpenOrders(IReadOnlyList<Instrument> instruments, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<IReadOnlyList<ExecutionReport>> GetFills(Instrument instrument, long fromTradeId, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<IReadOnlyList<VenuePosition>> GetPositions(IReadOnlyList<Instrument> instruments, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<IReadOnlyList<VenueBalance>> GetBalances(CancellationToken cancellation) => throw new NotSupportedException();
    }
}
