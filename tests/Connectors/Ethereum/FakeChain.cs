using System.Globalization;
using System.Text;
using System.Text.Json;
using Quern.Connectors.Ethereum;
using Quern.Connectors.Ethereum.Abi;
using Quern.Connectors.Ethereum.Contracts;
using Quern.Connectors.Transport;
using Quern.Domain.Numerics;
using Quern.Domain.Pools;

namespace Quern.Connectors.Tests.Ethereum;

/// <summary>
/// A chain in memory behind the HTTP seam: one pool of our own, blocks that can be taken back, transactions that can be lost, and
/// answers that can be withheld or wrong. It does not run contracts; what it says of the pool is what our pool is.
/// </summary>
internal sealed partial class FakeChain : IHttpTransport
{
    private readonly Lock _gate = new();
    private readonly List<Block> _blocks = [];
    private readonly List<Sent> _waiting = [];
    private readonly List<string> _logs = [];
    private readonly ulong _secondsPerBlock;
    private Pool _pool = new(FeeTier.Pips3000);
    private string _branch = "a0";

    public FakeChain(ulong start = 1_700_000_000, ulong secondsPerBlock = 12)
    {
        _secondsPerBlock = secondsPerBlock;
        Time = start;
        _pool.Initialize(UInt256.One << 96, (uint)start);
        _pool.Mint(Somebody, -6000, 6000, (UInt128)UInt256.PowerOfTen(21), (uint)start);
        Mine();
    }

    public static Address Token0 { get; } = Address.FromWord(0x1000UL);

    public static Address Token1 { get; } = Address.FromWord(0x2000UL);

    public static Address PoolAddress { get; } = Address.FromWord(0x3000UL);

    public static Address Somebody { get; } = Address.FromWord(0x4000UL);

    public static Uri Node { get; } = new("http://fake.chain");

    /// <summary>A chain with our addresses.</summary>
    public static Chain Definition { get; } = Chain.Ethereum with { Name = "fake", Id = 7 };

    /// <summary>Of the newest block.</summary>
    public ulong Time { get; private set; }

    public ulong Head
    {
        get
        {
            lock (_gate)
                return _blocks[^1].Number;
        }
    }

    public Pool Pool => _pool;

    /// <summary>Swaps in blocks up to a height.</summary>
    public int SwapsUpTo(ulong block)
    {
        lock (_gate)
            return _blocks.Where(one => one.Number <= block).Sum(static one => one.Logs.Length);
    }

    /// <summary>Position tokens of the one owner.</summary>
    public List<(ulong Id, Address Owner, int Lower, int Upper, PoolPosition Position)> Tokens { get; } = [];

    /// <summary>Looks at each request first: a text is a refusal, an exception no answer, null a true answer.</summary>
    public Func<string, JsonElement, string?>? Before { get; set; }

    /// <summary>May replace a true answer.</summary>
    public Func<string, JsonElement, string, string>? Instead { get; set; }

    /// <summary>Every transaction ever taken, in order of arrival.</summary>
    public List<Sent> Taken { get; } = [];

    /// <summary>Calls of each method.</summary>
    public Dictionary<string, int> Asked { get; } = [];

    /// <summary>Wei per gas of the next block.</summary>
    public ulong BaseFee { get; set; } = 1_000_000_000;

    public void Swap(bool zeroForOne, ulong amount)
    {
        lock (_gate)
        {
            SwapResult result = _pool.Swap(zeroForOne, Int256.Positive(amount), Pool.NoLimit(zeroForOne), (uint)(Time + _secondsPerBlock)).Value;
            Log(PoolLogs.Swap.Topic, [Somebody.ToWord(), Somebody.ToWord()], "(int256,int256,uint160,uint128,int24)",
                result.Amount0, result.Amount1, result.SqrtPriceX96, result.Liquidity, (long)result.Tick);
        }
    }

