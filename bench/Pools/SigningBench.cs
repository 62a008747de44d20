using System.Diagnostics;
using System.Globalization;
using Quern.Connectors.Ethereum.Cryptography;
using Quern.Connectors.Ethereum.Transactions;
using Quern.Domain.Numerics;
using Quern.Domain.Pools;

namespace Quern.Bench.Pools;

/// <summary>
/// <c>bench -- signing</c>: one secp256k1 signature with its RFC 6979 nonce, and one EIP-712 order from fields to signature.
/// Floor: one Keccak-256 of 136 bytes.
/// </summary>
public static class SigningBench
{
    private const int Operations = 5_000;

    /// <summary>Runs it.</summary>
    /// <param name="args">Optionally the number of rounds, 5 or more.</param>
    /// <returns>0, or 1 when a signature does not recover its signer: then no figure is printed.</returns>
    public static int Run(string[] args)
    {
        int rounds = args.Length > 0 ? Math.Max(5, int.Parse(args[0], CultureInfo.InvariantCulture)) : 5;
        PrivateKey key = PrivateKey.Parse("ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80");
        byte[] hash = Keccak256.HashText("quern");
        if (!key.Sign(hash).TryRecover(hash, out Address signer) || signer != key.Address)
        {
            Console.Error.WriteLine("signing: a signature does not recover its signer.");
            return 1;
        }

        Eip712Domain domain = new("GRVT Exchange", "0", 325UL);
        byte[] orderType = Keccak256.HashText(
            "Order(uint64 subAccountID,bool isMarket,uint8 timeInForce,bool postOnly,bool reduceOnly,OrderLeg[] legs,uint32 nonce,int64 expiration)"
            + "OrderLeg(uint256 assetID,uint64 contractSize,uint64 limitPrice,bool isBuyingContract)");
        byte[] legType = Keccak256.HashText("OrderLeg(uint256 assetID,uint64 contractSize,uint64 limitPrice,bool isBuyingContract)");

        Action<int> sign = i => key.Sign(Stir(hash, i));
        Action<int> order = i => key.Sign(domain.Digest(Order(orderType, legType, (ulong)i)));
        byte[] block = new byte[136];
        Action<int> floor = _ => Keccak256.Hash(block, hash.AsSpan());
        foreach (Action<int> action in (Action<int>[])[sign, order, floor, sign, order, floor])
            Measure(action);
        Print("sign", sign, floor, rounds);
        Print("eip712-order", order, floor, rounds);
        return 0;
    }

    private static Eip712Struct Order(byte[] orderType, byte[] legType, ulong nonce) => new Eip712Struct(orderType)
        .Add(8289849667772468UL).Add(false).Add(1UL).Add(true).Add(false)
        .Add([new Eip712Struct(legType).Add(0x030501UL).Add(10_000_000UL).Add(65_038_500_000_000UL).Add(true)])
        .Add(nonce).Add((Int256)1730800479321350000L);

    private static byte[] Stir(byte[] hash, int i)
    {
        BitConverter.TryWriteBytes(hash, i);
        return hash;
    }

    private static double[] Measure(Action<int> action)
    {
        double[] microseconds = new double[Operations];
        for (int i = 0; i < Operations; i++)
        {
            long start = Stopwatch.GetTimestamp();
            action(i);
            microseconds[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }

        Array.Sort(microseconds);
        return microseconds;
    }

    private static void Print(string name, Action<int> action, Action<int> floor, int rounds)
    {
        List<double> medians = [];
        List<double> floors = [];
        double tail = 0;
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int round = 0; round < rounds; round++)
        {
            double[] sorted = Measure(action);
            medians.Add(sorted[Operations / 2]);
            tail = Math.Max(tail, sorted[Operations * 99 / 100]);
            floors.Add(Measure(floor)[Operations / 2]);
        }

        long bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / rounds / Operations;
        medians.Sort();
        floors.Sort();
        double median = medians[rounds / 2];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $$"""
            {"bench":"signing","what":"{{name}}","operations":{{Operations}},"rounds":{{rounds}},"p50_us":{"min":{{medians[0]:F1}},"median":{{median:F1}},"max":{{medians[^1]:F1}}},"p99_us_worst":{{tail:F1}},"keccak_us":{{floors[rounds / 2]:F2}},"ratio":{{median / floors[rounds / 2]:F0}},"allocated_bytes_per_op":{{bytes}}}
            """));
    }
}
