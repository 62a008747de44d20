using System.Globalization;
using System.Text;
using Quern.Connectors.Ethereum.Contracts;
using Quern.Connectors.Ethereum.Rpc;
using Quern.Domain.Numerics;
using Quern.Domain.Pools;

namespace Quern.Client.Offline.Pools;

/// <summary>A swap with its place on the chain.</summary>
/// <param name="Block">Height.</param>
/// <param name="Time">Of the block, Unix seconds.</param>
/// <param name="Swap">What happened.</param>
internal readonly record struct SwapRow(long Block, long Time, PoolSwapped Swap);

/// <summary>Swaps as comma-separated text, one line each, in the chain's order.</summary>
internal sealed class SwapFile : IDisposable
{
    private const string Header = "block,time,logIndex,transaction,sender,recipient,amount0,amount1,sqrtPriceX96,liquidity,tick";
    private readonly FileStream _file;

    /// <summary>Opens a file and cuts what was not finished.</summary>
    /// <param name="path">Made when missing.</param>
    /// <param name="finished">Bytes that are known to be whole; 0 starts anew.</param>
    /// <exception cref="DownloadException">The file is shorter than that: rows are lost.</exception>
    public SwapFile(string path, long finished)
    {
        _file = new(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
        if (_file.Length < finished)
        {
            _file.Dispose();
            throw new DownloadException(Output.ExitCode.Failed, $"{path} is shorter than it was. Remove the folder to start anew, or put the file back.");
        }

        _file.SetLength(finished);
        _file.Seek(0, SeekOrigin.End);
        if (finished == 0)
            _file.Write(Encoding.ASCII.GetBytes(Header + "\n"));
    }

    public long Length => _file.Length;

    public void Append(IEnumerable<(ChainLog Log, BlockHeader Block, PoolSwapped Swap)> swaps)
    {
        StringBuilder text = new();
        foreach ((ChainLog log, BlockHeader block, PoolSwapped swap) in swaps)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"{block.Number},{block.Timestamp},{log.LogIndex},{log.TransactionHash},{Address.FromWord(log.Indexed(0))},{Address.FromWord(log.Indexed(1))},");
            text.Append(CultureInfo.InvariantCulture, $"{swap.Amount0},{swap.Amount1},{swap.SqrtPriceX96},{swap.Liquidity},{swap.Tick}\n");
        }

        _file.Write(Encoding.ASCII.GetBytes(text.ToString()));
    }

    /// <summary>Brings the rows to the disk.</summary>
    public void Flush() => _file.Flush(flushToDisk: true);

    public void Dispose() => _file.Dispose();

    /// <summary>The rows of a file, block by block.</summary>
    public static IEnumerable<IReadOnlyList<SwapRow>> Blocks(string path)
    {
        List<SwapRow> block = [];
        foreach (string line in File.ReadLines(path).Skip(1))
        {
            SwapRow row = Parse(line);
            if (block.Count > 0 && block[0].Block != row.Block)
            {
                yield return block;
                block = [];
            }

            block.Add(row);
        }

        if (block.Count > 0)
            yield return block;
    }

    private static SwapRow Parse(string line)
    {
        string[] cells = line.Split(',');
        return new(
            long.Parse(cells[0], CultureInfo.InvariantCulture),
            long.Parse(cells[1], CultureInfo.InvariantCulture),
            new(
                Int256.Parse(cells[6]), Int256.Parse(cells[7]), UInt256.Parse(cells[8]), UInt128.Parse(cells[9], CultureInfo.InvariantCulture),
                int.Parse(cells[10], CultureInfo.InvariantCulture)));
    }
}
