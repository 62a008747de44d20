using System.Text.Json.Nodes;

namespace Quern.Connectors.Tests.Recordings.Lobster;

/// <summary>Which LOBSTER files lie beside each other, by their names.</summary>
internal static class LobsterFiles
{
    /// <summary>Message files that have an order-book file beside them.</summary>
    public static List<(string Messages, string Book)> Pairs(string folder) =>
    [
        .. MessageFiles(folder)
            .Select(messages => (Messages: messages, Book: Path.Combine(Path.GetDirectoryName(messages)!, Path.GetFileName(messages).Replace("_message_", "_orderbook_", StringComparison.Ordinal))))
            .Where(pair => File.Exists(pair.Book)),
    ];

    /// <summary>Message files that have only their first book beside them.</summary>
    public static List<(string Messages, string FirstBook)> Starts(string folder) =>
    [
        .. from messages in MessageFiles(folder)
           let firstBook = Path.Combine(Path.GetDirectoryName(messages)!, $"{TickerAndDay(messages)}_initial_book_{messages[(messages.LastIndexOf('_') + 1)..]}")
           where File.Exists(firstBook)
           select (messages, firstBook),
    ];

    /// <summary>Files of messages or books that are part of no pair.</summary>
    public static List<string> Single(string folder)
    {
        HashSet<string> paired = [.. Pairs(folder).SelectMany(pair => new[] { pair.Messages, pair.Book })];
        return [.. Directory.EnumerateFiles(folder, "*.csv*", SearchOption.AllDirectories).Where(path => !paired.Contains(path)).Order(StringComparer.Ordinal)];
    }

    public static string TickerAndDay(string path) => string.Join('_', Path.GetFileName(path).Split('_').Take(2));

    /// <summary>The known numbers of whatever names this file, and those of the file itself.</summary>
    public static (string? Name, JsonObject? Facts) Known(string folder, string path)
    {
        string expected = Path.Combine(folder, "expected.json");
        if (!File.Exists(expected))
            return (null, null);
        foreach ((string name, JsonNode? facts) in JsonNode.Parse(File.ReadAllText(expected))!.AsObject())
        {
            if (facts?["files"]?[Path.GetFileName(path)] is not null)
                return (name, facts.AsObject());
        }

        return (null, null);
    }

    private static IEnumerable<string> MessageFiles(string folder) =>
        Directory.EnumerateFiles(folder, "*_message_*.csv*", SearchOption.AllDirectories).Order(StringComparer.Ordinal);
}
