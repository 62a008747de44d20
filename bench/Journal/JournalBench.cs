using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Quern.Bench.Measure;
using Quern.Grains.Journal;
using Quern.Grains.Journal.Files;
using Quern.Grains.Journal.Postgres;
using Quern.Tests;

namespace Quern.Bench.Journal;

/// <summary>
/// What a record costs: appended, which is what an order waits for, and durable, which it does not. The floor of the first is a copy and a
/// checksum in memory; of the second, a write and a flush of a plain file, or one row inserted and committed.
/// </summary>
internal static class JournalBench
{
    private const string Name = "bench:account";

    public static async Task<int> Run(string[] arguments)
    {
        var plan = new JournalPlan(Usage.Number(arguments, "--records", 200_000), Usage.Number(arguments, "--durable", 100), Usage.Number(arguments, "--rounds", 5));
        string folder = Directory.CreateTempSubdirectory("quern-bench-").FullName;
        try
        {
            await using (var plain = new PlainFile(Path.Combine(folder, "floor")))
            {
                var store = new FileJournalStore(new() { Folder = folder }, TimeProvider.System);
                await Measure("file", store, plan, plain);
            }

            if (PostgresServer.Problem.Length > 0)
            {
                Print(new { benchmark = "journal", store = "postgresql", skipped = PostgresServer.Problem });
                return 0;
            }

            await using PostgresServer server = await PostgresServer.Start();
            await using (var plain = await PlainRows.Create(server.Connection))
            await using (var store = new PostgresJournalStore(new() { Connection = server.Connection }, TimeProvider.System))
                await Measure("postgresql", store, plan, plain);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task Measure(string kind, IJournalStore store, JournalPlan plan, IDurableFloor floor)
    {
        var appended = new LatencyHistogram();
        var durable = new LatencyHistogram();
        var floorAppended = new LatencyHistogram();
        var floorDurable = new LatencyHistogram();
        var rates = new List<double>();
        byte[] record = new byte[JournalPlan.RecordBytes];
        new Random(42).NextBytes(record);
        long allocated = 0, allocatedByAll = 0, records = 0;

        await using (IJournal journal = await store.Open(Name))
        {
            for (int warmUp = 0; warmUp < 2; warmUp++)
            {
                records += Append(journal, record, plan.Records / plan.Rounds, new(), out _);
                await journal.WhenDurable();
            }

            for (int round = 0; round < plan.Rounds; round++)
            {
                CopyOnly(record, plan.Records / plan.Rounds, floorAppended);
                long allBefore = GC.GetTotalAllocatedBytes(precise: true);
                long started = Stopwatch.GetTimestamp();
                records += Append(journal, record, plan.Records / plan.Rounds, appended, out long bytes);
                allocated += bytes;
                await journal.WhenDurable();
                rates.Add(plan.Records / plan.Rounds / Stopwatch.GetElapsedTime(started).TotalSeconds);
                allocatedByAll += GC.GetTotalAllocatedBytes(precise: true) - allBefore;
                for (int number = 0; number < plan.Durable; number++)
                {
                    long before = Stopwatch.GetTimestamp();
                    await floor.WriteDurably(record);
                    floorDurable.Record(before, Stopwatch.GetTimestamp());
                    before = Stopwatch.GetTimestamp();
                    journal.Append(record);
                    await journal.WhenDurable();
                    durable.Record(before, Stopwatch.GetTimestamp());
                    records++;
                }
            }
        }

        await Check(store, records, record);
        rates.Sort();
        Print(new
        {
            benchmark = "journal",
            store = kind,
            record_bytes = JournalPlan.RecordBytes,
            records,
            rounds = plan.Rounds,
            appended_us = Points(appended),
            floor_copy_us = Points(floorAppended),
            durable_us = Points(durable),
            floor_durable_us = Points(floorDurable),
            durable_over_floor = Math.Round(durable.Microseconds(0.5) / floorDurable.Microseconds(0.5), 2),
            durable_records_per_second = new { min = Math.Round(rates[0]), median = Math.Round(rates[rates.Count / 2]), max = Math.Round(rates[^1]) },
            // By the thread that appends, which is the one an order waits for; and with the writers behind it, until all is durable.
            bytes_allocated_per_record = Math.Round((double)allocated / plan.Records, 2),
            bytes_allocated_with_writers = Math.Round((double)allocatedByAll / plan.Records, 2),
            cores = Environment.ProcessorCount,
            date = DateTimeOffset.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        });
    }

    private static int Append(IJournal journal, byte[] record, int count, LatencyHistogram latency, out long allocated)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int number = 0; number < count; number++)
        {
            long started = Stopwatch.GetTimestamp();
            journal.Append(record);
            latency.Record(started, Stopwatch.GetTimestamp());
        }

        allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        return count;
    }

    private static void CopyOnly(byte[] record, int count, LatencyHistogram latency)
    {
        byte[] memory = new byte[1 << 20];
        uint sum = 0;
        for (int number = 0; number < count; number++)
        {
            long started = Stopwatch.GetTimestamp();
            Span<byte> target = memory.AsSpan(number * record.Length % (memory.Length - record.Length), record.Length);
            record.CopyTo(target);
            foreach (ulong word in System.Runtime.InteropServices.MemoryMarshal.Cast<byte, ulong>(target))
                sum = System.Numerics.BitOperations.Crc32C(sum, word);
            latency.Record(started, Stopwatch.GetTimestamp());
        }

        GC.KeepAlive(sum);
    }

    /// <summary>No figure without the right answer: every record is there once, and each is the one that was written.</summary>
    private static async Task Check(IJournalStore store, long records, byte[] record)
    {
        await using IJournal next = await store.Open(Name);
        long found = 0;
        foreach (JournalLine line in next.ReadEarlier())
        {
            if (!line.Record.Span.SequenceEqual(record))
                throw new InvalidOperationException($"Record {line.Sequence} is not the one that was written.");
            found++;
        }

        if (found != records)
            throw new InvalidOperationException($"{records} records were written, {found} are found.");
    }

    private static object Points(LatencyHistogram latency) => new
    {
        p50 = latency.Microseconds(0.5),
        p99 = latency.Microseconds(0.99),
        p999 = latency.Microseconds(0.999),
        max = Math.Round(latency.Max / 1000.0, 1),
    };

    private static void Print(object line) => Console.WriteLine(JsonSerializer.Serialize(line));
}

/// <summary>How much is measured.</summary>
/// <param name="Records">Records appended, over all rounds.</param>
/// <param name="Durable">Records of each round that are awaited one by one.</param>
/// <param name="Rounds">Rounds; floor and journal take turns in each.</param>
internal sealed record JournalPlan(int Records, int Durable, int Rounds)
{
    /// <summary>About what an order's record takes.</summary>
    public const int RecordBytes = 200;
}
