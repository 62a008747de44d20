using Quern.Domain.Instruments;

namespace Quern.Domain.Orders;

internal sealed partial class AccountState
{
    /// <summary>Takes the state that <see cref="Snapshot"/> wrote, in place of every entry up to then.</summary>
    /// <exception cref="SnapshotException">It is damaged, of another account or form, or larger than the settings allow.</exception>
    public void Read(ReadOnlyMemory<byte> snapshot)
    {
        var bytes = new CanonicalReader(snapshot);
        string? form = bytes.Text();
        string? account = form == Form ? bytes.Text() : null;
        if (form != Form || account != _settings.Account || bytes.Long() != _settings.AccountNumber)
            throw new SnapshotException($"A snapshot of {account ?? "something"} in the form {form} is none of {_settings.Account} in the form {Form}.");

        Epoch = (int)bytes.Long();
        Sequence = (uint)bytes.Long();
        IsStopped = bytes.Bool();
        IsKilled = bytes.Bool();
        KillReason = bytes.Text() ?? "";
        for (int left = bytes.Count(int.MaxValue); left > 0; left--)
            ReadInstrument(bytes);
        ReadOrders(bytes);
        for (int left = bytes.Count(_settings.CommandsKept); left > 0; left--)
            _commands.Add(bytes.Text() ?? "", bytes.UInt128(), new(bytes.ULong()));
        for (int left = bytes.Count(UnlinkedKept); left > 0; left--)
            _unlinked.Add(InstrumentId.Parse(bytes.Text() ?? ""), bytes.Text() ?? "", bytes.Long(), bytes.Int128());
        if (!bytes.IsAtEnd)
            throw new SnapshotException($"The snapshot of {_settings.Account} goes on where it should end.");
    }

    private void ReadInstrument(CanonicalReader bytes)
    {
        TradedInstrument traded = Require(InstrumentId.Parse(bytes.Text() ?? ""));
        traded.PositionLots = bytes.Long();
        // What is open follows from the orders.
        bytes.Int128();
        bytes.Int128();
        traded.NewestTradeId = bytes.Long();
        ReadWindow(bytes, traded.TradeIds(Side.Buy));
        ReadWindow(bytes, traded.TradeIds(Side.Sell));
    }

    private void ReadWindow(CanonicalReader bytes, IdWindow window)
    {
        for (int left = bytes.Count(_settings.TradeIdsKept); left > 0; left--)
            window.Add(bytes.Long());
    }

    private void ReadOrders(CanonicalReader bytes)
    {
        int live = bytes.Count(_settings.MaxLiveOrders);
        var at = new Order[live];
        for (int index = 0; index < live; index++)
            at[index] = ReadOrder(bytes);

        int ended = bytes.Count(_settings.EndedOrdersKept);
        long evicted = bytes.Long();
        // One more fits as long as there is room for one more live order: an ended one passes through there.
        if (ended > 0 && live == _settings.MaxLiveOrders)
            throw new SnapshotException($"The snapshot of {_settings.Account} is full: {live} live orders.");
        for (int left = ended; left > 0; left--)
            Orders.Close(ReadOrder(bytes));
        Orders.Evicted = evicted;
        foreach (Order order in at)
            Of(order).Add(order);
    }

    private Order ReadOrder(CanonicalReader bytes)
    {
        Order order = Orders.Open(new(bytes.ULong()));
        order.Instrument = Require(InstrumentId.Parse(bytes.Text() ?? "")).Definition;
        order.Strategy = bytes.Text() ?? "";
        long kinds = bytes.Long();
        order.Side = (Side)(kinds & 0xff);
        order.Type = (OrderType)(kinds >> 8 & 0xff);
        order.TimeInForce = (TimeInForce)(kinds >> 16 & 0xff);
        order.State = (OrderState)(kinds >> 24 & 0xff);
        order.EndReason = (Reason)(kinds >> 32 & 0xff);
        order.Absence = (AbsenceAnswers)(kinds >> 40 & 0xff);
        order.PostOnly = bytes.Bool();
        order.ReduceOnly = bytes.Bool();
        order.IsQuote = bytes.Bool();
        order.WasAcknowledged = bytes.Bool();
        order.CancelWanted = bytes.Bool();
        order.CommandKey = bytes.UInt128();
        order.Price = new(bytes.Long());
        order.Quantity = new(bytes.Long());
        order.Filled = new(bytes.Long());
        order.Traded = new(bytes.Long());
        order.TradedTickLots = bytes.Int128();
        order.PendingPrice = new(bytes.Long());
        order.PendingQuantity = new(bytes.Long());
        if (bytes.Text() is { } name)
            Orders.Name(order, name);
        order.IntendedNs = bytes.Long();
        order.AcknowledgedNs = bytes.Long();
        order.EndedNs = bytes.Long();
        order.RequestedNs = bytes.Long();
        order.RequestExpiresNs = bytes.Long();
        order.PriceStatedNs = bytes.Long();
        order.HeardStampNs = bytes.Long();
        order.ReplaceAskedAfterNs = bytes.Long();
        order.TradesBefore = bytes.Long();
        order.Requests = (int)bytes.Long();
        return order;
    }
}
