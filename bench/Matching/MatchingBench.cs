using System.Security.Cryptography;
using Quern.Bench.Measure;

namespace Quern.Bench.Matching;

/// <summary>
/// <c>bench -- book</c> and <c>bench -- matching</c>: workloads A and B on Quern's ladder alone, or on the whole engine, against the floor. Each
/// book gives its answer before a time is printed; a wrong one ends with code 1.
/// </summary>
/// <param name="verb">The name in the JSON lines.</param>
/// <param name="ours">The forms that are compared with the floor.</param>
internal sealed class MatchingBench(string verb, BookForm[] ours)
{
    private const int DefaultOperations = 5_000_000;
    private const int ScalingOperations = 1_000_000;
    private const int ManyResting = 1_000_000;
    private const int WarmRounds = 2;
    private const int TextbookRounds = 2;
    private readonly int _cores = Environment.ProcessorCount;

    /// <summary>The ladder alone.</summary>
    public static int Book(string[] args) => new MatchingBench("book", [BookForm.Core]).Run(args);

    /// <summary>The engine behind its public interface.</summary>
    public static int Matching(string[] args) => new MatchingBench("matching", [BookForm.Full, BookForm.FullMapped]).Run(args);

    private int Run(string[] args)
    {
        int rounds = Math.Max(5, Usage.Number(args, "--rounds", 5));
        int count = Usage.Number(args, "--count", DefaultOperations);
        Timing.CountsProcessorTime = args.Contains("--cpu");
        Print(BenchEnvironment.Describe(_cores));
        foreach (Workload workload in WorkloadFiles.From(args, count))
        {
            if (!TryMeasure(workload, rounds))
                return 1;
        }

        return TryScale(Math.Min(count, ScalingOperations), rounds) ? 0 : 1;
    }

    private bool TryMeasure(Workload workload, int rounds)
    {
        BookForm[] forms = [BookForm.Floor, .. ours];
        string hash = Convert.ToHexStringLower(SHA256.HashData(workload.ToBytes()))[..16];
        if (Answer.PublishedFile(workload) is { } published && published != hash)
        {
            Console.Error.WriteLine($"Workload {workload.Letter} is not the published one: its file is {hash}, not {published}.");
            return false;
        }

        if (AnswerOf(workload, [.. forms, BookForm.Textbook]) is not { } answer)
            return false;

        List<Pass>[] passes = Measure(workload, forms, rounds, answer.Traded);
        List<Pass>[] textbook = Measure(workload, [BookForm.Textbook], TextbookRounds, answer.Traded, warm: 0);
        Spread floor = Nanoseconds(passes[0]);
        for (int form = 0; form < forms.Length; form++)
        {
            Spread ns = Nanoseconds(passes[form]);
            Print($$"""
                {"bench":"{{verb}}","workload":"{{workload.Letter}}","form":"{{forms[form].Name}}","operations":{{workload.Timed.Length}},"resting":{{workload.Prefill}},"rounds":{{rounds}},"clock":"{{Clock}}","ns_per_op":{{ns}},"floor_ns":{{floor.Median:F1}},"ours_to_floor":{{ns.Median / floor.Median:F2}},"ours_to_floor_of_least":{{ns.Least / floor.Least:F2}},"bytes_per_op":{{passes[form].Max(pass => pass.BytesPerOperation):G3}},"gen0":{{passes[form].Sum(pass => pass.Collections)}},"sha256":"{{hash}}","answer":"right"}
                """);
        }

        Spread book = Nanoseconds(textbook[0]);
        Print($$"""
            {"bench":"{{verb}}","workload":"{{workload.Letter}}","form":"textbook","rounds":{{TextbookRounds}},"ns_per_op":{{book}},"textbook_to_floor":{{book.Median / floor.Median:F2}},"textbook_to_floor_of_least":{{book.Least / floor.Least:F2}},"bytes_per_op":{{textbook[0][0].BytesPerOperation:G3}}}
            """);
        PrintLatency(workload, forms);
        return true;
    }

