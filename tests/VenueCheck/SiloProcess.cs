using System.Diagnostics;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace Quern.VenueCheck;

/// <summary>A silo, or a venue alone, in a process of its own.</summary>
internal sealed class SiloProcess : IDisposable
{
    private readonly Process _process;
    private readonly HttpClient _http;
    private readonly string _dataFolder;

    private SiloProcess(Process process, Uri api, string dataFolder)
    {
        _process = process;
        _dataFolder = dataFolder;
        _http = new() { BaseAddress = api, Timeout = TimeSpan.FromSeconds(10) };
        StartedAt = Stopwatch.GetTimestamp();
    }

    /// <summary>When the process was started.</summary>
    public long StartedAt { get; }

    /// <summary>From the start to its first answer: what the machine needed to load it.</summary>
    public TimeSpan AnsweredAfter { get; private set; }

    /// <summary>Everything it printed.</summary>
    public StringBuilder Output { get; } = new();

    /// <summary>Its exit code; null while it runs.</summary>
    public int? ExitCode => _process.HasExited ? _process.ExitCode : null;

    /// <summary>Starts the built silo with these arguments.</summary>
    public static SiloProcess Start(string siloDll, Uri api, string dataFolder, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(siloDll);
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["QUERN_HOME"] = dataFolder;
        // Lives of seconds: instrumented code would never pay for itself.
        start.Environment["DOTNET_TieredPGO"] = "0";
        var silo = new SiloProcess(Process.Start(start)!, api, dataFolder);
        silo._process.OutputDataReceived += (_, line) => silo.Keep(line.Data);
        silo._process.ErrorDataReceived += (_, line) => silo.Keep(line.Data);
        silo._process.BeginOutputReadLine();
        silo._process.BeginErrorReadLine();
        return silo;
    }

    /// <summary>GET on the control API; null while it does not answer.</summary>
    public async Task<JsonNode?> Get(string path)
    {
        string keyFile = Path.Combine(_dataFolder, "api-key");
        if (!File.Exists(keyFile))
            return null;
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Authorization = new("Bearer", File.ReadAllText(keyFile));
            using HttpResponseMessage response = await _http.SendAsync(request);
            if (AnsweredAfter == TimeSpan.Zero)
                AnsweredAfter = Stopwatch.GetElapsedTime(StartedAt);
            return response.IsSuccessStatusCode ? await response.Content.ReadFromJsonAsync<JsonNode>() : null;
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            return null;
        }
    }

    /// <summary>POST of a command.</summary>
    /// <returns>Status and body.</returns>
    public async Task<(int Status, string Body)> Command(string name, string reason)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/commands/{name}");
        request.Headers.Authorization = new("Bearer", File.ReadAllText(Path.Combine(_dataFolder, "api-key")));
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
        request.Content = JsonContent.Create(new { reason });
        using HttpResponseMessage response = await _http.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Kills it at once: no chance to clean up.</summary>
    public void KillHard()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>Asks it to end, as a shell or supervisor does.</summary>
    public void Terminate()
    {
        using Process kill = Process.Start("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>Waits for the end.</summary>
    public async Task<bool> WaitForExit(TimeSpan patience)
    {
        using var cancellation = new CancellationTokenSource(patience);
        try
        {
            await _process.WaitForExitAsync(cancellation.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
        _http.Dispose();
    }

    private void Keep(string? line)
    {
        lock (Output)
            Output.AppendLine(line);
    }
}
