using Quern.Tests;

namespace Quern.Grains.Tests.Journal.Postgres;

/// <summary>One server for all tests of a class. Without one, each test says why it skips.</summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    private PostgresServer? _server;

    public PostgresServer Server
    {
        get
        {
            Assert.SkipWhen(PostgresServer.Problem.Length > 0, PostgresServer.Problem);
            return _server!;
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (PostgresServer.Problem.Length == 0)
            _server = await PostgresServer.Start();
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }
}
