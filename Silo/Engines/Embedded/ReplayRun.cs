using System.Globalization;
using Quern.Connectors.Exchange;
using Quern.Connectors.Recordings;
using Quern.Connectors.Simulated.Replay;
using Quern.Domain.Instruments;
using Quern.Domain.MarketData;
using Quern.Engine.Simulation;
using Quern.Grains.Interfaces.MarketData;
using Quern.Grains.Interfaces.Orders;
using Quern.Grains.Interfaces.Positions;
using Quern.Proto;
using Quern.Silo.Configuration;
using Quern.Silo.Control;
using Quern.Silo.Replay;

namespace Quern.Silo.Engines;

/// <summary>One replay: the recording behind the simulated venue's wire, one logical silo with the production grains, virtual time.</summary>
internal sealed class ReplayRun(ReplayRequest request)
{
    private const string Venue = "binance-usdm";
    private const string AccountName = "demo";
    private static readonly TimeSpan StartUp = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Delivery = TimeSpan.FromMilliseconds(100);
    private readonly ReplayWatch _watch = new();

    public ReplayReport Run()
    {
        RecordingSurvey survey = RecordingSurvey.Read(request.Files);
        // A little before the first line: connections and accounts are up when it comes.
        var world = new World(new WorldOptions { Seed = request.Seed, Start = DateTimeOffset.UnixEpoch.AddTicks(survey.FirstTimeNs / 100) - StartUp });
        return world.Run(() => Replay(world, survey), TimeSpan.FromDays(30));
    }

    private async Task<ReplayReport> Replay(World world, RecordingSurvey survey)
    {
        using var events = new EventLog();
        var options = new Connectors.Simulated.Replay.ReplayOptions
        {
            Files = request.Files,
            InstrumentFile = request.InstrumentFile,
            Check = _watch.Check,
            Venue = new() { Seed = (int)(request.Seed & int.MaxValue) },
        };
        using var venue = new ReplayVenue(options, survey, world.Time, events);
        SiloSettings settings = Settings(survey.Symbol);
        var system = new SimulatedSystem(world, settings, venue, events, _watch);
        await system.StartSilo("replay");
        Task pace = Pace(world, venue);
        await venue.Completion;
        await pace;

        await Task.Delay(Delivery, world.Time);
        FeedCounters counters = system.Exchanges.First().Subscriber.Counters;
        // Read before the orders are taken back: the report is of the recording's end.
        BookView book = await system.Grains.GetGrain<IOrderBookGrain>(system.Content.Instruments[0].Id).GetView(1);
        string digest = await system.Grains.GetGrain<IOrderBookGrain>(system.Content.Instruments[0].Id).GetDigest();
        await system.Commands.Run("stop", new CommandRequest(), "end");
        return await Report(system, venue, events, counters, book, digest, settings);
    }

    private async Task<ReplayReport> Report(
        SimulatedSystem system, ReplayVenue venue, EventLog events, FeedCounters counters, BookView book, string digest, SiloSettings settings)
    {
        string account = system.Content.Accounts[0].Id;
        AccountView orders = await system.Grains.GetGrain<IOrderManagerGrain>(account).GetView();
        PositionsView positions = await system.Grains.GetGrain<IPositionManagerGrain>(account).GetView(StatusView.Mids([book]));
        ReplaySummary summary = venue.Summary;
        return new()
        {
            Run = string.Create(CultureInfo.InvariantCulture, $"{request.Seed}-{SettingsReader.HashOf(settings)}"),
            Market = $"{venue.Instrument.Id.Symbol}, Binance USD-M",
            Messages = summary.Lines,
            Malformed = counters.Malformed,
            Gaps = counters.Gaps,
            DiffsDropped = counters.DiffsDropped,
            DiffsApplied = counters.DiffsApplied,
            Trades = counters.Trades,
            Instruments = [Of(book, digest)],
            Orders = new(orders.Sent, orders.Cancelled, orders.Rejected, orders.Unknown),
            Fills = orders.Fills,
            Positions = [.. StatusView.Positions([positions]).Select(row => new ReplayPosition(row.Account, row.Instrument, row.Strategy, row.Quantity, row.AveragePrice))],
            Pnl = Of(StatusView.PnlOf(positions.Pnl)),
            BookTickerCheck = new(_watch.Check.Compared, _watch.Check.Equal),
            Samples = _watch.Samples,
            EventHash = events.Hash,
            Problem = Problem(counters, book, summary),
        };
    }

    private string Problem(FeedCounters counters, BookView book, ReplaySummary summary)
    {
        if (counters.Gaps > 0)
            return $"incomplete: the book's chain broke {counters.Gaps} time(s), the book is {book.State} at the end ({summary.Lines} lines were read)";
        if (counters.Malformed > 0)
            return $"incomplete: {counters.Malformed} frames could not be read ({summary.Lines} lines were read)";
        return _watch.Check.FirstDifference is { } difference
            ? $"incomplete: at update {difference.Id} the best quotes are {difference.Book}, the exchange said {difference.Quote}"
            : "";
    }

    private async Task Pace(World world, ReplayVenue venue)
    {
        double factor = request.Speed == "max" ? 0 : double.Parse(request.Speed, CultureInfo.InvariantCulture);
        TimeSpan step = factor == 0 ? TimeSpan.FromSeconds(5) : TimeSpan.FromMilliseconds(50);
        bool isWatched = !Console.IsErrorRedirected;
        while (!venue.Completion.IsCompleted)
        {
            await Task.Delay(step, world.Time);
            // The world has one thread: making it wait is what slows its time down.
            if (factor > 0)
                Thread.Sleep(step / factor);
            if (isWatched)
                Console.Error.Write($"\r{venue.Summary.Lines} lines, {world.Time.GetUtcNow():HH:mm:ss} of the recording ");
        }

        if (isWatched)
            Console.Error.WriteLine();
    }

    private SiloSettings Settings(string symbol) => new()
    {
        Seed = request.Seed,
        Venues = [new() { Id = Venue, Accounts = [new() { Name = AccountName, Number = 1 }] }],
        Strategies = [new() { Id = $"mm-{symbol.ToLowerInvariant()}", Instrument = $"{Venue}:{symbol}", Account = $"{Venue}:{AccountName}" }],
    };

    private static ReplayInstrument Of(BookView book, string digest)
    {
        string Price(Level[] side) => side.Length == 0 ? "" : Decimals.ToPlainText(side[0].Price.Ticks, book.PriceScale);
        string Size(Level[] side) => side.Length == 0 ? "" : Decimals.ToPlainText(side[0].Quantity.Lots, book.QuantityScale);
        return new(book.Instrument, Price(book.Bids), Size(book.Bids), Price(book.Asks), Size(book.Asks), book.BidLevels, book.AskLevels, digest);
    }

    private static ReplayPnl Of(Pnl pnl) =>
        new(pnl.Asset, pnl.Spread, pnl.Inventory, pnl.Fees, pnl.Rebates, pnl.Funding, pnl.Adjustments, pnl.Total);
}
