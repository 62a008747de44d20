using System.Security.Cryptography;
using Npgsql;
using Quern.Grains.Leases;

namespace Quern.Grains.Journal.Postgres;

/// <summary>How journals are kept in PostgreSQL.</summary>
public sealed record PostgresJournalOptions
{
    /// <summary>Npgsql's connection string; a secret.</summary>
    public required string Connection { get; init; }

    /// <summary>How often what was appended is written as a group. 1 to 100 ms. Default 10 ms.</summary>
    public TimeSpan WriteEvery { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>A statement that takes longer has failed; it is tried again. 1 to 60 s. Default 5 s.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Bytes that may wait for the server; then appends are refused. 64 KiB to 1 GiB. Default 64 MiB.</summary>
    public int MostWaiting { get; init; } = 64 * 1024 * 1024;

    /// <summary>Order sequences that are reserved when a journal is opened. 1 to 1,000,000. Default 1,000.</summary>
    public int FirstBlock { get; init; } = 1_000;

    /// <summary>Names no secret.</summary>
    public override string ToString() => $"{nameof(PostgresJournalOptions)} {{ {PostgresJournalStore.Describe(Connection)} }}";
}

/// <summary>
/// Journals in PostgreSQL, for clusters: the same records, keyed by name and sequence. What the server confirmed is durable; records are
/// written behind in groups, and blocks of order sequences ahead, so that no order waits for the server.
/// </summary>
public sealed class PostgresJournalStore : IJournalStore, IAsyncDisposable
{
    private readonly PostgresJournalOptions _options;
    private readonly TimeProvider _time;
    private readonly NpgsqlDataSource _source;
    private readonly Lazy<Task> _schema;

    /// <summary>A store; nothing is connected before the first use.</summary>
    /// <exception cref="ArgumentException">The connection string can't be read.</exception>
    public PostgresJournalStore(PostgresJournalOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _time = time;
        _source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(options.Connection)
        {
            CommandTimeout = (int)Math.Ceiling(options.Patience.TotalSeconds),
            Timeout = (int)Math.Ceiling(options.Patience.TotalSeconds),
            ApplicationName = "quern",
            // Statements are few and hot.
            MaxAutoPrepare = 20,
            AutoPrepareMinUsages = 2,
        });
        _schema = new(CreateTables);
    }

    /// <inheritdoc/>
    public async Task<IJournal> Open(string name)
    {
        try
        {
            await EnsureTables();
            return new PostgresJournal(_source, _options, _time, name, await AskTwice(() => TakeOver(name)));
        }
        catch (Exception error) when (IsOfServer(error))
        {
            throw new JournalException($"The journal of '{name}' can't be opened at {Describe(_options.Connection)}: {error.Message}", error);
        }
    }

    /// <inheritdoc/>
    public async Task<LeaseRecord?> ReadLease(string name)
    {
        try
        {
            await EnsureTables();
            return await AskTwice(() => FindLease(name));
        }
        catch (Exception error) when (IsOfServer(error))
        {
            throw new JournalException($"The lease on '{name}' can't be read at {Describe(_options.Connection)}: {error.Message}", error);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private async Task<PostgresOpening> TakeOver(string name)
    {
        await using NpgsqlConnection connection = await _source.OpenConnectionAsync();
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
        PostgresOpening opened = await PostgresOpening.TakeOver(connection, name, _options.FirstBlock);
        await transaction.CommitAsync();
        return opened;
    }

    private async Task<LeaseRecord?> FindLease(string name)
    {
        await using NpgsqlCommand command = _source.CreateCommand(PostgresSchema.ReadLease);
        command.Parameters.Add(new() { Value = name });
        return await PostgresOpening.ReadLease(command);
    }

    // A pooled connection that the server has closed says so only when it is used: the second try has a new one. If the first did take the
    // journal over and only its answer was lost, taking it over again costs an epoch and nothing else.
    private async Task<T> AskTwice<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (NpgsqlException)
        {
            _source.Clear();
            return await ask();
        }
    }

    /// <summary>Where a connection string points, without its secrets.</summary>
    internal static string Describe(string connection)
    {
        var parts = new NpgsqlConnectionStringBuilder(connection);
        return $"postgresql://{parts.Host}:{parts.Port}/{parts.Database}";
    }

    /// <summary>True for what a server that is down, slow or confused does.</summary>
    internal static bool IsOfServer(Exception error) =>
        error is NpgsqlException or TimeoutException or IOException or OperationCanceledException or System.Net.Sockets.SocketException;

    internal static byte[] HashOf(long sequence, ReadOnlySpan<byte> state)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(BitConverter.GetBytes(sequence));
        hash.AppendData(state);
        return hash.GetHashAndReset();
    }

    private async Task EnsureTables()
    {
        // A failed try is not remembered: the server may have been down.
        if (_schema.Value is { IsFaulted: false, IsCanceled: false } tables)
            await tables;
        else
            await CreateTables();
    }

    private async Task CreateTables()
    {
        await using NpgsqlConnection connection = await _source.OpenConnectionAsync();
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
        await using (var create = new NpgsqlCommand(PostgresSchema.Create, connection))
            await create.ExecuteNonQueryAsync();
        await using (var read = new NpgsqlCommand("SELECT version FROM quern_schema", connection))
        {
            if (await read.ExecuteScalarAsync() is int version && version > PostgresSchema.Version)
                throw new JournalException($"The tables at {Describe(_options.Connection)} were made by a newer build (version {version}, this build reads up to {PostgresSchema.Version}): run that build.");
        }

        await transaction.CommitAsync();
    }
}