    /// <summary>Ends a block; what waits is mined in it unless it is held back.</summary>
    public void Mine(bool holdsBack = false)
    {
        lock (_gate)
        {
            ulong number = _blocks.Count == 0 ? 0 : _blocks[^1].Number + 1;
            Time += _secondsPerBlock;
            Block parent = _blocks.Count == 0 ? new(0, "0xgenesis", "", 0, [], null!, [], []) : _blocks[^1];
            Sent[] mined = holdsBack ? [] : Ready();
            _waiting.RemoveAll(one => mined.Contains(one) || mined.Any(other => other.Nonce == one.Nonce));
            _blocks.Add(new(
                number, Hash(number), parent.Hash, Time, [.. _logs], _pool.Snapshot(), [.. Tokens], mined));
            _logs.Clear();
        }
    }

    /// <summary>Takes blocks back: the next ones are of another branch. Their transactions are lost or wait again.</summary>
    public void TakeBack(int blocks, bool losesTransactions = true)
    {
        lock (_gate)
        {
            foreach (Block block in _blocks.Skip(_blocks.Count - blocks))
            {
                if (!losesTransactions)
                    _waiting.AddRange(block.Mined);
            }

            _blocks.RemoveRange(_blocks.Count - blocks, blocks);
            _branch = string.Create(CultureInfo.InvariantCulture, $"{(char)(_branch[0] + 1)}0");
            _pool = Pool.Restore(_blocks[^1].Pool);
            Tokens.Clear();
            Tokens.AddRange(_blocks[^1].Tokens);
            Time = _blocks[^1].Time;
        }
    }

    /// <summary>Forgets what waits.</summary>
    public void DropWaiting()
    {
        lock (_gate)
            _waiting.Clear();
    }

    public Task<HttpReply> Send(HttpCall call, CancellationToken cancellation)
    {
        using JsonDocument document = JsonDocument.Parse(call.Body);
        JsonElement root = document.RootElement.Clone();
        lock (_gate)
        {
            string body = root.ValueKind is JsonValueKind.Array
                ? $"[{string.Join(',', root.EnumerateArray().Select(Reply))}]"
                : Reply(root);
            return Task.FromResult(new HttpReply(200, [], Encoding.UTF8.GetBytes(body)));
        }
    }

    private string Reply(JsonElement request)
    {
        string method = request.GetProperty("method").GetString()!;
        Asked[method] = Asked.GetValueOrDefault(method) + 1;
        JsonElement parameters = request.GetProperty("params");
        string id = request.GetProperty("id").GetRawText();
        string? refusal = Before?.Invoke(method, parameters);
        try
        {
            if (refusal is not null)
                throw new FakeRefusal(refusal);
            string result = Answer(method, parameters);
            return $$"""{"jsonrpc":"2.0","id":{{id}},"result":{{Instead?.Invoke(method, parameters, result) ?? result}}}""";
        }
        catch (FakeRefusal problem)
        {
            return $$$"""{"jsonrpc":"2.0","id":{{{id}}},"error":{"code":-32000,"message":"{{{problem.Message}}}"}}""";
        }
    }

    private void Log(string topic, UInt256[] indexed, string types, params AbiValue[] values)
    {
        string topics = string.Join(',', indexed.Select(static word => $"\"{Hex.Encode(word.ToBigEndian())}\"").Prepend($"\"{topic}\""));
        string data = Hex.Encode(AbiCodec.Encode(AbiType.Parse(types), values));
        ulong number = _blocks[^1].Number + 1;
        _logs.Add(
            $$"""{"address":"{{PoolAddress}}","topics":[{{topics}}],"data":"{{data}}","blockNumber":"0x{{number:x}}","blockHash":"{{Hash(number)}}","transactionHash":"0xt{{number}}","logIndex":"0x{{_logs.Count:x}}","removed":false}""");
    }

    private string Hash(ulong number) => string.Create(CultureInfo.InvariantCulture, $"0x{_branch}{number:d8}");

    public sealed record Sent(string Raw, string Hash, ulong Nonce);

    private sealed record Block(
        ulong Number, string Hash, string Parent, ulong Time, string[] Logs, PoolSnapshot Pool,
        (ulong Id, Address Owner, int Lower, int Upper, PoolPosition Position)[] Tokens, Sent[] Mined);

    private sealed class FakeRefusal(string message) : Exception(message);
}
