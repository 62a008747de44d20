namespace Quern.Silo.Replay;

/// <summary>A replay's report for people.</summary>
internal static class ReplayText
{
    public static void Print(ReplayReport report, TextWriter output)
    {
        output.WriteLine($"Replay of {report.Market} · run {report.Run}");
        output.WriteLine($"  messages {report.Messages}, malformed {report.Malformed}, gaps {report.Gaps}, trades {report.Trades}");
        output.WriteLine($"  diffs    {report.DiffsApplied} applied, {report.DiffsDropped} dropped");
        foreach (ReplayInstrument book in report.Instruments)
            output.WriteLine($"  book     {book.Id}: {book.BidQuantity} @ {book.Bid} | {book.Ask} @ {book.AskQuantity}, {book.BidLevels} and {book.AskLevels} levels, md5 {book.BookMd5}");
        output.WriteLine($"  check    {report.BookTickerCheck.Equal} of {report.BookTickerCheck.Compared} best quotes equal the exchange's own");
        output.WriteLine($"  orders   {report.Orders.Sent} sent, {report.Orders.Cancelled} cancelled, {report.Orders.Rejected} rejected, {report.Orders.Unknown} unknown, {report.Fills} fills");
        foreach (ReplayPosition position in report.Positions)
            output.WriteLine($"  position {position.Quantity} {position.Instrument} ({position.Strategy}) {position.AveragePrice}");
        ReplayPnl pnl = report.Pnl;
        output.WriteLine($"  P&L      {pnl.Total} {pnl.Asset}: spread {pnl.Spread}, inventory {pnl.Inventory}, fees {pnl.Fees}, rebates {pnl.Rebates}, funding {pnl.Funding}, adjustments {pnl.Adjustments}");
        output.WriteLine($"  hash     {report.EventHash}");
    }
}
