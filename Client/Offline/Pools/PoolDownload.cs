using System.Globalization;
using Quern.Client.Output;
using Quern.Connectors.Ethereum;
using Quern.Connectors.Ethereum.Contracts;
using Quern.Connectors.Ethereum.Rpc;
using Quern.Domain.Pools;

namespace Quern.Client.Offline.Pools;

/// <summary>
/// Fetches a pool's swaps chunk by chunk into <c>swaps.csv</c>, then makes the bars. Ended anywhere, even killed, the next run goes on
/// behind the last finished chunk. Only final blocks are finished for good; rows of others are cut and fetched again by the next run.
/// </summary>
/// <param name="client">One node, or several checked against each other.</param>
/// <param name="order">What is wanted.</param>
/// <param name="progress">Hears how far it is.</param>
public sealed class PoolDownload(ChainClient client, DownloadOrder order, Action<DownloadProgress> progress)
{
    private const int TriesForAStableHead = 5;
    private readonly PoolContract _contract = new(order.Pool);

    private string StatePath => Path.Combine(order.Folder, "download.json");

    private string SwapsPath => Path.Combine(order.Folder, "swaps.csv");

    /// <summary>Downloads.</summary>
    /// <exception cref="DownloadException">It can't be done as asked.</exception>
    /// <exception cref="RpcUnavailableException">No answer; the next run goes on.</exception>
    /// <exception cref="RpcDisagreementException">Nodes contradict each other.</exception>
    public async Task<DownloadResult> Run(CancellationToken cancellation)
    {
        ulong chainId = await RequireChain(cancellation);
        (int decimals0, int decimals1) = await Decimals(cancellation);
        ulong head = await client.BlockNumber(cancellation);
        ulong final = await FinalBlock(chainId, head, cancellation);
        ulong first = await order.From.FirstBlock(client, head, cancellation);
        ulong wanted = await LastWanted(final, head, cancellation);
        if (first > wanted)
            throw new DownloadException(ExitCode.Usage, $"Nothing lies between block {first} and block {wanted}.");

        Directory.CreateDirectory(order.Folder);
        DownloadState begun = await Resume(chainId, first, cancellation);
        ulong last = order.WithUnfinal ? Math.Min(wanted, head) : Math.Min(wanted, final);
        long swaps;
        using (SwapFile file = new(SwapsPath, begun.Bytes))
        {
            DownloadState state = await FetchFinal(begun, file, Math.Min(last, final), last, cancellation);
            swaps = state.Swaps;
            if (last >= state.NextBlock)
                swaps += await FetchUnfinal(file, state.NextBlock, last, cancellation);
            file.Flush();
        }

        IReadOnlyDictionary<string, int> bars = BarFiles.Write(order.Folder, SwapsPath, order.BarSeconds, decimals0, decimals1, cancellation);
        string missing = wanted <= last
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $"Blocks {last + 1} to {wanted} are not final yet, or not there: the same line later fetches them{(order.WithUnfinal ? "" : ", --unfinal at once")}.");
        ulong lastThere = Math.Max(last, begun.NextBlock == 0 ? 0 : begun.NextBlock - 1);
        return new(order.Folder, begun.FirstBlock, lastThere, final, swaps, swaps - begun.Swaps, bars, missing);
    }

    private async Task<ulong> RequireChain(CancellationToken cancellation)
    {
        ulong id = await client.ChainId(cancellation);
        if (order.Chain is { } name && Chain.All.First(known => known.Name == name).Id != id)
            throw new DownloadException(ExitCode.Refused, $"The node serves chain {id}, not {name}.");
        return id;
    }

    private async Task<(int Decimals0, int Decimals1)> Decimals(CancellationToken cancellation)
    {
        if ((await client.Code(order.Pool, cancellation)).Length == 0)
            throw new DownloadException(ExitCode.Refused, $"There is no contract at {order.Pool} on this chain.");
        int[] decimals = new int[2];
        Connectors.Ethereum.Abi.AbiFunction[] tokens = [PoolContract.Token0Function, PoolContract.Token1Function];
        for (int index = 0; index < tokens.Length; index++)
        {
            byte[] token = await client.Call(_contract.Ask(tokens[index]), BlockTag.Latest, cancellation);
            TokenContract contract = new(tokens[index].Decode(token)[0].Address);
            decimals[index] = (int)(ulong)TokenContract.ReadAmount(await client.Call(contract.Decimals(), BlockTag.Latest, cancellation));
        }

        return (decimals[0], decimals[1]);
    }

    private async Task<ulong> FinalBlock(ulong chainId, ulong head, CancellationToken cancellation)
    {
        if (order.FinalDepth is { } depth)
            return Below(head, depth);
        try
        {
            if (await client.Block(BlockTag.Finalized, cancellation) is { } final)
                return final.Number;
        }
        catch (RpcException)
        {
            // Not every node knows which block is final: then the chain's usual depth counts.
        }

        return Below(head, Chain.All.FirstOrDefault(known => known.Id == chainId)?.FinalityDepth ?? Chain.Ethereum.FinalityDepth);

        static ulong Below(ulong head, int depth) => head >= (ulong)depth ? head - (ulong)depth : 0;
    }

    private async Task<ulong> LastWanted(ulong final, ulong head, CancellationToken cancellation)
    {
        if (order.To is not { } to)
            return order.WithUnfinal ? head : final;
        ulong block = await to.FirstBlock(client, head, cancellation);
        if (to.Number is not null)
            return block;

        // A time that is not over yet may have blocks that nobody knows.
        return block == 0 ? 0 : block > head ? head + 1 : block - 1;
    }

    private async Task<DownloadState> Resume(ulong chainId, ulong first, CancellationToken cancellation)
    {
        string pool = order.Pool.ToString();
        if (DownloadState.Read(StatePath) is not { } state)
            return DownloadState.Begin(chainId, pool, first);
        if (state.ChainId != chainId || state.Pool != pool || state.FirstBlock != first)
        {
            throw new DownloadException(
                ExitCode.Usage,
                $"{order.Folder} holds pool {state.Pool} of chain {state.ChainId} from block {state.FirstBlock}; this is pool {pool} of chain {chainId} from block {first}. Choose another folder with --out.");
        }

        if (state.LastHash.Length > 0 && (await client.Block(BlockTag.At(state.NextBlock - 1), cancellation))?.Hash != state.LastHash)
        {
            throw new DownloadException(
                ExitCode.Failed,
                $"The chain no longer has block {state.NextBlock - 1} {state.LastHash}, which counted as final. Remove {order.Folder} to start anew, with a larger --final-depth.");
        }

        return state;
    }

    private async Task<DownloadState> FetchFinal(DownloadState state, SwapFile file, ulong lastFinal, ulong last, CancellationToken cancellation)
    {
        ulong all = Math.Max(last + 1, state.NextBlock) - state.FirstBlock;
        progress(new(state.NextBlock - state.FirstBlock, all, state.Swaps));
        while (state.NextBlock <= lastFinal)
        {
            ulong end = Math.Min(state.NextBlock + (ulong)order.ChunkBlocks - 1, lastFinal);
            BlockHeader anchor = await client.Block(BlockTag.At(end), cancellation) ?? throw new RpcUnavailableException($"The node has no block {end}.");
            var swaps = await Fetch(state.NextBlock, end, cancellation);
            file.Append(swaps);
            file.Flush();
            state = state with { NextBlock = end + 1, LastHash = anchor.Hash, Bytes = file.Length, Swaps = state.Swaps + swaps.Count };
            state.Write(StatePath);
            progress(new(state.NextBlock - state.FirstBlock, all, state.Swaps));
        }

        return state;
    }

    // The last block must be the same before and after: then everything between is of one branch.
    private async Task<int> FetchUnfinal(SwapFile file, ulong from, ulong to, CancellationToken cancellation)
    {
        for (int attempt = 0; attempt < TriesForAStableHead; attempt++)
        {
            BlockHeader? before = await client.Block(BlockTag.At(to), cancellation);
            var swaps = await Fetch(from, to, cancellation);
            BlockHeader? after = await client.Block(BlockTag.At(to), cancellation);
            if (before is null || before.Hash != after?.Hash)
                continue;
            file.Append(swaps);
            return swaps.Count;
        }

        throw new RpcUnavailableException($"Block {to} changed {TriesForAStableHead} times while it was read.");
    }

    private async Task<List<(ChainLog Log, BlockHeader Block, PoolSwapped Swap)>> Fetch(ulong from, ulong to, CancellationToken cancellation)
    {
        IReadOnlyList<ChainLog> logs = await client.Logs(order.Pool, PoolLogs.Swap.Topic, from, to, cancellation);
        string[] hashes = [.. logs.Select(static log => log.BlockHash).Distinct(StringComparer.Ordinal)];
        IReadOnlyList<BlockHeader> headers = await client.Blocks(hashes, cancellation);
        Dictionary<string, BlockHeader> byHash = headers.ToDictionary(static header => header.Hash, StringComparer.Ordinal);
        List<(ChainLog, BlockHeader, PoolSwapped)> swaps = [];
        foreach (ChainLog log in logs)
        {
            bool isTrue = byHash.TryGetValue(log.BlockHash, out BlockHeader? header)
                && header.Number == log.BlockNumber && header.Number >= from && header.Number <= to && log.Address == order.Pool;
            if (!isTrue)
                throw new RpcDisagreementException($"The node contradicts itself about block {log.BlockNumber} {log.BlockHash}.");
            if (PoolLogs.Read(log) is PoolSwapped swap)
                swaps.Add((log, header!, swap));
        }

        return swaps;
    }
}
