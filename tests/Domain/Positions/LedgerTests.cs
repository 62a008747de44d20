using Quern.Domain.Positions;

namespace Quern.Domain.Tests.Positions;

[Trait("Category", "unit")]
public sealed class LedgerTests
{
    private readonly Ledger _ledger = new();

    [Fact]
    public void What_one_account_takes_another_gives()
    {
        _ledger.Post("USDT", LedgerAccount.Wallet, LedgerAccount.Funding, 70);
        _ledger.Post("USDT", LedgerAccount.Fees, LedgerAccount.Wallet, 20);

        Assert.Equal((50, -70, 20), (
            _ledger.Balance("USDT", LedgerAccount.Wallet), _ledger.Balance("USDT", LedgerAccount.Funding),
            _ledger.Balance("USDT", LedgerAccount.Fees)));
        Assert.Equal(0, _ledger.Imbalance("USDT"));
        Assert.Equal(0, _ledger.Balance("BTC", LedgerAccount.Wallet));
    }

    [Fact]
    public void An_account_cannot_give_to_itself() =>
        Assert.Throws<ArgumentException>(() => _ledger.Post("USDT", LedgerAccount.Wallet, LedgerAccount.Wallet, 1));

    [Fact]
    public void A_sum_beyond_the_range_is_refused_and_not_wrapped()
    {
        _ledger.Post("USDT", LedgerAccount.Wallet, LedgerAccount.Transfers, Int128.MaxValue);
        Assert.Throws<OverflowException>(() => _ledger.Post("USDT", LedgerAccount.Wallet, LedgerAccount.Transfers, 1));
    }
}
