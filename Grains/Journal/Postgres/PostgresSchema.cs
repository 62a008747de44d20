namespace Quern.Grains.Journal.Postgres;

/// <summary>The tables. Made when missing; every member is only ever added to.</summary>
internal static class PostgresSchema
{
    /// <summary>Version of the tables that this build writes.</summary>
    public const int Version = 1;

    // One silo makes them while the others wait: a key of our own, chosen once.
    public const string Create = """
        SELECT pg_advisory_xact_lock(7310589342214);
        CREATE TABLE IF NOT EXISTS quern_schema (version int PRIMARY KEY);
        INSERT INTO quern_schema SELECT 1 WHERE NOT EXISTS (SELECT FROM quern_schema);
        CREATE TABLE IF NOT EXISTS quern_journal (
            name text PRIMARY KEY, epoch int NOT NULL, sequence bigint NOT NULL, hash bytea NOT NULL);
        CREATE TABLE IF NOT EXISTS quern_record (
            name text NOT NULL, sequence bigint NOT NULL, epoch int NOT NULL, record bytea NOT NULL, PRIMARY KEY (name, sequence));
        CREATE TABLE IF NOT EXISTS quern_group (
            name text NOT NULL, sequence bigint NOT NULL, epoch int NOT NULL, hash bytea NOT NULL, PRIMARY KEY (name, sequence));
        CREATE TABLE IF NOT EXISTS quern_run (
            name text NOT NULL, epoch int NOT NULL, ending text NOT NULL, first bigint NOT NULL, records bigint NOT NULL, hash text NOT NULL,
            detail text NOT NULL, PRIMARY KEY (name, epoch));
        CREATE TABLE IF NOT EXISTS quern_block (name text NOT NULL, epoch int NOT NULL, through bigint NOT NULL, PRIMARY KEY (name, epoch));
        CREATE TABLE IF NOT EXISTS quern_snapshot (
            name text NOT NULL, sequence bigint NOT NULL, epoch int NOT NULL, state bytea NOT NULL, hash bytea NOT NULL, PRIMARY KEY (name, sequence));
        CREATE TABLE IF NOT EXISTS quern_lease (
            name text PRIMARY KEY, epoch int NOT NULL, owner text NOT NULL, duration_ticks bigint NOT NULL, expiry_ticks bigint NOT NULL,
            clock_error_ticks bigint NOT NULL, renewals bigint NOT NULL, released boolean NOT NULL);
        CREATE TABLE IF NOT EXISTS quern_kill (account text PRIMARY KEY, reason text NOT NULL);
        """;

    /// <summary>
    /// One group commit in one statement: it takes effect only while the epoch is the newest and nothing was appended since. The records come
    /// as one block of bytes and the place of each in it. Parameters: name, epoch, before, records, hash, bytes, starts, lengths.
    /// </summary>
    public const string Append = """
        WITH owner AS (
            UPDATE quern_journal SET sequence = $3 + $4, hash = $5 WHERE name = $1 AND epoch = $2 AND sequence = $3 RETURNING name),
        sealed AS (
            INSERT INTO quern_group (name, sequence, epoch, hash) SELECT owner.name, $3 + $4, $2, $5 FROM owner)
        INSERT INTO quern_record (name, sequence, epoch, record)
        SELECT owner.name, $3 + place.number, $2, substring($6 FROM place.start FOR place.length)
        FROM owner, unnest($7, $8) WITH ORDINALITY AS place (start, length, number)
        """;

    /// <summary>A block of order sequences. Parameters: name, epoch, through.</summary>
    public const string Reserve = """
        INSERT INTO quern_block (name, epoch, through)
        SELECT name, epoch, $3 FROM quern_journal WHERE name = $1 AND epoch = $2 FOR SHARE
        ON CONFLICT (name, epoch) DO UPDATE SET through = greatest(quern_block.through, excluded.through)
        """;

    /// <summary>The owner's lease. Parameters: name, epoch, owner, duration, expiry, clock error, renewals, released.</summary>
    public const string Lease = """
        INSERT INTO quern_lease (name, epoch, owner, duration_ticks, expiry_ticks, clock_error_ticks, renewals, released)
        SELECT name, epoch, $3, $4, $5, $6, $7, $8 FROM quern_journal WHERE name = $1 AND epoch = $2 FOR SHARE
        ON CONFLICT (name) DO UPDATE SET epoch = excluded.epoch, owner = excluded.owner, duration_ticks = excluded.duration_ticks,
            expiry_ticks = excluded.expiry_ticks, clock_error_ticks = excluded.clock_error_ticks, renewals = excluded.renewals,
            released = excluded.released
        """;

    /// <summary>Parameters: name.</summary>
    public const string ReadLease =
        "SELECT epoch, owner, duration_ticks, expiry_ticks, clock_error_ticks, renewals, released FROM quern_lease WHERE name = $1";

    /// <summary>Parameters: name, epoch, sequence, state, hash.</summary>
    public const string Snapshot = """
        INSERT INTO quern_snapshot (name, epoch, sequence, state, hash)
        SELECT name, epoch, $3, $4, $5 FROM quern_journal WHERE name = $1 AND epoch = $2 FOR SHARE
        ON CONFLICT (name, sequence) DO UPDATE SET state = excluded.state, hash = excluded.hash
        """;

    /// <summary>How a run ended. Parameters: name, epoch, ending, first, records, hash, detail.</summary>
    public const string EndRun = """
        INSERT INTO quern_run (name, epoch, ending, first, records, hash, detail)
        SELECT name, $2, $3, $4, $5, $6, $7 FROM quern_journal WHERE name = $1 AND epoch = $2 FOR SHARE
        ON CONFLICT (name, epoch) DO NOTHING
        """;
}
