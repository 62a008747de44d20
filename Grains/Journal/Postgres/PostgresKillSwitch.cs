using Npgsql;

namespace Quern.Grains.Journal.Postgres;

/// <summary>Kills in the database of the journals: the same for every silo of a cluster. Kills are rare, so its caller waits for the server.</summary>
/// <param name="connection">Npgsql's connection string; a secret.</param>
public sealed class PostgresKillSwitch(string connection) : IKillSwitch, IDisposable
{
    private const int PatienceSeconds = 3;
    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(
        new NpgsqlConnectionStringBuilder(connection) { CommandTimeout = PatienceSeconds, Timeout = PatienceSeconds, ApplicationName = "quern" });
    private bool _isReady;

    /// <inheritdoc/>
    public string? ReasonOf(string account) => Run("SELECT reason FROM quern_kill WHERE account = $1", account) as string;

    /// <inheritdoc/>
    public void Kill(string account, string reason) => Run(
        "INSERT INTO quern_kill (account, reason) VALUES ($1, $2) ON CONFLICT (account) DO UPDATE SET reason = excluded.reason", account, reason);

    /// <inheritdoc/>
    public void Arm(string account) => Run("DELETE FROM quern_kill WHERE account = $1", account);

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();

    private object? Run(string statement, params string[] values)
    {
        try
        {
            if (!_isReady)
            {
                using NpgsqlCommand create = _source.CreateCommand(PostgresSchema.Create);
                create.ExecuteNonQuery();
                _isReady = true;
            }

            using NpgsqlCommand command = _source.CreateCommand(statement);
            foreach (string value in values)
                command.Parameters.Add(new() { Value = value });
            return command.ExecuteScalar();
        }
        catch (Exception error) when (PostgresJournalStore.IsOfServer(error))
        {
            throw new JournalException($"Kills can't be read or written at {PostgresJournalStore.Describe(connection)}: {error.Message}", error);
        }
    }
}
