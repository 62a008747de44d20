using System.Globalization;
using Quern.Connectors.Ethereum.Rpc;

namespace Quern.Client.Offline.Pools;

/// <summary>A place on a chain: a block's number, or a time.</summary>
/// <param name="Number">The block, or null.</param>
/// <param name="Time">Unix seconds, or null.</param>
public readonly record struct BlockPoint(ulong? Number, ulong? Time)
{
    /// <summary>What is wrong with a text, or null.</summary>
    public static string? Problem(string text) => TryParse(text, out _)
        ? null
        : $"'{text}' is neither a block's number nor a time in UTC; for example 18900000, 2024-01-05 or 2024-01-05T12:00:00Z.";

    /// <summary>Reads a number or a time.</summary>
    /// <exception cref="FormatException">Neither.</exception>
    public static BlockPoint Parse(string text) => TryParse(text, out BlockPoint point) ? point : throw new FormatException(Problem(text));

    /// <summary>The first block at or after this place.</summary>
    /// <param name="client">Whom we ask.</param>
    /// <param name="head">The newest block; the one after it when all are before.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<ulong> FirstBlock(ChainClient client, ulong head, CancellationToken cancellation)
    {
        if (Number is { } number)
            return number;

        // Block times never fall: the first one late enough is found by halving.
        ulong low = 0;
        ulong high = head + 1;
        while (low < high)
        {
            ulong middle = low + (high - low) / 2;
            BlockHeader header = await client.Block(BlockTag.At(middle), cancellation)
                ?? throw new DownloadException(Output.ExitCode.Refused, $"The node has no block {middle}: it does not keep blocks that old. Use an archive node, or start with a block's number.");
            if (header.Timestamp >= Time)
                high = middle;
            else
                low = middle + 1;
        }

        return low;
    }

    private static bool TryParse(string text, out BlockPoint point)
    {
        point = default;
        if (ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number))
        {
            point = new(number, null);
            return true;
        }

        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        string[] forms = ["yyyy-MM-dd", "yyyy-MM-ddTHH:mm", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-ddTHH:mm:ssZ", "yyyy-MM-ddTHH:mmZ"];
        if (!DateTimeOffset.TryParseExact(text, forms, CultureInfo.InvariantCulture, Utc, out DateTimeOffset time) || time.ToUnixTimeSeconds() < 0)
            return false;
        point = new(null, (ulong)time.ToUnixTimeSeconds());
        return true;
    }
}
