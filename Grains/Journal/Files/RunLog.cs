using System.Text.Json;
using System.Text.Json.Serialization;

namespace Quern.Grains.Journal.Files;

/// <summary>How each run ended: one line of JSON per run in the file <c>runs</c>, each on the disk before anything relies on it.</summary>
internal sealed class RunLog
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };
    private readonly string _path;
    private readonly List<JournalRun> _runs = [];

    private RunLog(string path) => _path = path;

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<JournalRun> Runs => _runs;

    public int LastEpoch => _runs.Count == 0 ? 0 : _runs[^1].Epoch;

    public long LastSequence => _runs.Count == 0 ? 0 : _runs[^1].Last;

    /// <summary>The chained hash over all runs; empty before the first.</summary>
    public byte[] LastHash => _runs.Count == 0 ? [] : Convert.FromHexString(_runs[^1].Hash);

    /// <exception cref="JournalException">A line before the last can't be read.</exception>
    public static RunLog Read(string path)
    {
        var log = new RunLog(path);
        if (!File.Exists(path))
            return log;

        string[] lines = File.ReadAllText(path).Split('\n');
        for (int index = 0; index < lines.Length; index++)
        {
            if (lines[index].Length == 0)
                continue;
            if (TryParse(lines[index]) is { } run && run.Epoch > log.LastEpoch && run.First == log.LastSequence + 1)
                log._runs.Add(run);
            else if (index < lines.Length - 1)
                throw new JournalException($"{path}: line {index + 1} can't be read; restore the file from a copy, or remove it: then every segment is read and judged anew.");
        }

        return log;
    }

    /// <summary>Writes a run down; on the disk before it returns.</summary>
    public void Add(JournalRun run)
    {
        _runs.Add(run);
        using var file = new FileStream(_path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        // A line that an earlier writer did not finish would run into this one.
        file.SetLength(EndOfLastLine(file));
        file.Seek(0, SeekOrigin.End);
        file.Write(JsonSerializer.SerializeToUtf8Bytes(run, Json));
        file.WriteByte((byte)'\n');
        file.Flush(flushToDisk: true);
    }

    private static long EndOfLastLine(FileStream file)
    {
        for (long at = file.Length - 1; at >= 0; at--)
        {
            file.Position = at;
            if (file.ReadByte() == '\n')
                return at + 1;
        }

        return 0;
    }

    private static JournalRun? TryParse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<JournalRun>(line, Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
