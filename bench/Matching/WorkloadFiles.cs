namespace Quern.Bench.Matching;

/// <summary>Where a benchmark's operations come from.</summary>
internal static class WorkloadFiles
{
    /// <summary>The file of <c>--ops</c>, or A and B as generated. A file that is not there is written first, with workload A.</summary>
    public static IEnumerable<Workload> From(string[] args, int count)
    {
        int option = Array.IndexOf(args, "--ops");
        if (option < 0 || option + 1 == args.Length)
            return "AB".Select(letter => WorkloadGenerator.Make(letter, count));

        string path = args[option + 1];
        if (!File.Exists(path))
            File.WriteAllBytes(path, WorkloadGenerator.Make('A', count).ToBytes());
        return [Workload.FromBytes(File.ReadAllBytes(path))];
    }
}
