using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Json;
using Quern.Client.Commands;
using Quern.Client.Output;
using Quern.Connectors.Ethereum;
using Quern.Connectors.Ethereum.Rpc;
using Quern.Domain.Pools;

namespace Quern.Client.Offline.Pools;

/// <summary>The verb <c>pools download</c>: swap events of a pool to CSV and bars. It needs no silo.</summary>
public static class PoolsVerb
{
    /// <summary>The verb.</summary>
    public static Verb Create(Surroundings around)
    {
        var pool = new Option<string>("--pool") { Description = "The pool's address", Required = true, HelpName = "ADDRESS" };
        var rpc = new Option<string[]>("--rpc")
        {
            Description = "A node's address (http, https, ws, wss); several are checked against each other",
            Required = true,
            AllowMultipleArgumentsPerToken = true,
            HelpName = "URL",
        };
        var chain = new Option<string?>("--chain") { Description = "The chain it must be: ethereum, arbitrum, optimism, polygon, base", HelpName = "NAME" };
        var from = new Option<string>("--from") { Description = "First block: a number, or a time in UTC", Required = true, HelpName = "BLOCK|TIME" };
        var to = new Option<string?>("--to") { Description = "Last block, or the time before which it lies; the newest final block when left out", HelpName = "BLOCK|TIME" };
        var folder = new Option<string?>("--out") { Description = "Where files go; the pool's address when left out", HelpName = "FOLDER" };
        var bars = new Option<string>("--bars") { Description = "Widths of bars, for example 1s,1m,4h", DefaultValueFactory = _ => "1s,1m", HelpName = "LIST" };
        var quorum = new Option<int?>("--quorum") { Description = "How many nodes must agree; two when there are several", HelpName = "N" };
        var chunk = new Option<int>("--chunk") { Description = "Blocks asked for at once", DefaultValueFactory = _ => 2000, HelpName = "N" };
        var depth = new Option<int?>("--final-depth") { Description = "Blocks after which one counts as final, instead of the node's word", HelpName = "N" };
        var unfinal = new Option<bool>("--unfinal") { Description = "Also blocks that may still be taken back; the next run fetches them again" };
        var json = new Option<bool>("--json") { Description = "Print the result as one JSON object and nothing else" };

        Check(pool, static text => Address.TryParse(text, out _) ? null : $"'{text}' is no address; write 0x and 40 digits.");
        Check(chain, static text => Chain.All.Any(known => known.Name == text) ? null : $"'{text}' is not a chain known here; there are {string.Join(", ", Chain.All.Select(known => known.Name))}.");
        Check(from, BlockPoint.Problem);
        Check(to, BlockPoint.Problem);
        Check(bars, BarWidths.Problem);
        Check(quorum, "--quorum", 1, 100);
        Check(chunk, "--chunk", 1, 100_000);
        Check(depth, "--final-depth", 0, 100_000);
        rpc.Validators.Add(static result =>
        {
            foreach (Token token in result.Tokens.Where(token => !Nodes.IsAddress(token.Value)))
                result.AddError($"'{token.Value}' is no http, https, ws or wss address.");
        });

        var download = new Command("download", "Swap events of a Uniswap V3 pool to CSV and bars; goes on where it was ended")
        {
            pool, rpc, chain, from, to, folder, bars, quorum, chunk, depth, unfinal, json,
        };
        download.Validators.Add(result =>
        {
            if (result.GetValue(quorum) is { } wanted && wanted > (result.GetValue(rpc)?.Length ?? 0))
                result.AddError($"--quorum {wanted} is more than the nodes named.");
        });
        download.SetAction((parsed, cancellation) => Run(
            around,
            new DownloadOrder
            {
                Pool = Address.Parse(parsed.GetRequiredValue(pool)),
                Chain = parsed.GetValue(chain),
                From = BlockPoint.Parse(parsed.GetRequiredValue(from)),
                To = parsed.GetValue(to) is { } last ? BlockPoint.Parse(last) : null,
                Folder = parsed.GetValue(folder) ?? Address.Parse(parsed.GetRequiredValue(pool)).ToString(),
                BarSeconds = BarWidths.Parse(parsed.GetRequiredValue(bars)),
                ChunkBlocks = parsed.GetValue(chunk),
                FinalDepth = parsed.GetValue(depth),
                WithUnfinal = parsed.GetValue(unfinal),
            },
            parsed.GetRequiredValue(rpc),
            parsed.GetValue(quorum),
            parsed.GetValue(json),
            cancellation));
        return new(
            new Command("pools", "Pools without a silo") { download },
            "pools download --pool 0x88e6A0c2dDD26FEEb64F039a2c41296FcB3f5640 --rpc https://node.example --from 2024-01-05 --to 2024-01-06 --bars 1s,1m");
    }

    private static async Task<int> Run(
        Surroundings around, DownloadOrder order, string[] rpc, int? quorum, bool wantsJson, CancellationToken cancellation)
    {
        var progress = new ProgressLine(around);
        try
        {
            using var nodes = new Nodes(rpc, quorum, around.Time);
            DownloadResult result = await new PoolDownload(nodes.Client, order, progress.Show).Run(cancellation);
            progress.End();
            around.Terminal.Out.WriteLine(wantsJson ? JsonSerializer.Serialize(result, DownloadState.Json) : result.ToText());
            return result.Missing.Length == 0 ? (int)ExitCode.Ok : around.Refuse(ExitCode.DataIncomplete, result.Missing);
        }
        catch (OperationCanceledException)
        {
            progress.End();
            return around.Refuse(ExitCode.Failed, "Ended by you. The same line goes on where it was.");
        }
        catch (DownloadException problem)
        {
            progress.End();
            return around.Refuse(problem.Exit, problem.Message);
        }
        catch (Exception problem) when (problem is RpcUnavailableException or RpcException)
        {
            progress.End();
            return around.Refuse(ExitCode.Refused, $"{problem.Message} What is done is kept; the same line goes on.");
        }
        catch (Exception problem) when (problem is RpcDisagreementException or FormatException or IOException or UnauthorizedAccessException)
        {
            progress.End();
            return around.Refuse(ExitCode.Failed, $"{problem.Message} What is done is kept; the same line goes on.");
        }
    }

    private static void Check(Option option, Func<string, string?> problem) => option.Validators.Add(result =>
    {
        if (result.Tokens.Count == 1 && problem(result.Tokens[0].Value) is { } words)
            result.AddError(words);
    });

    private static void Check(Option option, string name, int least, int most) => Check(option, text =>
        int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out int number) && (number < least || number > most)
            ? $"{name} takes {least} to {most}, not {number}."
            : null);
}
