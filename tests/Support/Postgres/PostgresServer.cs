using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Quern.Tests;

/// <summary>A PostgreSQL server of our own, in a folder of its own, on a free loopback port. It can be killed and started again.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly string _folder;
    private readonly string _binaries;
    private readonly int _port;
    private Process? _process;
    private int _schemas;
    private bool _isFrozen;

    private PostgresServer(string folder, string binaries, int port)
    {
        _folder = folder;
        _binaries = binaries;
        _port = port;
    }

    /// <summary>Why no server can be started here; empty when one can.</summary>
    public static string Problem { get; } =
        FindBinaries() is null ? "No PostgreSQL here (initdb and postgres on the PATH or in /usr/lib/postgresql/*/bin). Install it: apt-get install postgresql."
        : Environment.IsPrivilegedProcess && Unprivileged() is null ? "PostgreSQL refuses to run as root, and there is neither a user postgres nor nobody with setpriv to run it as."
        : "";

    public string Connection => $"Host=127.0.0.1;Port={_port};Username=quern;Database=postgres;Timeout=5;Include Error Detail=true";

    public static async Task<PostgresServer> Start()
    {
        string folder = Directory.CreateTempSubdirectory("quern-postgres-").FullName;
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        int port = ((IPEndPoint)probe.LocalEndpoint).Port;
        probe.Stop();
        var server = new PostgresServer(folder, FindBinaries()!, port);
        if (Environment.IsPrivilegedProcess)
            await RunToEnd("chown", "-R", Unprivileged()!, folder);
        await RunToEnd([.. AsUser(), Path.Combine(server._binaries, "initdb"), "-D", server.Data, "-U", "quern", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"]);
        await server.StartAgain();
        return server;
    }

    /// <summary>A connection string to an empty schema of its own.</summary>
    public async Task<string> NewSchema()
    {
        string name = FormattableString.Invariant($"test_{Interlocked.Increment(ref _schemas)}");
        await Execute($"CREATE SCHEMA {name}");
        return $"{Connection};Search Path={name}";
    }

    public async Task Execute(string statement, string? connection = null)
    {
        await using NpgsqlDataSource source = NpgsqlDataSource.Create((connection ?? Connection) + ";Pooling=false");
        await using NpgsqlCommand command = source.CreateCommand(statement);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Kills the server as power loss does: no checkpoint, no goodbye.</summary>
    public async Task Kill()
    {
        // Its children end when they miss it; those that stand still would not.
        if (_isFrozen)
            await Thaw();
        _process!.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Makes the server and all who work for it stand still, as a stalled disk or machine does: connections stay open and nothing answers.</summary>
    public Task Freeze()
    {
        _isFrozen = true;
        return Signal("STOP");
    }

    /// <summary>Lets it go on.</summary>
    public Task Thaw()
    {
        _isFrozen = false;
        return Signal("CONT");
    }

    public async Task StartAgain()
    {
        var started = Stopwatch.StartNew();
        while (started.Elapsed < Patience)
        {
            _process = Launch([.. AsUser(), Path.Combine(_binaries, "postgres"), "-D", Data, "-p", $"{_port}", "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "shared_buffers=16MB"]);
            // The children of a killed server hold its memory for a moment; until they are gone, a new one ends at once.
            while (!_process.HasExited && started.Elapsed < Patience)
            {
                if (await Answers())
                    return;
                await Task.Delay(50);
            }
        }

        throw new InvalidOperationException($"PostgreSQL in {_folder} did not answer within {Patience.TotalSeconds} s.");
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
            await Kill();
        for (int attempt = 0; Directory.Exists(_folder); attempt++)
        {
            try
            {
                Directory.Delete(_folder, recursive: true);
            }
            catch (IOException) when (attempt < 50)
            {
                await Task.Delay(100);
            }
        }
    }

    private string Data => Path.Combine(_folder, "data");

    private static string? FindBinaries()
    {
        string[] path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        string[] installed = Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql") : [];
        return installed.OrderDescending(StringComparer.Ordinal).Select(folder => Path.Combine(folder, "bin")).Concat(path)
            .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres")));
    }

    private static string? Unprivileged()
    {
        if (!File.Exists("/usr/bin/setpriv") || !File.Exists("/etc/passwd"))
            return null;
        string[] users = [.. File.ReadLines("/etc/passwd").Select(line => line.Split(':')[0])];
        return Array.Find(["postgres", "nobody"], name => users.Contains(name));
    }

    private static string[] AsUser() =>
        Environment.IsPrivilegedProcess ? ["setpriv", $"--reuid={Unprivileged()}", "--clear-groups"] : [];

    private Task Signal(string name) => RunToEnd("/bin/sh", "-c", $"kill -{name} {_process!.Id} $(ps -o pid= --ppid {_process.Id})");

    private async Task<bool> Answers()
    {
        try
        {
            await Execute("SELECT 1");
            return true;
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException or SocketException)
        {
            return false;
        }
    }

    private static async Task RunToEnd(params string[] words)
    {
        using Process process = Launch(words);
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{string.Join(' ', words)} ended with {process.ExitCode}.");
    }

    private static Process Launch(string[] words)
    {
        var start = new ProcessStartInfo(words[0], words[1..]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        Process process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }
}
