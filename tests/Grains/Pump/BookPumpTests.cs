using System.Reflection;
using Microsoft.Extensions.Logging.Abstractions;
using Quern.Connectors.Exchange;
using Quern.Domain.Instruments;
using Quern.Domain.MarketData;
using Quern.Grains.Interfaces.MarketData;
using Quern.Grains.MarketData;

namespace Quern.Grains.Tests.Pump;

[Trait("Category", "unit")]
public sealed class BookPumpTests
{
    private static readonly MarketEvent[] s_events = [MarketEvents.Level(Side.Buy, 100, 1, default), MarketEvents.UpdateEnd(1, 2, default)];

    [Fact]
    public void A_book_that_is_gone_asks_for_no_snapshot()
    {
        var (pump, subscriber) = NewPump();
        pump.Close();

        pump.OnEvents(s_events);

        Assert.Equal(0, subscriber.Refreshes);
    }

    [Fact]
    public void A_full_pump_asks_for_one_snapshot_although_the_break_finds_no_room_either()
    {
        var (pump, subscriber) = NewPump();
        pump.OnEvents(s_events);
        pump.OnEvents(s_events);

        pump.OnEvents(s_events);

        Assert.Equal(1, subscriber.Refreshes);
    }

    // The book never answers, so that what comes after the first call waits; two events fit.
    private static (BookPump Pump, ChattySubscriber Subscriber) NewPump()
    {
        var book = DispatchProxy.Create<IOrderBookGrain, SilentGrain>();
        var subscriber = (ChattySubscriber)DispatchProxy.Create<IExchangeSubscriber, ChattySubscriber>();
        var pump = new BookPump(book, (IExchangeSubscriber)(object)subscriber, null!, NullLogger.Instance, limit: 2);
        subscriber.Sink = pump;
        return (pump, subscriber);
    }

    /// <summary>Takes every call and never answers.</summary>
    public class SilentGrain : DispatchProxy
    {
        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => new TaskCompletionSource().Task;
    }

    /// <summary>Says at once that the book is broken when it is asked for another snapshot, as venues' subscribers do.</summary>
    public class ChattySubscriber : DispatchProxy
    {
        internal IMarketDataSink? Sink { get; set; }

        internal int Refreshes { get; private set; }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            if (targetMethod?.Name == nameof(IExchangeSubscriber.Refresh) && ++Refreshes < 100)
                Sink!.OnEvents([MarketEvents.Broken(default)]);
            return null;
        }
    }
}
