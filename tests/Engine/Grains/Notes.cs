using System.Collections.Concurrent;

namespace Quern.Engine.Tests.Grains;

/// <summary>What grains note for facts to read, by the grain's key: it survives activations and silos.</summary>
public static class Notes
{
    private static readonly ConcurrentDictionary<string, ConcurrentQueue<string>> All = new();

    public static void Add(string key, string note) => All.GetOrAdd(key, static _ => new()).Enqueue(note);

    public static string[] Of(string key) => All.TryGetValue(key, out ConcurrentQueue<string>? notes) ? [.. notes] : [];
}
