using System.Globalization;
using Npgsql;
using Quern.Grains.Leases;

namespace Quern.Grains.Journal.Postgres;

/// <summary>What an owner finds and takes over, in one transaction: it commits with the higher epoch, or nothing happened.</summary>
internal sealed record PostgresOpening(
    int Epoch, long Sequence, byte[] Hash, string Notice, IReadOnlyList<JournalRun> Runs, JournalSnapshot? Snapshot, LeaseRecord? Lease,
    IReadOnlyList<SequenceBlock> Blocks, uint Reserved)
{
    public static async Task<PostgresOpening> TakeOver(NpgsqlConnection connection, string name, int block)
    {
        await Run(connection, "INSERT INTO quern_journal (name, epoch, sequence, hash) VALUES ($1, 0, 0, decode(repeat('00', 32), 'hex')) ON CONFLICT DO NOTHING", name);
        // The row's lock keeps the old owner's appends out: each either committed before and is read here, or will find a higher epoch.
        (int old, long sequence, byte[] hash) = await ReadHead(connection, name);
        List<JournalRun> runs = await ReadRuns(connection, name);
        string notice = "";
        if (old > (runs.Count == 0 ? 0 : runs[^1].Epoch))
        {
            (JournalRun run, notice) = await Judge(connection, name, runs, old, sequence, hash);
            runs.Add(run);
            (sequence, hash) = (run.Last, Convert.FromHexString(run.Hash));
        }

        LeaseRecord? lease;
        await using (NpgsqlCommand read = Command(connection, PostgresSchema.ReadLease, name))
            lease = await ReadLease(read);
        List<SequenceBlock> blocks = await ReadBlocks(connection, name, runs);
        JournalSnapshot? snapshot = await ReadSnapshot(connection, name, sequence);
        await Run(connection, "UPDATE quern_journal SET epoch = $2, sequence = $3, hash = $4 WHERE name = $1", name, old + 1, sequence, hash);
        await Run(connection, PostgresSchema.Reserve, name, old + 1, (long)block);
        return new(old + 1, sequence, hash, notice, runs, snapshot, lease, blocks, (uint)block);
    }

    public static async Task<LeaseRecord?> ReadLease(NpgsqlCommand command)
    {
        await using NpgsqlDataReader row = await command.ExecuteReaderAsync();
        return await row.ReadAsync()
            ? new(row.GetInt32(0), row.GetString(1), new(row.GetInt64(2)), new(row.GetInt64(3)), new(row.GetInt64(4)), row.GetInt64(5), row.GetBoolean(6))
            : null;
    }

    public static NpgsqlCommand Command(NpgsqlConnection connection, string text, params object[] values)
    {
        var command = new NpgsqlCommand(text, connection);
        foreach (object value in values)
            command.Parameters.Add(new() { Value = value });
        return command;
    }

    private static async Task Run(NpgsqlConnection connection, string text, params object[] values)
    {
        await using NpgsqlCommand command = Command(connection, text, values);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<(int Epoch, long Sequence, byte[] Hash)> ReadHead(NpgsqlConnection connection, string name)
    {
        await using NpgsqlCommand command = Command(connection, "SELECT epoch, sequence, hash FROM quern_journal WHERE name = $1 FOR UPDATE", name);
        await using NpgsqlDataReader row = await command.ExecuteReaderAsync();
        await row.ReadAsync();
        return (row.GetInt32(0), row.GetInt64(1), row.GetFieldValue<byte[]>(2));
    }

    private static async Task<List<JournalRun>> ReadRuns(NpgsqlConnection connection, string name)
    {
        await using NpgsqlCommand command = Command(
            connection, "SELECT epoch, ending, first, records, hash, detail FROM quern_run WHERE name = $1 ORDER BY epoch", name);
        await using NpgsqlDataReader row = await command.ExecuteReaderAsync();
        var runs = new List<JournalRun>();
        while (await row.ReadAsync())
            runs.Add(new(row.GetInt32(0), Enum.Parse<RunEnding>(row.GetString(1)), row.GetInt64(2), row.GetInt64(3), row.GetString(4), row.GetString(5)));
        return runs;
    }

    /// <summary>Reads what the run left, and writes down how it ended. Records behind the first that its hashes do not vouch for are set aside.</summary>
    private static async Task<(JournalRun Run, string Notice)> Judge(
        NpgsqlConnection connection, string name, List<JournalRun> runs, int epoch, long sequence, byte[] hash)
    {
        long first = runs.Count == 0 ? 1 : runs[^1].Last + 1;
        byte[] before = runs.Count == 0 ? [] : Convert.FromHexString(runs[^1].Hash);
        (long whole, byte[] last) = await PostgresGroups.Verify(connection, name, first, before);
        string detail = "";
        if (whole != sequence || !last.AsSpan().SequenceEqual(hash))
        {
            detail = string.Create(
                CultureInfo.InvariantCulture, $"records after {whole} of {sequence} do not match their hashes; set aside in quern_quarantine");
            await PostgresGroups.SetAside(connection, name, whole);
        }

        RunEnding ending = detail.Length == 0 ? RunEnding.Recovered : RunEnding.Quarantined;
        var run = new JournalRun(epoch, ending, first, whole - first + 1, Convert.ToHexStringLower(last), detail);
        await Run(connection, PostgresSchema.EndRun, name, epoch, ending.ToString(), run.First, run.Records, run.Hash, detail);
        return (run, detail.Length == 0 ? "" : $"{name}: {detail}");
    }

    /// <summary>Blocks of epochs that did not end by themselves: their last records may be lost.</summary>
    private static async Task<List<SequenceBlock>> ReadBlocks(NpgsqlConnection connection, string name, List<JournalRun> runs)
    {
        var ended = runs.Where(run => run.Ending is RunEnding.Ended).Select(run => run.Epoch).ToHashSet();
        await using NpgsqlCommand command = Command(connection, "SELECT epoch, through FROM quern_block WHERE name = $1 ORDER BY epoch", name);
        await using NpgsqlDataReader row = await command.ExecuteReaderAsync();
        var blocks = new List<SequenceBlock>();
        while (await row.ReadAsync())
        {
            if (!ended.Contains(row.GetInt32(0)))
                blocks.Add(new(row.GetInt32(0), (uint)row.GetInt64(1)));
        }

        return blocks;
    }

    private static async Task<JournalSnapshot?> ReadSnapshot(NpgsqlConnection connection, string name, long sequence)
    {
        await using NpgsqlCommand command = Command(
            connection, "SELECT sequence, state, hash FROM quern_snapshot WHERE name = $1 AND sequence <= $2 ORDER BY sequence DESC LIMIT 2", name, sequence);
        await using NpgsqlDataReader row = await command.ExecuteReaderAsync();
        while (await row.ReadAsync())
        {
            byte[] state = row.GetFieldValue<byte[]>(1);
            if (PostgresJournalStore.HashOf(row.GetInt64(0), state).AsSpan().SequenceEqual(row.GetFieldValue<byte[]>(2)))
                return new(row.GetInt64(0), state);
        }

        return null;
    }
}
