using Quern.Engine.Runtime;
using Quern.Engine.Serialization;

namespace Orleans.Runtime;

/// <summary>Values that flow down with calls, and never back up.</summary>
public static class RequestContext
{
    private const string ChainKey = "#CCR";
    private static readonly AsyncLocal<Dictionary<string, object>?> Current = new();

    /// <summary>The call chain that may come back to where it has been; empty for none.</summary>
    public static Guid ReentrancyId
    {
        get => ChainOf(Current.Value);
        set
        {
            if (value == Guid.Empty)
                Remove(ChainKey);
            else
                Set(ChainKey, value);
        }
    }

    /// <summary>All keys.</summary>
    public static IEnumerable<string> Keys => Current.Value?.Keys ?? Enumerable.Empty<string>();

    /// <summary>All values with their keys.</summary>
    public static IEnumerable<KeyValuePair<string, object>> Entries => Current.Value ?? Enumerable.Empty<KeyValuePair<string, object>>();

    /// <summary>The value of a key; null when there is none.</summary>
    public static object? Get(string key) => Current.Value?.GetValueOrDefault(key);

    /// <summary>Sets a value for the calls made from now on.</summary>
    public static void Set(string key, object value)
    {
        // The dictionary is shared with calls that are under way: it is replaced, never changed.
        var replaced = new Dictionary<string, object>(Current.Value ?? []) { [key] = value };
        Current.Value = replaced;
    }

    /// <summary>Removes a value; true when there was one.</summary>
    public static bool Remove(string key)
    {
        if (Current.Value is not { } values || !values.ContainsKey(key))
            return false;

        var replaced = new Dictionary<string, object>(values);
        replaced.Remove(key);
        Current.Value = replaced.Count == 0 ? null : replaced;
        return true;
    }

    /// <summary>Removes all values.</summary>
    public static void Clear()
    {
        if (Current.Value is not null)
            Current.Value = null;
    }

    /// <summary>Calls made before the section is disposed may come back to this grain while it awaits them.</summary>
    public static ReentrancySection AllowCallChainReentrancy()
    {
        Guid before = ReentrancyId;
        return new(before, before != Guid.Empty ? before : Turn.Current?.Node.Cluster.Dispatcher.NewGuid() ?? Guid.NewGuid());
    }

    /// <summary>Calls made before the section is disposed may not come back.</summary>
    public static ReentrancySection SuppressCallChainReentrancy() => new(ReentrancyId, Guid.Empty);

    internal static Dictionary<string, object>? Export() => Current.Value;

    internal static void Import(Dictionary<string, object>? values)
    {
        if (!ReferenceEquals(Current.Value, values))
            Current.Value = values;
    }

    internal static Guid ChainOf(Dictionary<string, object>? values) =>
        values is not null && values.TryGetValue(ChainKey, out object? chain) && chain is Guid id ? id : Guid.Empty;

    internal static void Write(CanonicalWriter writer, Dictionary<string, object>? values)
    {
        writer.WriteUInt64((ulong)(values?.Count ?? 0));
        if (values is null)
            return;

        foreach (string key in values.Keys.Order(StringComparer.Ordinal))
        {
            writer.WriteString(key);
            CodecOf<object?>.Value.Write(writer, values[key]);
        }
    }

    internal static Dictionary<string, object>? Read(CanonicalReader reader)
    {
        int count = reader.ReadCount();
        if (count == 0)
            return null;

        var values = new Dictionary<string, object>(count);
        for (int index = 0; index < count; index++)
        {
            string key = reader.ReadString()!;
            values[key] = CodecOf<object?>.Value.Read(reader)!;
        }

        return values;
    }

    /// <summary>Ends at dispose; see <see cref="AllowCallChainReentrancy"/>.</summary>
    public readonly struct ReentrancySection : IDisposable
    {
        private readonly Guid _before;
        private readonly Guid _inside;

        /// <summary>Begins a section.</summary>
        public ReentrancySection(Guid originalReentrancyId, Guid newReentrancyId)
        {
            _before = originalReentrancyId;
            _inside = newReentrancyId;
            if (_before == _inside)
                return;

            ReentrancyId = _inside;
            if (_inside != Guid.Empty)
                Turn.Current?.EnterSection(_inside);
        }

        /// <summary>Ends it.</summary>
        public void Dispose()
        {
            if (_before == _inside)
                return;

            if (_inside != Guid.Empty)
                Turn.Current?.LeaveSection(_inside);
            ReentrancyId = _before;
        }
    }
}
