using Quern.Grains.Journal;
using Quern.Grains.Journal.Files;
using Quern.Grains.Journal.Postgres;
using Quern.Silo.Configuration;

namespace Quern.Silo.Hosting;

/// <summary>Makes the stores that the settings name. Nothing is connected before the first use.</summary>
public static class JournalStores
{
    private const int WalletSegmentBytes = 4 << 20;

    /// <summary>Where orders and ledgers are journaled.</summary>
    /// <param name="journal">Which store.</param>
    /// <param name="folder">For files, theirs.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="SettingsException">The reference to the connection string can't be resolved.</exception>
    public static IJournalStore Create(JournalSettings journal, string folder, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(journal);
        return journal.Store is "File"
            ? new FileJournalStore(new() { Folder = folder }, time)
            : new PostgresJournalStore(new() { Connection = Connection(journal) }, time);
    }

    /// <summary>Where kills are kept.</summary>
    /// <param name="journal">Which store.</param>
    /// <param name="data">For files, the silo's data folder.</param>
    /// <exception cref="SettingsException">The reference to the connection string can't be resolved.</exception>
    public static IKillSwitch CreateKills(JournalSettings journal, string data)
    {
        ArgumentNullException.ThrowIfNull(journal);
        return journal.Store is "File" ? new FileKillSwitch(Path.Combine(data, "kills.json")) : new PostgresKillSwitch(Connection(journal));
    }

    /// <summary>
    /// Where wallets keep their nonces. Paper sessions begin with empty journals, a chain does not begin anew: in files, wallets have a folder of
    /// their own. A wallet moves between the silos of a cluster: in a database, all of them reach what any of them signed.
    /// </summary>
    /// <param name="journal">Which store.</param>
    /// <param name="data">For files, the silo's data folder.</param>
    /// <param name="time">The clock.</param>
    /// <returns>Null for the store of orders and ledgers.</returns>
    public static IJournalStore? CreateWallets(JournalSettings journal, string data, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(journal);
        return journal.Store is "File" ? new FileJournalStore(new() { Folder = Path.Combine(data, "wallets"), SegmentBytes = WalletSegmentBytes }, time) : null;
    }

    private static string Connection(JournalSettings journal) => SecretReference.Resolve(journal.Connection, "journal.connection");
}
