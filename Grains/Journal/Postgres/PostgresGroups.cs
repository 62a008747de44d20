using Npgsql;

namespace Quern.Grains.Journal.Postgres;

/// <summary>Reads records and the hashes of their groups.</summary>
internal static class PostgresGroups
{
    private const string Records = """
        SELECT r.sequence, r.epoch, r.record, g.hash FROM quern_record r LEFT JOIN quern_group g ON g.name = r.name AND g.sequence = r.sequence
        WHERE r.name = $1 AND r.sequence >= $2 AND r.sequence <= $3 ORDER BY r.sequence
        """;

    /// <summary>Checks a run's groups, as far as they go without a gap.</summary>
    /// <returns>The last record that a hash vouches for, and that hash.</returns>
    public static async Task<(long Sequence, byte[] Hash)> Verify(NpgsqlConnection connection, string name, long first, byte[] before)
    {
        await using NpgsqlCommand command = PostgresOpening.Command(connection, Records, name, first, long.MaxValue);
        await using NpgsqlDataReader row = await command.ExecuteReaderAsync();
        using var chain = new GroupChain(before);
        byte[] last = chain.Last.ToArray();
        long sequence = first - 1, whole = sequence;
        while (await row.ReadAsync() && row.GetInt64(0) == sequence + 1)
        {
            sequence++;
            chain.Add(row.GetFieldValue<byte[]>(2));
            if (await row.IsDBNullAsync(3))
                continue;
            if (!chain.Close().SequenceEqual(row.GetFieldValue<byte[]>(3)))
                break;
            (whole, last) = (sequence, chain.Last.ToArray());
        }

        return (whole, last);
    }

    /// <summary>Streams records over a connection of its own.</summary>
    public static IEnumerable<JournalLine> Read(NpgsqlDataSource source, string name, long first, long last)
    {
        using NpgsqlConnection connection = source.OpenConnection();
        using NpgsqlCommand command = PostgresOpening.Command(connection, Records, name, first, last);
        using NpgsqlDataReader row = command.ExecuteReader();
        long expected = first;
        while (row.Read())
        {
            if (row.GetInt64(0) != expected)
                break;
            expected++;
            yield return new(row.GetInt32(1), row.GetFieldValue<byte[]>(2)) { Sequence = row.GetInt64(0) };
        }

        if (expected != last + 1)
            throw new JournalException($"The journal of '{name}' has lost record {expected} of {last}: restore the database from a copy.");
    }

    /// <summary>Keeps damaged records where nobody takes them for good.</summary>
    public static async Task SetAside(NpgsqlConnection connection, string name, long after)
    {
        await using NpgsqlCommand command = PostgresOpening.Command(
            connection,
            """
            CREATE TABLE IF NOT EXISTS quern_quarantine (name text NOT NULL, sequence bigint NOT NULL, epoch int NOT NULL, record bytea NOT NULL);
            """);
        await command.ExecuteNonQueryAsync();
        await using NpgsqlCommand move = PostgresOpening.Command(
            connection,
            """
            WITH moved AS (DELETE FROM quern_record WHERE name = $1 AND sequence > $2 RETURNING name, sequence, epoch, record)
            INSERT INTO quern_quarantine SELECT * FROM moved
            """,
            name, after);
        await move.ExecuteNonQueryAsync();
        await using NpgsqlCommand forget = PostgresOpening.Command(
            connection, "DELETE FROM quern_group WHERE name = $1 AND sequence > $2", name, after);
        await forget.ExecuteNonQueryAsync();
    }
}
