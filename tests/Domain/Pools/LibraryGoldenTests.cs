using System.Text.Json;
using Quern.Domain.Numerics;
using Quern.Domain.Pools;

namespace Quern.Domain.Tests.Pools;

/// <summary>Every recorded call of the contracts' libraries.</summary>
[Trait("Category", "golden")]
public sealed class LibraryGoldenTests(ITestOutputHelper output)
{
    [Fact]
    public void Every_library_call_gives_the_recorded_result()
    {
        int calls = 0;
        List<string> differences = [];
        foreach (string file in Golden.Files("library-calls*.jsonl"))
        {
            foreach (JsonElement call in Golden.Lines(file))
            {
                calls++;
                string expected = call.Flag("ok") ? Recorded(call) : $"refused '{call.Text("error")}'";
                string actual = Answer(call.Text("fn"), [.. call.GetProperty("args").EnumerateArray().Select(Golden.Text)]);
                if (actual != expected)
                    differences.Add($"{call.GetRawText()} gave {actual}");
            }
        }

        output.WriteLine($"{calls} library calls, {differences.Count} differences");
        Assert.Empty(differences);
        Assert.NotEqual(0, calls);
    }

    [Fact]
    public void Every_tick_and_price_pair_agrees()
    {
        int pairs = 0;
        foreach (string file in Golden.Files("tickmath-*.jsonl"))
        {
            bool isInverse = file.Contains("ratio-to-tick", StringComparison.Ordinal);
            foreach (JsonElement pair in Golden.Lines(file))
            {
                pairs++;
                if (isInverse)
                    Assert.Equal(pair.I32("tick"), TickMath.GetTickAtSqrtRatio(pair.U256("sqrtPriceX96")));
                else
                    Assert.Equal(pair.U256("sqrtPriceX96"), TickMath.GetSqrtRatioAtTick(pair.I32("tick")));
            }
        }

        output.WriteLine($"{pairs} pairs, 0 differences");
        Assert.NotEqual(0, pairs);
    }

    private static string Recorded(JsonElement call) => string.Join(
        ' ',
        call.EnumerateObject().Where(static field => field.Name is not ("fn" or "args" or "ok")).Select(static field => field.Value.Text()));

    private static string Answer(string function, string[] args)
    {
        try
        {
            return Call(function, args);
        }
        catch (RevertException refused)
        {
            return $"refused '{refused.Reason.Text()}'";
        }
    }

    private static string Call(string function, string[] args)
    {
        return function switch
        {
            "mulDiv" => $"{FullMath.MulDiv(U(0), U(1), U(2))}",
            "mulDivRoundingUp" => $"{FullMath.MulDivRoundingUp(U(0), U(1), U(2))}",
            "getAmount0Delta" => $"{SqrtPriceMath.GetAmount0Delta(U(0), U(1), L(2), B(3))}",
            "getAmount1Delta" => $"{SqrtPriceMath.GetAmount1Delta(U(0), U(1), L(2), B(3))}",
            "getNextSqrtPriceFromInput" => $"{SqrtPriceMath.GetNextSqrtPriceFromInput(U(0), L(1), U(2), B(3))}",
            "getNextSqrtPriceFromOutput" => $"{SqrtPriceMath.GetNextSqrtPriceFromOutput(U(0), L(1), U(2), B(3))}",
            "computeSwapStep" => Step(),
            "getLiquidityForAmounts" => $"{LiquidityAmounts.GetLiquidityForAmounts(U(0), U(1), U(2), U(3), U(4))}",
            "getAmountsForLiquidity" => Amounts(LiquidityAmounts.GetAmountsForLiquidity(U(0), U(1), U(2), L(3))),
            "tickSpacingToMaxLiquidityPerTick" => $"{new FeeTier(0, int.Parse(args[0])).MaxLiquidityPerTick}",
            "mostSignificantBit" => $"{BitMath.MostSignificantBit(U(0))}",
            "leastSignificantBit" => $"{BitMath.LeastSignificantBit(U(0))}",
            "getSqrtRatioAtTick" => $"{TickMath.GetSqrtRatioAtTick(int.Parse(args[0]))}",
            "getTickAtSqrtRatio" => $"{TickMath.GetTickAtSqrtRatio(U(0))}",
            _ => throw new NotSupportedException($"The recording calls {function}, which these tests do not know."),
        };

        UInt256 U(int index) => UInt256.Parse(args[index]);
        UInt128 L(int index) => UInt128.Parse(args[index]);
        bool B(int index) => bool.Parse(args[index]);

        string Step()
        {
            Int256 remaining = Int256.Parse(args[3]);
            SwapStep step = SwapMath.ComputeSwapStep(U(0), U(1), L(2), remaining.Magnitude, !remaining.IsNegative, uint.Parse(args[4]));
            return $"{step.SqrtPriceNextX96} {step.AmountIn} {step.AmountOut} {step.FeeAmount}";
        }

        static string Amounts(TokenAmounts amounts) => $"{amounts.Amount0} {amounts.Amount1}";
    }
}
