using Quern.Domain.Instruments;
using Quern.Domain.Orders;
using Quern.Grains.Interfaces.Catalogue;
using Quern.Grains.Interfaces.Orders;
using Quern.Grains.Journal;
using Quern.Proto;

namespace Quern.Grains.Orders;

public sealed partial class OrderManagerGrain
{
    /// <summary>Rebuilds the account from the newest snapshot and the records after it; from all records when there is none or it can't be used.</summary>
    private async Task<AccountSettings> Restore(AccountEntry entry)
    {
        if (_journal.Snapshot is { } stored)
        {
            try
            {
                return await Restore(entry, AccountSnapshots.Read(stored));
            }
            catch (SnapshotException damaged)
            {
                logger.JournalNotice(_account, $"{damaged.Message} All records are read instead.");
            }
        }

        return await Restore(entry, snapshot: null);
    }

    private async Task<AccountSettings> Restore(AccountEntry entry, AccountSnapshot? snapshot)
    {
        List<JournalEntry> entries = snapshot is null
            ? [.. _entries.All()]
            : [.. _entries.Earlier(((int)snapshot.SenderEpoch, snapshot.SenderSequence))];
        _instruments = await LoadInstruments(entries, snapshot?.Instruments ?? []);
        _ordersBefore = (snapshot?.Orders ?? 0) + entries.Count(known => known.Kind is Domain.Orders.JournalKind.OrderIntended);
        AccountSettings settings = AccountLimits.Read(entry, _instruments);

        _oms = hub.Open(_account, _journal.Epoch);
        _fills = new();
        if (snapshot is not null)
            _fills.Take(snapshot.FillsBefore, snapshot.Fills.Select(BookedFills.ToMessage));
        _news = new(_account, _fills, logger);
        _delivery = new(_account, _fills, () => EarlierFills(settings), GrainFactory, logger);
        _manager = new(settings, _journal.Epoch, _instruments, _entries, new OrderGateway(_oms), _news);
        _manager.Restore(snapshot?.State.Memory ?? default, entries, fill => _fills.Add(fill, 0));
        foreach (Instrument instrument in _instruments)
            _fills.NoteRead(instrument.Id, _manager.TradesCompleteTo(instrument.Id));
        logger.AccountRestored(_account, _journal.Epoch, entries.Count, _journal.Location);
        if (_manager.IsStopped)
            logger.AccountStopped(_account);
        return settings;
    }

    private byte[] TakeSnapshot() => AccountSnapshots.Write(
        _manager, _entries, _fills, _instruments.Select(instrument => instrument.Id.ToString()), _ordersBefore + _manager.Statistics.Intended);

    /// <summary>Every fill of earlier owners, from all their records.</summary>
    private IEnumerable<FillMessage> EarlierFills(AccountSettings settings)
    {
        var fills = new FillLog(kept: int.MaxValue / 4);
        var journal = new AccountJournal(_journal, options.Run, "");
        var replay = new OrderManager(settings, _journal.Epoch, _instruments, journal, new OrderGateway(_oms), _news);
        replay.Restore(journal.All(), fill => fills.Add(fill, 0));
        return fills.After(0, int.MaxValue);
    }

    private async Task<List<Instrument>> LoadInstruments(List<JournalEntry> entries, IEnumerable<string> known)
    {
        IEnumerable<string> configured = options.Content.Strategies.Where(strategy => strategy.Account == _account).Select(strategy => strategy.Instrument);
        IEnumerable<string> journaled = entries.Select(entry => entry.Instrument.ToString()).Concat(entries.Select(entry => entry.Report.Instrument.ToString()));
        var instruments = new List<Instrument>();
        foreach (string id in configured.Concat(known).Concat(journaled).Where(id => id.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
            instruments.Add(await venues.Find(InstrumentId.Parse(id)));
        return instruments;
    }
}
