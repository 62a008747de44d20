using System.CommandLine;

namespace Quern.Client.Commands;

/// <summary>One line for a command line that makes no sense: what is wrong, and what to type instead.</summary>
public static class UsageHint
{
    /// <summary>The line.</summary>
    public static string Of(ParseResult parsed, string[] args, IReadOnlyList<Verb> verbs)
    {
        if (parsed.CommandResult.Command is { } known and not RootCommand)
        {
            return args[0].StartsWith('-')
                ? $"Options come behind the verb: `{known.Name} {args[0]} …`. `{known.Name} --help` shows them."
                : $"{parsed.Errors[0].Message} Try `{known.Name} --help`.";
        }

        string? typed = args.FirstOrDefault(arg => !arg.StartsWith('-'));
        string all = string.Join(", ", verbs.Select(verb => verb.Command.Name));
        if (typed is null)
            return $"Name a verb: {all}. `--help` shows examples.";

        string? meant = Nearest(typed, verbs);
        return meant is null
            ? $"There is no verb '{typed}'; there are {all}. `--help` shows examples."
            : $"There is no verb '{typed}'. Did you mean '{meant}'? `--help` shows examples.";
    }

    private static string? Nearest(string typed, IReadOnlyList<Verb> verbs)
    {
        string? nearest = null;
        int least = 3;
        foreach (Verb verb in verbs)
        {
            int distance = Distance(typed, verb.Command.Name);
            if (distance >= least)
                continue;
            least = distance;
            nearest = verb.Command.Name;
        }

        return nearest;
    }

    /// <summary>Letters to insert, remove or change until both are the same (Levenshtein, 1965).</summary>
    public static int Distance(string left, string right)
    {
        int[] row = [.. Enumerable.Range(0, right.Length + 1)];
        for (int i = 1; i <= left.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= right.Length; j++)
            {
                int change = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(change, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[right.Length];
    }
}
