using Quern.Domain.Instruments;
using Quern.Domain.Orders;

namespace Quern.Domain.Positions;

public sealed partial class PositionKeeper
{
    private const string Form = "quern-books-1";

    /// <summary>
    /// Everything booked and every mark, as canonical bytes: with it a successor books on as if it had booked all that was before. What the venue
    /// said of realised profit is not in it: its comparison starts anew with each owner.
    /// </summary>
    public byte[] Snapshot()
    {
        var bytes = new CanonicalBytes();
        bytes.Add(Form);
        bytes.Add(Account);
        bytes.Add((long)_inOrder.Length);
        foreach (KeptInstrument kept in _inOrder)
            Write(bytes, kept);
        Ledger.Write(bytes);
        WriteParts(bytes);
        return bytes.ToArray();
    }

    /// <summary>Takes what <see cref="Snapshot"/> wrote; only before anything was booked.</summary>
    /// <exception cref="SnapshotException">It is damaged, of another account, or larger than the settings allow: begin with other books.</exception>
    public void Read(ReadOnlyMemory<byte> snapshot)
    {
        var bytes = new CanonicalReader(snapshot);
        string? form = bytes.Text();
        string? account = form == Form ? bytes.Text() : null;
        if (account != Account)
            throw new SnapshotException($"A snapshot of {account ?? "something"} in the form {form} is none of the books of {Account} in the form {Form}.");

        for (int left = bytes.Count(int.MaxValue); left > 0; left--)
            ReadInstrument(bytes);
        Ledger.Read(bytes);
        ReadParts(bytes);
        if (!bytes.IsAtEnd)
            throw new SnapshotException($"The snapshot of the books of {Account} goes on where it should end.");
    }

    private static void Write(CanonicalBytes bytes, KeptInstrument kept)
    {
        bytes.Add(kept.Definition.Id.ToString());
        bytes.Add(kept.MidHalfTicks.HasValue);
        bytes.Add(kept.MidHalfTicks ?? 0);
        kept.Whole.Write(bytes);
        kept.NoStrategys.Write(bytes);
        bytes.Add((long)kept.Strategies.Count);
        foreach (PositionLine line in kept.Strategies)
        {
            bytes.Add(line.Strategy);
            line.Write(bytes);
        }

        Add(bytes, kept.TradeIds(Side.Buy));
        Add(bytes, kept.TradeIds(Side.Sell));
        Add(bytes, kept.FundingTimes);
        bytes.Add((long)kept.Recent.Count);
        for (int age = 0; age < kept.Recent.Count; age++)
        {
            (long timeNs, PositionLine line, long lots) = kept.Recent[age];
            bytes.Add(timeNs);
            bytes.Add(line.Strategy);
            bytes.Add(lots);
        }
    }

    private void ReadInstrument(CanonicalReader bytes)
    {
        var id = InstrumentId.Parse(bytes.Text() ?? "");
        if (!_instruments.TryGetValue(id, out KeptInstrument? kept))
            throw new SnapshotException($"The snapshot of the books of {Account} holds {id}, which it does not keep.");

        bool isMarked = bytes.Bool();
        long mark = bytes.Long();
        kept.MidHalfTicks = isMarked ? mark : null;
        kept.Whole.Read(bytes, kept.Math);
        kept.NoStrategys.Read(bytes, kept.Math);
        for (int left = bytes.Count(int.MaxValue); left > 0; left--)
            kept.FindOrAdd(bytes.Text() ?? "").Read(bytes, kept.Math);
        ReadWindow(bytes, kept.TradeIds(Side.Buy), _settings.IdsKept);
        ReadWindow(bytes, kept.TradeIds(Side.Sell), _settings.IdsKept);
        ReadWindow(bytes, kept.FundingTimes, _settings.IdsKept);
        for (int left = bytes.Count(_settings.TradesKept); left > 0; left--)
            kept.Recent.Add(bytes.Long(), kept.FindOrAdd(bytes.Text() ?? ""), bytes.Long());
    }

    private static void ReadWindow(CanonicalReader bytes, IdWindow window, int most)
    {
        for (int left = bytes.Count(most); left > 0; left--)
            window.Add(bytes.Long());
    }

    private void WriteParts(CanonicalBytes bytes)
    {
        bytes.Add((long)_otherKeys.Count);
        AddParts(bytes);

        bytes.Add(AdjustmentCount);
        bytes.Add((long)_adjustments.Count);
        foreach (Adjustment adjustment in _adjustments)
        {
            bytes.Add(adjustment.Subject);
            bytes.Add(adjustment.Ours);
            bytes.Add(adjustment.Venues);
            bytes.Add(adjustment.Cause);
            bytes.Add(adjustment.TimeNs);
        }
    }

    private void AddParts(CanonicalBytes bytes)
    {
        foreach ((string Strategy, string Asset) key in _otherKeys)
        {
            ProfitAndLoss part = _otherParts[key];
            bytes.Add(key.Strategy);
            bytes.Add(key.Asset);
            bytes.Add(part.Fees);
            bytes.Add(part.Rebates);
            bytes.Add(part.Funding);
            bytes.Add(part.Adjustments);
        }
    }

    private void ReadParts(CanonicalReader bytes)
    {
        for (int left = bytes.Count(int.MaxValue); left > 0; left--)
        {
            string strategy = bytes.Text() ?? "";
            string asset = bytes.Text() ?? "";
            AddPart(strategy, asset, new(0, 0, bytes.Int128(), bytes.Int128(), bytes.Int128(), bytes.Int128()));
        }

        AdjustmentCount = bytes.Long();
        for (int left = bytes.Count(_settings.AdjustmentsKept); left > 0; left--)
            _adjustments.Enqueue(new(bytes.Text() ?? "", bytes.Int128(), bytes.Int128(), bytes.Text() ?? "", bytes.Long()));
    }
}
