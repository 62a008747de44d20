using Quern.Domain.Instruments;
using Quern.Domain.Orders;
using Quern.Domain.Positions;
using Quern.Domain.Tests.Orders;

namespace Quern.Domain.Tests.Positions;

[Trait("Category", "unit")]
public sealed class BooksAllocationTests
{
    [Fact]
    public void Booking_and_marking_allocate_nothing_once_warm()
    {
        var books = new PositionKeeper(new() { Account = "test-venue:main", IdsKept = 64 }, [Contracts.Linear, Contracts.Inverse]);
        for (int trade = 0; trade < 200; trade++)
            Trade(books, trade);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int trade = 200; trade < 1_200; trade++)
            Trade(books, trade);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.NotEqual(0, books.Wallet("USDT"));
    }

    private static void Trade(PositionKeeper books, int number)
    {
        Instrument instrument = number % 2 == 0 ? Contracts.Linear : Contracts.Inverse;
        long ticks = 10_000 + number % 7;
        bool isNew = books.Apply(
            new(instrument.Id, default, number % 3 == 0 ? "maker" : "hedger", (Side)(number % 5 % 2), new(ticks), new(3), number, true,
                number % 4 - 1, instrument.SettlementAsset, 0, 0),
            2 * ticks + 1);
        books.Mark(instrument.Id, 2 * ticks);
        Assert.True(isNew);
    }
}
