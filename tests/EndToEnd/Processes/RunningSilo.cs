using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Quern.EndToEnd.Tests.Processes;

/// <summary>Processes of Quern with a data folder and ports of their own.</summary>
internal sealed class RunningSilo : IDisposable
{
    private readonly List<Process> _processes = [];
    private readonly string _folder = Directory.CreateTempSubdirectory("quern-e2e-").FullName;

    public string Api { get; } = $"http://127.0.0.1:{FreePort()}";

    public string Venue { get; } = $"http://127.0.0.1:{FreePort()}";

    public string Folder => _folder;

    /// <summary>Starts the silo's program.</summary>
    public Process StartSilo(params string[] arguments) => Start("Quern.Silo.dll", arguments);

    /// <summary>Runs the console to its end.</summary>
    public (int ExitCode, string Output, string Errors) RunClient(params string[] arguments)
    {
        using Process client = Start("Quern.Client.dll", [.. arguments, "--url", Api]);
        Task<string> errors = client.StandardError.ReadToEndAsync();
        string output = client.StandardOutput.ReadToEnd();
        client.WaitForExit();
        _processes.Remove(client);
        return (client.ExitCode, output, errors.Result);
    }

    /// <summary>Waits until the status satisfies a condition, and gives that status.</summary>
    public JsonNode Until(string what, Func<JsonNode, bool> isSo)
    {
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(60))
        {
            (int exit, string output, _) = RunClient("status", "--json");
            if (exit == 0 && JsonNode.Parse(output) is { } status && isSo(status))
                return status;
            Thread.Sleep(200);
        }

        throw new InvalidOperationException($"Waited 60 s in vain until {what}.");
    }

    /// <summary>Asks a process to end as a shell does, and waits.</summary>
    public static int Terminate(Process process)
    {
        using Process kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
        kill.WaitForExit();
        return process.WaitForExit(TimeSpan.FromSeconds(20)) ? process.ExitCode : -1;
    }

    public void Dispose()
    {
        foreach (Process process in _processes)
        {
            if (!process.HasExited)
                process.Kill();
            process.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private Process Start(string program, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, StandardOutputEncoding = Encoding.UTF8 };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, program));
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["QUERN_HOME"] = Path.Combine(_folder, "home");
        Process process = Process.Start(start)!;
        _processes.Add(process);
        return process;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
