using Quern.Domain.Instruments;
using Quern.Domain.Positions;
using Quern.Grains.Interfaces.Catalogue;
using Quern.Grains.Interfaces.Positions;

namespace Quern.Grains.Positions;

/// <summary>What the books of one account show.</summary>
internal sealed class PositionsReport(
    string account, AccountBooks books, MarkoutKeeper markouts, IReadOnlyCollection<Instrument> instruments, CatalogueContent content)
{
    /// <summary>Whose row it is that no strategy did.</summary>
    public const string Unattributed = "unattributed";

    private const int AdjustmentsSaid = 10;
    private readonly PositionKeeper _keeper = books.Keeper;

    /// <summary>All of it.</summary>
    public PositionsView View()
    {
        string[] assets = [.. _keeper.Ledger.Assets];
        return new()
        {
            Account = account,
            Positions = [.. Positions()],
            Balances = [.. assets.Select(asset => new BalanceRow(asset, _keeper.Wallet(asset)))],
            Pnl = [.. assets.Select(asset => Row(asset, _keeper.Profit(asset), _keeper.Rounding(asset)))],
            StrategyPnl = [.. StrategyProfit(assets)],
            LastFill = books.LastFill,
            Adjustments = _keeper.AdjustmentCount,
            AdjustmentsSaid = [.. _keeper.Adjustments.Reverse().Take(AdjustmentsSaid).Select(Words)],
            Realised = [.. assets.Select(Realised).Where(row => row.Compared > 0)],
            Markouts = [.. Markouts()],
        };
    }

    private IEnumerable<PositionRow> Positions()
    {
        foreach (Instrument instrument in instruments)
        {
            foreach (string strategy in _keeper.Strategies.Append(PositionKeeper.Unattributed))
            {
                PositionView position = _keeper.Position(strategy, instrument.Id);
                bool isStrategys = content.Strategies.Any(entry => entry.Id == strategy && entry.Instrument == instrument.Id.ToString());
                if (position.Lots == 0 && !isStrategys)
                    continue;
                string price = strategy.Length == 0 ? "" : _keeper.AveragePrice(instrument.Id, strategy) ?? "";
                yield return new(
                    instrument.Id.ToString(), strategy.Length == 0 ? Unattributed : strategy, position.Lots, instrument.QuantityScale, price,
                    position.Realised, position.Unrealised, instrument.SettlementAsset);
            }
        }
    }

    private IEnumerable<MarkoutRow> Markouts() =>
        from instrument in instruments
        from strategy in _keeper.Strategies.Append(PositionKeeper.Unattributed)
        from markout in markouts.Of(strategy, instrument.Id)
        where markout.Fills + markout.Missed > 0
        select new MarkoutRow(
            instrument.Id.ToString(), strategy.Length == 0 ? Unattributed : strategy, markout.HorizonNs, markout.Fills, markout.Missed,
            markout.MeanTicks, markout.Money);

    private IEnumerable<StrategyPnlRow> StrategyProfit(IReadOnlyList<string> assets) =>
        from strategy in _keeper.Strategies.Append(PositionKeeper.Unattributed)
        from asset in assets
        let profit = _keeper.Profit(strategy, asset)
        where profit != default
        select new StrategyPnlRow(
            strategy.Length == 0 ? Unattributed : strategy,
            Row(asset, profit, strategy.Length == 0 ? _keeper.Rounding(asset) : 0));

    private static PnlRow Row(string asset, in ProfitAndLoss profit, Int128 rounding) => new(
        asset, profit.Spread, profit.Inventory, profit.Fees, profit.Rebates, profit.Funding, profit.Adjustments, profit.Total, rounding);

    private RealisedRow Realised(string asset)
    {
        RealisedAgreement agreement = _keeper.Agreement(asset);
        return new(asset, agreement.Compared, agreement.Differing, agreement.Difference);
    }

    private static string Words(Adjustment adjustment) =>
        $"{adjustment.Subject}: {adjustment.Ours} became {adjustment.Venues} by {adjustment.Cause}";
}
