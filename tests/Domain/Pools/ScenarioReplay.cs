using System.Text.Json;
using Quern.Domain.Numerics;
using Quern.Domain.Pools;

namespace Quern.Domain.Tests.Pools;

/// <summary>Plays recorded actions into our pool and compares everything the recording says. What it does not list must not have changed.</summary>
internal sealed class ScenarioReplay
{
    private readonly Pool _pool;
    private readonly PositionManager _manager;
    private readonly Dictionary<string, Address> _accounts = [];
    private readonly Dictionary<int, PoolTick> _ticks = [];
    private readonly Dictionary<PositionKey, PoolPosition> _positions = [];
    private readonly Dictionary<ulong, PositionToken> _tokens = [];
    private uint _time;
    private string _where = "start";

    public ScenarioReplay(JsonElement header)
    {
        foreach (string group in (string[])["owners", "users"])
        {
            foreach (JsonProperty account in header.GetProperty(group).EnumerateObject())
                _accounts[account.Name] = Address.Parse(account.Value.GetString()!);
        }

        _accounts["NPM"] = Address.Parse(header.Text("positionManager"));
        FeeTier tier = new((uint)header.I32("fee"), header.I32("tickSpacing"));
        _pool = new Pool(tier);
        _manager = new PositionManager(_pool, _accounts["NPM"]);
        Same("maxLiquidityPerTick", header.U128("maxLiquidityPerTick"), tier.MaxLiquidityPerTick);
        _time = (uint)header.I64("time");
        Assert.Equal(RevertReason.LOK, _pool.Mint(_accounts["A"], -tier.TickSpacing, tier.TickSpacing, 1, _time).Reason);
        Assert.True(_pool.Initialize(header.U256("initialSqrtPriceX96"), _time).IsAccepted);
        CompareState(header.GetProperty("state"));
    }

    public int Accepted { get; private set; }

    public int Refused { get; private set; }

    public int Compared { get; private set; }

    public List<string> Differences { get; } = [];

    public void Play(JsonElement action)
    {
        _where = $"action {action.I32("i")} {action.Text("action")}";
        bool isAccepted = action.Flag("ok");
        PoolSnapshot? before = isAccepted ? null : _pool.Snapshot();
        if (action.TryGetProperty("time", out JsonElement time))
            _time = time.GetUInt32();

        (RevertReason reason, object[] result) = Actions.Play(_pool, _manager, Account, action, _time);

        if (!isAccepted)
        {
            Refused++;
            Same("reason", action.Text("error"), reason is RevertReason.None ? "accepted" : reason.Text());
            Same("state after a refusal", Text(before!), Text(_pool.Snapshot()));
            return;
        }

        Accepted++;
        Same("reason", RevertReason.None, reason);
        Same("result", string.Join(' ', Flatten(action.GetProperty("result"))), string.Join(' ', result));
        Learn(action);
        if (action.TryGetProperty("state", out JsonElement state))
            CompareState(state);
        CompareRecords();
    }

    public void CompareAll(JsonElement snapshot)
    {
        _where = $"snapshot before action {snapshot.I32("i")}";
        _ticks.Clear();
        _positions.Clear();
        _tokens.Clear();
        Learn(snapshot);
        CompareState(snapshot.GetProperty("state"));
        CompareRecords();
        PoolSnapshot taken = _pool.Snapshot();
        Same("restored", Text(taken), Text(Pool.Restore(taken).Snapshot()));
    }

    private Address Account(string name) => _accounts[name];

    private void Learn(JsonElement line)
    {
        foreach (JsonElement tick in Listed(line, "ticks"))
        {
            PoolTick record = new(
                tick.U128("liquidityGross"), tick.I128("liquidityNet"), tick.U256("feeGrowthOutside0X128"), tick.U256("feeGrowthOutside1X128"),
                tick.I64("tickCumulativeOutside"), tick.U256("secondsPerLiquidityOutsideX128"), (uint)tick.I64("secondsOutside"));
            Same("initialized", tick.Flag("initialized"), record.IsInitialized);
            Set(_ticks, tick.I32("tick"), record, record.IsInitialized);
        }

        foreach (JsonElement position in Listed(line, "positions"))
            _positions[new(Account(position.Text("owner")), position.I32("tickLower"), position.I32("tickUpper"))] = Position(position);
        foreach (JsonElement nft in Listed(line, "nfts"))
        {
            ulong id = (ulong)nft.I64("tokenId");
            if (nft.TryGetProperty("burned", out _))
                _tokens.Remove(id);
            else
                _tokens[id] = new(Account(nft.Text("user")), nft.I32("tickLower"), nft.I32("tickUpper"), Position(nft));
        }
    }

