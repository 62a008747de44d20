using System.Text.Json;
using Quern.Client.Output;

namespace Quern.Client.Offline.Pools;

/// <summary>
/// How far a download is, in a file beside the rows: written whole, after the rows it speaks of are on the disk. What the rows' file holds
/// beyond <see cref="Bytes"/> was not finished and is cut at the next start.
/// </summary>
/// <param name="Schema">Version of this file; 1.</param>
/// <param name="ChainId">Which chain.</param>
/// <param name="Pool">Which pool.</param>
/// <param name="FirstBlock">Where it began.</param>
/// <param name="NextBlock">The first block not finished.</param>
/// <param name="LastHash">The block before it; empty when there is none.</param>
/// <param name="Bytes">Length of the rows' file.</param>
/// <param name="Swaps">Rows in it.</param>
internal sealed record DownloadState(
    int Schema, ulong ChainId, string Pool, ulong FirstBlock, ulong NextBlock, string LastHash, long Bytes, long Swaps)
{
    private const int Newest = 1;

    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web);

    public static DownloadState Begin(ulong chainId, string pool, ulong firstBlock) => new(Newest, chainId, pool, firstBlock, firstBlock, "", 0, 0);

    /// <summary>The state in a folder, or null when nothing was begun there.</summary>
    /// <exception cref="DownloadException">The file can't be read, or is of a newer version.</exception>
    public static DownloadState? Read(string path)
    {
        if (!File.Exists(path))
            return null;
        try
        {
            DownloadState? state = JsonSerializer.Deserialize<DownloadState>(File.ReadAllBytes(path), Json);
            if (state is { Schema: <= Newest, Pool: not null, LastHash: not null })
                return state;
        }
        catch (JsonException)
        {
            // Said below.
        }

        throw new DownloadException(ExitCode.Failed, $"{path} can't be read, or is of a newer build. Choose another folder with --out, or remove this one to start anew.");
    }

    public void Write(string path)
    {
        string next = path + ".new";
        using (FileStream file = File.Create(next))
        {
            JsonSerializer.Serialize(file, this, Json);
            file.Flush(flushToDisk: true);
        }

        File.Move(next, path, overwrite: true);
    }
}
