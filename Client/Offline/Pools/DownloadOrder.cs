using System.Globalization;
using Quern.Client.Output;
using Quern.Domain.Pools;

namespace Quern.Client.Offline.Pools;

/// <summary>What to download.</summary>
public sealed record DownloadOrder
{
    /// <summary>The pool.</summary>
    public required Address Pool { get; init; }

    /// <summary>The chain's name; null takes whatever the node serves.</summary>
    public string? Chain { get; init; }

    /// <summary>The first block, or the time at or after which it lies.</summary>
    public required BlockPoint From { get; init; }

    /// <summary>The last block, or the time before which it lies; null for the newest final block.</summary>
    public BlockPoint? To { get; init; }

    /// <summary>Where files go; made when missing.</summary>
    public required string Folder { get; init; }

    /// <summary>Bars to make; may be empty.</summary>
    public IReadOnlyList<BarWidth> BarSeconds { get; init; } = [];

    /// <summary>Blocks asked for at once; a node that finds them too many is asked for half. Default 2,000.</summary>
    public int ChunkBlocks { get; init; } = 2000;

    /// <summary>Blocks after which one counts as final; null takes the node's word, or the chain's usual depth where it has none.</summary>
    public int? FinalDepth { get; init; }

    /// <summary>Whether blocks that may still be taken back are fetched too. Default false.</summary>
    public bool WithUnfinal { get; init; }
}

/// <summary>What is there after a download.</summary>
/// <param name="Folder">Where.</param>
/// <param name="FirstBlock">First block looked at.</param>
/// <param name="LastBlock">Last block looked at.</param>
/// <param name="FinalBlock">The newest final block; rows above it may still be taken back.</param>
/// <param name="Swaps">Rows in <c>swaps.csv</c>.</param>
/// <param name="NewSwaps">Rows fetched by this run.</param>
/// <param name="Bars">Bars by width.</param>
/// <param name="Missing">What was asked for and is not there yet, in words; empty when nothing.</param>
public sealed record DownloadResult(
    string Folder, ulong FirstBlock, ulong LastBlock, ulong FinalBlock, long Swaps, long NewSwaps, IReadOnlyDictionary<string, int> Bars, string Missing)
{
    /// <summary>One line for people.</summary>
    public string ToText() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Swaps} swaps ({NewSwaps} new) of blocks {FirstBlock} to {LastBlock}; bars: {(Bars.Count == 0 ? "none" : string.Join(", ", Bars.Select(bar => $"{bar.Key} {bar.Value}")))}; in {Folder}");
}

/// <summary>How far a download is.</summary>
/// <param name="Done">Blocks looked at.</param>
/// <param name="Of">Blocks in all.</param>
/// <param name="Swaps">Rows so far.</param>
public readonly record struct DownloadProgress(ulong Done, ulong Of, long Swaps);

/// <summary>A download can't go on.</summary>
/// <param name="exit">What the shell is told.</param>
/// <param name="message">What is wrong, and what to do.</param>
public sealed class DownloadException(ExitCode exit, string message) : Exception(message)
{
    /// <summary>What the shell is told.</summary>
    public ExitCode Exit => exit;
}