    private static PoolPosition Position(JsonElement position) => new(
        position.U128("liquidity"),
        new(position.U256("feeGrowthInside0LastX128"), position.U256("feeGrowthInside1LastX128")),
        position.U128("tokensOwed0"),
        position.U128("tokensOwed1"));

    private void CompareState(JsonElement state)
    {
        PoolState ours = _pool.State;
        Same("sqrtPriceX96", state.U256("sqrtPriceX96"), ours.SqrtPriceX96);
        Same("tick", state.I32("tick"), ours.Tick);
        Same("observationIndex", state.I32("observationIndex"), (int)ours.ObservationIndex);
        Same("observationCardinality", state.I32("observationCardinality"), (int)ours.ObservationCardinality);
        Same("observationCardinalityNext", state.I32("observationCardinalityNext"), (int)ours.ObservationCardinalityNext);
        Same("feeProtocol", state.I32("feeProtocol"), (int)ours.FeeProtocol);
        Same("liquidity", state.U128("liquidity"), ours.Liquidity);
        Same("feeGrowthGlobal0X128", state.U256("feeGrowthGlobal0X128"), ours.FeeGrowthGlobal.Growth0X128);
        Same("feeGrowthGlobal1X128", state.U256("feeGrowthGlobal1X128"), ours.FeeGrowthGlobal.Growth1X128);
        Same("protocolFees0", state.U128("protocolFees0"), ours.ProtocolFees0);
        Same("protocolFees1", state.U128("protocolFees1"), ours.ProtocolFees1);
        Same("balance0", state.U256("balance0"), ours.Balance0);
        Same("balance1", state.U256("balance1"), ours.Balance1);
    }

    private void CompareRecords()
    {
        PoolSnapshot ours = _pool.Snapshot();
        Same("initialized ticks", _ticks.Count, ours.Ticks.Length);
        foreach ((int tick, PoolTick record) in ours.Ticks)
            Same($"tick {tick}", _ticks.GetValueOrDefault(tick), record);
        foreach ((PositionKey key, PoolPosition position) in ours.Positions)
            Same($"position {key}", _positions.GetValueOrDefault(key), position);
        Same("positions", _positions.Count, ours.Positions.Length);
        foreach ((ulong id, PositionToken token) in _tokens)
            Same<PositionToken?>($"token {id}", token, _manager.Find(id));
    }

    private static IEnumerable<string> Flatten(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().OrderBy(static field => field.Name, StringComparer.Ordinal).SelectMany(static field => Flatten(field.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Flatten),
        _ => [element.Text()],
    };

    private static IEnumerable<JsonElement> Listed(JsonElement line, string name) =>
        line.TryGetProperty(name, out JsonElement list) ? list.EnumerateArray() : [];

    private static void Set<TKey, TValue>(Dictionary<TKey, TValue> records, TKey key, TValue value, bool exists)
        where TKey : notnull
    {
        if (exists)
            records[key] = value;
        else
            records.Remove(key);
    }

    private static string Text(PoolSnapshot snapshot) =>
        $"{snapshot.Tier} {snapshot.State} {string.Join(' ', snapshot.Ticks)} {string.Join(' ', snapshot.Positions)} {string.Join(' ', snapshot.Observations)}";

    private void Same<T>(string what, T expected, T actual)
    {
        Compared++;
        if (!EqualityComparer<T>.Default.Equals(expected, actual) && Differences.Count < 20)
            Differences.Add($"{_where}, {what}: recorded {expected}, ours {actual}");
    }
}