    // Null when a book is wrong.
    private static Answer? AnswerOf(Workload workload, BookForm[] forms)
    {
        Answer expected = Answer.Published(workload) ?? BookForm.Textbook.Answer(workload);
        foreach (BookForm form in forms)
        {
            Answer answer = form.Answer(workload);
            if (answer == expected)
                continue;
            Console.Error.WriteLine($"{form.Name} on {workload.Letter}: {answer}, not {expected}.");
            return null;
        }

        return expected;
    }

    // One round is one pass of each form, so that all of them meet the same weather.
    private static List<Pass>[] Measure(Workload workload, BookForm[] forms, int rounds, long traded, int warm = WarmRounds)
    {
        List<Pass>[] passes = [.. forms.Select(_ => new List<Pass>())];
        for (int round = -warm; round < rounds; round++)
        {
            for (int form = 0; form < forms.Length; form++)
            {
                Pass pass = forms[form].Throughput(workload, traded);
                if (round >= 0)
                    passes[form].Add(pass);
            }
        }

        return passes;
    }

    private void PrintLatency(Workload workload, BookForm[] forms)
    {
        string[] kinds = ["all", "add", "cancel", "marketable"];
        foreach (BookForm form in forms)
        {
            form.Latency(workload);
            LatencyHistogram[] histograms = form.Latency(workload);
            IEnumerable<string> parts = kinds.Zip(histograms).Where(part => part.Second.Count > 0).Select(part => $"\"{part.First}\":{Percentiles(part.Second)}");
            Print($$"""
                {"bench":"{{verb}}","workload":"{{workload.Letter}}","form":"{{form.Name}}","latency_ns":{{{string.Join(',', parts)}}},"timer_ns":{{Timing.TimerNs():F0}},"timer_subtracted":false}
                """);
        }
    }

    private static string Percentiles(LatencyHistogram histogram)
    {
        double Ns(double part) => Math.Round(histogram.Microseconds(part) * 1000);
        return $$"""{"p50":{{Ns(0.5)}},"p90":{{Ns(0.9)}},"p99":{{Ns(0.99)}},"p99.9":{{Ns(0.999)}},"p99.99":{{Ns(0.9999)}},"max":{{histogram.Max}}}""";
    }

    // The same mix of operations with a thousand times as many orders: what grows is the cost of memory, for the floor as well.
    private bool TryScale(int operations, int rounds)
    {
        BookForm[] forms = [BookForm.Floor, .. ours];
        var ns = new double[2, forms.Length];
        for (int size = 0; size < 2; size++)
        {
            Workload workload = WorkloadGenerator.Make('A', operations, size == 0 ? 1_000 : ManyResting);
            if (AnswerOf(workload, forms) is not { } answer)
                return false;
            List<Pass>[] passes = Measure(workload, forms, rounds, answer.Traded);
            for (int form = 0; form < forms.Length; form++)
                ns[size, form] = Nanoseconds(passes[form]).Median;
        }

        for (int form = 1; form < forms.Length; form++)
        {
            (double few, double many) = (ns[0, form] / ns[0, 0], ns[1, form] / ns[1, 0]);
            Print($$"""
                {"bench":"{{verb}}","workload":"A","form":"{{forms[form].Name}}","scaling":{"resting":[1000,{{ManyResting}}],"operations":{{operations}},"clock":"{{Clock}}","ours_ns":[{{ns[0, form]:F1}},{{ns[1, form]:F1}}],"floor_ns":[{{ns[0, 0]:F1}},{{ns[1, 0]:F1}}],"ours_to_floor":[{{few:F2}},{{many:F2}}],"ratio_of_ratios":{{many / few:F2}}},"answer":"right"}
                """);
        }

        return true;
    }

    private static string Clock => Timing.CountsProcessorTime ? "processor" : "wall";

    private static Spread Nanoseconds(List<Pass> passes) => Spread.Of(passes.Select(pass => pass.NsPerOperation));

    private static void Print(string line) => Console.WriteLine(line);
}
