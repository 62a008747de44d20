using Microsoft.Win32.SafeHandles;
using Npgsql;

namespace Quern.Bench.Journal;

/// <summary>The least that makes one record durable where the journal lives.</summary>
internal interface IDurableFloor : IAsyncDisposable
{
    Task WriteDurably(byte[] record);
}

/// <summary>A plain file: one write, one flush.</summary>
internal sealed class PlainFile(string path) : IDurableFloor
{
    private readonly SafeFileHandle _file = File.OpenHandle(path, FileMode.Create, FileAccess.Write, preallocationSize: 1 << 24);
    private long _end;

    public Task WriteDurably(byte[] record)
    {
        RandomAccess.Write(_file, record, _end);
        _end += record.Length;
        RandomAccess.FlushToDisk(_file);
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        _file.Dispose();
        return ValueTask.CompletedTask;
    }
}

/// <summary>A plain table: one prepared insert, committed by itself.</summary>
internal sealed class PlainRows : IDurableFloor
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlCommand _insert;

    private PlainRows(NpgsqlConnection connection)
    {
        _connection = connection;
        _insert = new("INSERT INTO bench_floor (record) VALUES ($1)", connection);
        _insert.Parameters.Add(new() { NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Bytea });
    }

    public static async Task<PlainRows> Create(string connection)
    {
        var opened = new NpgsqlConnection(connection);
        await opened.OpenAsync();
        await using (var create = new NpgsqlCommand("CREATE TABLE bench_floor (number bigserial PRIMARY KEY, record bytea NOT NULL)", opened))
            await create.ExecuteNonQueryAsync();
        var rows = new PlainRows(opened);
        await rows._insert.PrepareAsync();
        return rows;
    }

    public async Task WriteDurably(byte[] record)
    {
        _insert.Parameters[0].Value = record;
        await _insert.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _insert.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
