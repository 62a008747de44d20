using System.Collections.Immutable;
using System.Numerics;
using Quern.Connectors.Ethereum.Abi;
using Quern.Connectors.Ethereum.Contracts;
using Quern.Connectors.Ethereum.Rpc;
using Quern.Domain.Numerics;
using Quern.Domain.Pools;

namespace Quern.Connectors.Ethereum.Following;

/// <summary>Reads the whole state of a pool at one block, so that our pool can go on from there by events.</summary>
/// <param name="client">Whom we ask.</param>
/// <param name="address">The pool.</param>
public sealed class PoolReader(ChainClient client, Address address)
{
    private readonly PoolContract _contract = new(address);

    /// <summary>The pool at a block.</summary>
    /// <param name="tag">Best by hash: all questions are about the same block then.</param>
    /// <param name="positions">Which positions to read; a pool does not list its own.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="RpcException">The node refused, for example because the block is unknown.</exception>
    public async Task<PoolSnapshot> Read(BlockTag tag, IReadOnlyList<PositionKey> positions, CancellationToken cancellation)
    {
        ImmutableArray<AbiValue>[] answers = await Ask(
            tag,
            [
                PoolContract.Slot0Function, PoolContract.LiquidityFunction, PoolContract.FeeGrowth0Function, PoolContract.FeeGrowth1Function,
                PoolContract.ProtocolFeesFunction, PoolContract.FeeFunction, PoolContract.TickSpacingFunction, PoolContract.Token0Function,
                PoolContract.Token1Function,
            ],
            cancellation);
        FeeTier tier = new(answers[5][0].UInt32, answers[6][0].Int32);
        IReadOnlyList<RpcAnswer> balances = await client.Call(
            [
                new TokenContract(answers[7][0].Address).BalanceOf(address),
                new TokenContract(answers[8][0].Address).BalanceOf(address),
            ],
            tag,
            cancellation);
        PoolState state = State(answers, balances);
        return new(
            tier,
            state,
            await Ticks(tier, tag, cancellation),
            await Positions(positions, tag, cancellation),
            await Observations(state, tag, cancellation));
    }

    private async Task<ImmutableArray<AbiValue>[]> Ask(BlockTag tag, AbiFunction[] functions, CancellationToken cancellation)
    {
        IReadOnlyList<RpcAnswer> answers = await client.Call([.. functions.Select(_contract.Ask)], tag, cancellation);
        return [.. functions.Zip(answers, static (function, answer) => function.Decode(answer.Value.Data()))];
    }

    private static PoolState State(ImmutableArray<AbiValue>[] answers, IReadOnlyList<RpcAnswer> balances) => new()
    {
        SqrtPriceX96 = answers[0][0].Word,
        Tick = answers[0][1].Int32,
        ObservationIndex = (ushort)answers[0][2].UInt32,
        ObservationCardinality = (ushort)answers[0][3].UInt32,
        ObservationCardinalityNext = (ushort)answers[0][4].UInt32,
        FeeProtocol = (byte)answers[0][5].UInt32,
        Liquidity = answers[1][0].Word.Low128,
        FeeGrowthGlobal = new(answers[2][0].Word, answers[3][0].Word),
        ProtocolFees0 = answers[4][0].Word.Low128,
        ProtocolFees1 = answers[4][1].Word.Low128,
        Balance0 = TokenContract.ReadAmount(balances[0].Value.Data()),
        Balance1 = TokenContract.ReadAmount(balances[1].Value.Data()),
    };

    private async Task<ImmutableArray<KeyValuePair<int, PoolTick>>> Ticks(FeeTier tier, BlockTag tag, CancellationToken cancellation)
    {
        int first = SingleSidedRange.AlignDown(TickMath.MinTick, tier.TickSpacing) / tier.TickSpacing >> 8;
        int last = TickMath.MaxTick / tier.TickSpacing >> 8;
        IReadOnlyList<RpcAnswer> words = await client.Call(
            [.. Enumerable.Range(first, last - first + 1).Select(_contract.TickBitmap)], tag, cancellation);
        List<int> ticks = [];
        for (int index = 0; index < words.Count; index++)
        {
            UInt256 word = PoolContract.TickBitmapFunction.Decode(words[index].Value.Data())[0].Word;
            for (; !word.IsZero; word ^= UInt256.One << word.TrailingZeroCount)
                ticks.Add((((first + index) << 8) + word.TrailingZeroCount) * tier.TickSpacing);
        }

        IReadOnlyList<RpcAnswer> records = await client.Call([.. ticks.Select(_contract.Ticks)], tag, cancellation);
        return [.. ticks.Zip(records, static (tick, answer) => KeyValuePair.Create(tick, Tick(answer)))];
    }

    private static PoolTick Tick(RpcAnswer answer)
    {
        ImmutableArray<AbiValue> values = PoolContract.TicksFunction.Decode(answer.Value.Data());
        return new(
            values[0].Word.Low128,
            (Int128)values[1].Signed,
            values[2].Word,
            values[3].Word,
            (long)values[4].Signed,
            values[5].Word,
            values[6].UInt32);
    }

    /// <summary>Some positions at a block, by key; those that never existed are all zero.</summary>
    /// <exception cref="RpcException">The node refused.</exception>
    public async Task<ImmutableArray<KeyValuePair<PositionKey, PoolPosition>>> Positions(
        IReadOnlyList<PositionKey> keys, BlockTag tag, CancellationToken cancellation)
    {
        IReadOnlyList<RpcAnswer> answers = await client.Call([.. keys.Select(_contract.Positions)], tag, cancellation);
        return
        [
            .. keys.Zip(answers, static (key, answer) => KeyValuePair.Create(key, Position(answer))).OrderBy(static position => position.Key),
        ];
    }

    private static PoolPosition Position(RpcAnswer answer)
    {
        ImmutableArray<AbiValue> values = PoolContract.PositionsFunction.Decode(answer.Value.Data());
        return new(values[0].Word.Low128, new(values[1].Word, values[2].Word), values[3].Word.Low128, values[4].Word.Low128);
    }

    private async Task<ImmutableArray<Observation>> Observations(PoolState state, BlockTag tag, CancellationToken cancellation)
    {
        IReadOnlyList<RpcAnswer> answers = await client.Call(
            [.. Enumerable.Range(0, state.ObservationCardinalityNext).Select(_contract.Observations)], tag, cancellation);
        return
        [
            .. answers.Select(static answer =>
            {
                ImmutableArray<AbiValue> values = PoolContract.ObservationsFunction.Decode(answer.Value.Data());
                return new Observation(values[0].UInt32, (long)values[1].Signed, values[2].Word, values[3].Flag);
            }),
        ];
    }
}
