using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Quern.Domain.Instruments;
using Quern.Domain.MarketData;

namespace Quern.Domain.Tests.MarketData;

/// <summary>One public trade of a recording.</summary>
internal readonly record struct RecordedTrade(long Id, Side Aggressor, long Ticks, long Lots, FrameStamp Stamp);

/// <summary>The best quotes that the exchange itself sent, by update id.</summary>
internal readonly record struct RecordedTicker(long UpdateId, Touch Touch);

/// <summary>Feeds recorded Binance messages to a depth sync, as a slow and plain reader of JSON.</summary>
internal sealed class BinanceRecording(
    DepthSync sync, MarketEventBuffer output, int priceScale = BinanceRecording.Scale, int quantityScale = BinanceRecording.Scale)
{
    /// <summary>Fine enough for whatever Binance writes.</summary>
    public const int Scale = 8;

    private readonly List<DepthLevel> _levels = [];

    public Action<RecordedTrade>? OnTrade { get; init; }

    public Action<RecordedTicker>? OnTicker { get; init; }

    public Action? OnDepth { get; init; }

    public int Snapshots { get; private set; }

    /// <summary>Reads a gzip file of lines "receive time in nanoseconds, space, JSON".</summary>
    public int ReadGzip(string path)
    {
        using var file = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        int lines = 0;
        for (; file.ReadLine() is { } line; lines++)
        {
            int space = line.IndexOf(' ', StringComparison.Ordinal);
            using var json = JsonDocument.Parse(line.AsMemory(space + 1));
            Read(json.RootElement, long.Parse(line.AsSpan(0, space)));
        }

        return lines;
    }

    /// <summary>Reads one message, wrapped in a stream name or bare.</summary>
    public void Read(JsonElement message, long receiveNs)
    {
        JsonElement data = message.TryGetProperty("data", out JsonElement inner) ? inner : message;
        string? kind = data.TryGetProperty("e", out JsonElement e) ? e.GetString() : null;
        var stamp = new FrameStamp(data.TryGetProperty("E", out JsonElement time) ? time.GetInt64() * 1_000_000 : 0, receiveNs);

        if (data.TryGetProperty("lastUpdateId", out JsonElement lastId))
            ReadSnapshot(data, lastId.GetInt64(), stamp);
        else if (kind == "depthUpdate")
            ReadDiff(data, stamp);
        else if (kind == "trade")
            OnTrade?.Invoke(ToTrade(data, stamp));
        else if (kind == "bookTicker" || (kind is null && data.TryGetProperty("A", out _)))
            OnTicker?.Invoke(ToTicker(data));
    }

    private void ReadSnapshot(JsonElement data, long lastId, FrameStamp stamp)
    {
        Snapshots++;
        ReadLevels(data, "bids", "asks");
        sync.OnSnapshot(lastId, [.. _levels], stamp, output);
        OnDepth?.Invoke();
    }

    private void ReadDiff(JsonElement data, FrameStamp stamp)
    {
        long previous = data.TryGetProperty("pu", out JsonElement pu) ? pu.GetInt64() : 0;
        ReadLevels(data, "b", "a");
        sync.OnDiff(new(data.GetProperty("U").GetInt64(), data.GetProperty("u").GetInt64(), previous, stamp), [.. _levels], output);
        OnDepth?.Invoke();
    }

    private void ReadLevels(JsonElement data, string bids, string asks)
    {
        _levels.Clear();
        foreach ((string name, Side side) in ((string, Side)[])[(bids, Side.Buy), (asks, Side.Sell)])
        {
            foreach (JsonElement level in data.GetProperty(name).EnumerateArray())
                _levels.Add(new(side, Ticks(level[0]), Lots(level[1])));
        }
    }

    private RecordedTrade ToTrade(JsonElement data, FrameStamp stamp) => new(
        data.GetProperty("t").GetInt64(),
        data.GetProperty("m").GetBoolean() ? Side.Sell : Side.Buy,
        Ticks(data.GetProperty("p")),
        Lots(data.GetProperty("q")),
        stamp);

    private RecordedTicker ToTicker(JsonElement data) => new(
        data.GetProperty("u").GetInt64(),
        Feed.Touch(Ticks(data.GetProperty("b")), Lots(data.GetProperty("B")), Ticks(data.GetProperty("a")), Lots(data.GetProperty("A"))));

    private long Ticks(JsonElement text) => Number(text, priceScale);

    private long Lots(JsonElement text) => Number(text, quantityScale);

    private static long Number(JsonElement text, int scale)
    {
        Assert.True(Decimals.TryParse(Encoding.ASCII.GetBytes(text.GetString()!), scale, out long scaled), text.GetRawText());
        return scaled;
    }
}
