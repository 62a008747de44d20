using System.Text;
using Quern.Grains.Journal;

namespace Quern.Grains.Tests.Journal;

/// <summary>One kind of store, as the conformance suite uses it.</summary>
public abstract class StoreUnderTest : IAsyncDisposable
{
    /// <summary>A journal of its own for each test.</summary>
    public const string Name = "venue:account";

    public abstract IJournalStore Store { get; }

    public Task<IJournal> Open() => Store.Open(Name);

    public abstract ValueTask DisposeAsync();
}

internal static class JournalLines
{
    public static string[] Texts(this IEnumerable<JournalLine> lines) =>
        [.. lines.Select(line => $"{line.Sequence}/{line.Epoch}:{Encoding.UTF8.GetString(line.Record.Span)}")];

    public static void Append(this IJournal journal, string text) => journal.Append(Encoding.UTF8.GetBytes(text));
}
