using System.Globalization;
using System.Text.Json;
using System.Threading.Channels;

namespace Quern.Silo.Logging;

/// <summary>Writes log lines as JSON, one object a line, to a file per day; the newest seven files are kept. A full queue drops lines and counts them.</summary>
public sealed class FileLogProvider : ILoggerProvider
{
    private const int FilesKept = 7;
    private const int LinesWaiting = 8192;
    private readonly Channel<string> _lines;
    private readonly Task _writer;
    private readonly string _folder;
    private readonly TimeProvider _time;
    private long _dropped;

    /// <summary>Opens the folder.</summary>
    public FileLogProvider(string folder, TimeProvider time)
    {
        _folder = folder;
        _time = time;
        Directory.CreateDirectory(folder);
        _lines = Channel.CreateBounded<string>(
            new BoundedChannelOptions(LinesWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite },
            _ => Interlocked.Increment(ref _dropped));
        _writer = Task.Run(Write);
    }

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new FileLogger(this, categoryName);

    /// <inheritdoc/>
    public void Dispose()
    {
        _lines.Writer.TryComplete();
        _writer.Wait(TimeSpan.FromSeconds(2));
    }

    private async Task Write()
    {
        StreamWriter? file = null;
        string day = "";
        try
        {
            await foreach (string line in _lines.Reader.ReadAllAsync())
            {
                string today = _time.GetUtcNow().ToString("yyyyMMdd", CultureInfo.InvariantCulture);
                if (today != day)
                {
                    if (file is not null)
                        await file.DisposeAsync();
                    file = new(Path.Combine(_folder, $"silo-{today}.log"), append: true);
                    day = today;
                    DropOld();
                }

                await file!.WriteLineAsync(line);
                if (_lines.Reader.Count == 0)
                    await file.FlushAsync();
            }
        }
        catch (IOException error)
        {
            await Console.Error.WriteLineAsync($"The log in {_folder} can't be written, the console goes on: {error.Message}");
        }
        finally
        {
            if (file is not null)
                await file.DisposeAsync();
        }
    }

    private void DropOld()
    {
        string[] files = Directory.GetFiles(_folder, "silo-*.log");
        Array.Sort(files, StringComparer.Ordinal);
        foreach (string old in files.SkipLast(FilesKept))
            File.Delete(old);
    }

    private sealed class FileLogger(FileLogProvider provider, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel is not LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var line = new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["time"] = provider._time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture),
                ["level"] = logLevel.ToString(),
                ["event"] = eventId.Name,
                ["category"] = category,
                ["message"] = formatter(state, exception),
            };
            if (exception is not null)
                line["exception"] = exception.ToString();
            if (Interlocked.Exchange(ref provider._dropped, 0) is > 0 and long dropped)
                line["droppedBefore"] = dropped;
            provider._lines.Writer.TryWrite(JsonSerializer.Serialize(line));
        }
    }
}
