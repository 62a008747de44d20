using Quern.Domain.Instruments;
using Quern.Domain.Orders;

namespace Quern.Domain.Tests.Orders;

/// <summary>
/// 1,000,000 random orders with partial fills, cancels, replaces, refusals, expiries, lost answers, repeats and reorderings: the order manager is
/// what the plain list of statements says whenever it is looked at, and what the venue knows in the end; both books agree to the last unit
/// (I3, I4, I5, I6, I7; X04, X10, X12).
/// </summary>
[Trait("Category", "property")]
public sealed class OrdersAgainstTwinTests
{
    private const int Sheets = 4;
    private static readonly int Orders = Environment.GetEnvironmentVariable("QUERN_FULL") == "1" ? 1_000_000 : 10_000;

    [Theory, InlineData(0), InlineData(1), InlineData(2), InlineData(3)]
    public void Linear_orders_books_and_plain_twins_agree(int sheet) => Run(Contracts.Linear, sheet);

    [Theory, InlineData(0), InlineData(1), InlineData(2), InlineData(3)]
    public void Inverse_orders_books_and_plain_twins_agree(int sheet) => Run(Contracts.Inverse, sheet);

    [Fact]
    public void A_statement_that_only_the_twin_heard_is_seen()
    {
        var day = new TradingDay(Contracts.Linear, seed: 5);
        day.Run();
        ExecutionReport trade = day.Venue.Trades[^1];
        day.Twin.Hear(trade with { TradeId = trade.TradeId + 1, LastQuantity = new(1) });
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(day.Compare);
    }

    private static void Run(Instrument contract, int sheet)
    {
        var seen = new Accidents();
        for (int seed = sheet; seen.Orders < Orders / Sheets; seed += Sheets)
        {
            var day = new TradingDay(contract, seed);
            try
            {
                day.Run();
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                throw new InvalidOperationException($"{contract.Id}, day {seed}: {error.Message}", error);
            }

            seen.Add(day.Desk);
        }

        // The accidents that the property is about did happen.
        Assert.True(seen.AreCommon, $"{seen}");
    }

    /// <summary>What happened, counted.</summary>
    private sealed class Accidents
    {
        private readonly SortedDictionary<OrderState, int> _states = [];
        private int _moves;
        private int _absent;
        private int _foreign;

        public int Orders { get; private set; }

        public bool AreCommon =>
            _moves > Orders / 100 && _absent > Orders / 1_000 && _foreign > 0
            && Enum.GetValues<OrderState>().Where(state => state is not OrderState.Intended).All(state => _states.GetValueOrDefault(state) > Orders / 500);

        public void Add(OrderDesk desk)
        {
            Orders += desk.Journal.Count(entry => entry.Kind is JournalKind.OrderIntended);
            _moves += desk.Replaces.Count;
            _absent += desk.Journal.Count(entry => entry.Kind is JournalKind.AbsenceProven);
            _foreign += desk.Alerts.Count(alert => alert.Kind is OrderAlertKind.ForeignTrade);
            foreach (var happened in desk.Events)
                _states[happened.After] = _states.GetValueOrDefault(happened.After) + 1;
        }

        public override string ToString() =>
            $"{Orders} orders, {_moves} moved, {_absent} proven absent, {_foreign} strange trades, {string.Join(", ", _states)}";
    }
}
