using System.Globalization;
using Quern.Client.Output;
using Quern.Client.Watch.Frames;
using Quern.Proto;

namespace Quern.Client.Watch.Panels;

/// <summary>The ladder: prices down the middle, bids to the left, asks to the right, the spread in the middle row, our orders marked.</summary>
public static class BookPanel
{
    private const string OwnMark = "◆";
    private const string SpreadLabel = " spread ";

    // Room for a side that also shows the size of our own order.
    private const int WideSide = 27;

    /// <summary>Draws it.</summary>
    public static void Draw(Pane pane, WatchState state)
    {
        Pane inner = pane.Titled("Book", $"{OwnMark} ours");
        if (state.Book is not { Ladder.Count: > 0 } view)
        {
            inner.Put(1, inner.Height / 2, state.View is null ? "waiting for the silo" : $"no book of {state.Instrument} yet", Ink.Quiet);
            return;
        }

        var columns = LadderColumns.Of(view.Ladder, inner.Width);
        foreach ((int line, LadderRow? row) in LadderWindow.Of(view.Ladder, inner.Height))
        {
            if (row is null)
                DrawSpread(inner, line, columns, view.Ladder);
            else
                DrawRow(inner, line, columns, row);
        }
    }

    private static void DrawSpread(Pane pane, int line, LadderColumns columns, IReadOnlyList<LadderRow> ladder)
    {
        decimal? bid = DecimalColumn.ValueOf(ladder.FirstOrDefault(row => DecimalColumn.IsSize(row.BidQuantity))?.Price ?? "");
        decimal? ask = DecimalColumn.ValueOf(ladder.LastOrDefault(row => DecimalColumn.IsSize(row.AskQuantity))?.Price ?? "");
        pane.Fill(0, line, pane.Width, '╌', Ink.Faint);
        if (ask - bid is not { } spread)
            return;

        string text = columns.Price.Align(spread.ToString(CultureInfo.InvariantCulture));
        pane.Put(columns.PriceAt - SpreadLabel.Length, line, $"{SpreadLabel}{text} ", Ink.Quiet);
    }

    private static void DrawRow(Pane pane, int line, LadderColumns columns, LadderRow row)
    {
        bool isBid = DecimalColumn.IsSize(row.BidQuantity);
        bool isAsk = DecimalColumn.IsSize(row.AskQuantity);
        bool isOwn = DecimalColumn.IsSize(row.OwnBid) || DecimalColumn.IsSize(row.OwnAsk);
        Ink side = isBid ? Ink.Buy : isAsk ? Ink.Sell : Ink.Faint;
        pane.Put(columns.PriceAt, line, columns.Price.Align(row.Price), isOwn ? ((Look)Ink.Own).Bold : side);
        if (isBid)
            DrawBid(pane, line, columns, row);
        if (isAsk)
            DrawAsk(pane, line, columns, row);
    }

    private static void DrawBid(Pane pane, int line, LadderColumns columns, LadderRow row)
    {
        int end = columns.PriceAt - 1;
        if (DecimalColumn.IsSize(row.OwnBid))
            pane.Put(end - 1, line, OwnMark, Ink.Own);
        end = pane.PutBefore(end - 2, line, columns.Size.Align(row.BidQuantity), Ink.Plain) - 1;

        int room = Math.Max(0, end - columns.OwnWidth);
        Bars.Left(pane, end, line, columns.Halves(row.BidQuantity, room), Ink.BidSize);
        Bars.Left(pane, end, line, columns.OwnHalves(row.OwnBid, row.BidQuantity, room), Ink.Own);
        if (columns.OwnWidth > 0 && DecimalColumn.IsSize(row.OwnBid))
            pane.Put(0, line, columns.Size.Align(row.OwnBid), Ink.Own);
    }

    private static void DrawAsk(Pane pane, int line, LadderColumns columns, LadderRow row)
    {
        int column = columns.PriceAt + columns.Price.Width + 1;
        if (DecimalColumn.IsSize(row.OwnAsk))
            pane.Put(column, line, OwnMark, Ink.Own);
        column = pane.Put(column + 2, line, columns.Size.Align(row.AskQuantity), Ink.Plain) + 1;

        int room = Math.Max(0, pane.Width - column - columns.OwnWidth);
        Bars.Right(pane, column, line, columns.Halves(row.AskQuantity, room), Ink.AskSize);
        Bars.Right(pane, column, line, columns.OwnHalves(row.OwnAsk, row.AskQuantity, room), Ink.Own);
        if (columns.OwnWidth > 0 && DecimalColumn.IsSize(row.OwnAsk))
            pane.PutBefore(pane.Width, line, columns.Size.Align(row.OwnAsk), Ink.Own);
    }

    private readonly record struct LadderColumns(DecimalColumn Price, DecimalColumn Size, int PriceAt, int OwnWidth, decimal Largest)
    {
        public static LadderColumns Of(IReadOnlyList<LadderRow> ladder, int width)
        {
            var price = DecimalColumn.Of(ladder.Select(row => row.Price));
            var size = DecimalColumn.Of(ladder.SelectMany(row => new[] { row.BidQuantity, row.AskQuantity }));
            decimal largest = ladder.SelectMany(row => new[] { row.BidQuantity, row.AskQuantity }).Max(DecimalColumn.ValueOf) ?? 0;
            int at = (width - price.Width) / 2;
            return new(price, size, at, at >= WideSide ? size.Width + 1 : 0, largest);
        }

        // Our part covers whole cells, for one cell cannot show the halves of two bars.
        public int OwnHalves(string own, string level, int cells)
        {
            int halves = Halves(own, cells);
            return Math.Min(halves + halves % 2, Halves(level, cells));
        }

        public int Halves(string quantity, int cells) => Bars.Halves(DecimalColumn.ValueOf(quantity) ?? 0, Largest, cells);
    }
}
