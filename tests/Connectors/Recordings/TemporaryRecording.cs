using System.IO.Compression;
using System.Text;

namespace Quern.Connectors.Tests.Recordings;

/// <summary>A recording of a few lines in a folder that goes away with the test.</summary>
internal sealed class TemporaryRecording : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("quern-recording").FullName;
    private int _files;

    public string Write(params string[] lines) => Write(Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n"))));

    public string Write(byte[] text, bool packed = false)
    {
        string path = Path.Combine(_folder, $"file{++_files}{(packed ? ".gz" : ".txt")}");
        File.WriteAllBytes(path, packed ? Pack(text) : text);
        return path;
    }

    public string WriteRaw(byte[] bytes, string extension)
    {
        string path = Path.Combine(_folder, $"file{++_files}{extension}");
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public string WriteAs(string name, byte[] bytes)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public static byte[] Pack(byte[] text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(text);
        return packed.ToArray();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}

/// <summary>Lines as the recorder writes them.</summary>
internal static class Lines
{
    public const long Start = 1_700_000_000_000_000_000;

    public static string At(long afterMs, string json) => $"{Start + afterMs * 1_000_000} {json}";

    public static string Diff(long afterMs, long first, long final, long previous, string bids = "", string asks = "", string symbol = "ETHUSDT") => At(
        afterMs,
        $$$"""{"stream":"{{{symbol.ToLowerInvariant()}}}@depth@0ms","data":{"e":"depthUpdate","E":1,"T":1,"s":"{{{symbol}}}","U":{{{first}}},"u":{{{final}}},"pu":{{{previous}}},"b":[{{{bids}}}],"a":[{{{asks}}}]}}""");

    public static string Snapshot(long afterMs, long lastId, string bids, string asks) =>
        At(afterMs, $$$"""{"lastUpdateId":{{{lastId}}},"E":1,"T":1,"bids":[{{{bids}}}],"asks":[{{{asks}}}]}""");

    public static string Trade(long afterMs, long id, string price, string size, bool buyerIsMaker) => At(
        afterMs,
        $$$"""{"stream":"ethusdt@trade","data":{"e":"trade","E":1,"T":1,"s":"ETHUSDT","t":{{{id}}},"p":"{{{price}}}","q":"{{{size}}}","X":"MARKET","m":{{{(buyerIsMaker ? "true" : "false")}}}}}""");

    public static string Ticker(long afterMs, long id, string bid, string bidSize, string ask, string askSize) => At(
        afterMs,
        $$$"""{"stream":"ethusdt@bookTicker","data":{"e":"bookTicker","u":{{{id}}},"s":"ETHUSDT","b":"{{{bid}}}","B":"{{{bidSize}}}","a":"{{{ask}}}","A":"{{{askSize}}}","T":1,"E":1}}""");
}
