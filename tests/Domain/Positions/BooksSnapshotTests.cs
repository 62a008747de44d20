using Quern.Domain.Instruments;
using Quern.Domain.Orders;
using Quern.Domain.Positions;
using Quern.Domain.Tests.Orders;

namespace Quern.Domain.Tests.Positions;

[Trait("Category", "unit")]
public sealed class BooksSnapshotTests
{
    private readonly PositionKeeper _books = Books("test-venue:main", [Contracts.Linear, Contracts.Inverse]);

    public BooksSnapshotTests()
    {
        for (int trade = 1; trade <= 300; trade++)
            Fill(_books, trade);
        _books.ApplyFunding(Contracts.Linear.Id, 77, -100);
        _books.Reconcile(new VenueBalance("USDT", 5, 0, BalanceCause.Snapshot, 0, 0), "dust", 9);
    }

    [Fact]
    public void A_late_trade_is_booked_in_its_place_after_a_snapshot_too()
    {
        PositionKeeper successor = Books("test-venue:main", [Contracts.Linear, Contracts.Inverse]);
        successor.Read(_books.Snapshot());
        foreach (PositionKeeper books in new[] { _books, successor })
        {
            Fill(books, 302);
            Fill(books, 301);
            Fill(books, 280);
        }

        Assert.Equal(_books.StateHash, successor.StateHash);
        Assert.Equal(_books.Snapshot(), successor.Snapshot());
    }

    [Fact]
    public void Marks_are_kept_but_are_not_booked()
    {
        string hash = _books.StateHash;
        _books.Mark(Contracts.Linear.Id, 30_000);
        PositionKeeper successor = Books("test-venue:main", [Contracts.Linear, Contracts.Inverse]);
        successor.Read(_books.Snapshot());

        Assert.Equal(hash, _books.StateHash);
        Assert.Equal(30_000, successor.MarkOf(Contracts.Linear.Id));
    }

    [Fact]
    public void A_snapshot_that_does_not_belong_here_is_refused()
    {
        byte[] snapshot = _books.Snapshot();
        Assert.Throws<SnapshotException>(() => Books("test-venue:other", [Contracts.Linear, Contracts.Inverse]).Read(snapshot));
        Assert.Throws<SnapshotException>(() => Books("test-venue:main", [Contracts.Inverse]).Read(snapshot));
        Assert.Throws<SnapshotException>(() => Books("test-venue:main", [Contracts.Linear, Contracts.Inverse]).Read(snapshot.AsMemory(0, snapshot.Length - 1)));
    }

    private static PositionKeeper Books(string account, Instrument[] instruments) => new(new() { Account = account }, instruments);

    private static void Fill(PositionKeeper books, int trade) => books.Apply(
        new(
            Contracts.Linear.Id, default, trade % 3 == 0 ? "" : "maker", (Side)(trade % 2), new(10_000 + trade * 7 % 40), new(1 + trade % 5), trade, true, trade % 9, null,
            trade, 0),
        20_000 + trade % 11);
}
