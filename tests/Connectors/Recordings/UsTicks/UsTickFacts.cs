using System.Text.Json;
using Quern.Connectors.Recordings.Tapes;

namespace Quern.Connectors.Tests.Recordings.UsTicks;

/// <summary>What was found in a file, compared with what is told of it, where it is.</summary>
internal sealed class UsTickFacts
{
    private readonly List<string> _said = [];
    private long _beforeMs;

    /// <summary>What is told of the file; null when nothing is.</summary>
    public JsonElement? Told
    {
        get;
        set
        {
            field = value;
            _beforeMs = 0;
        }
    }

    public long Checks { get; private set; }

    /// <summary>A number that was found; compared with the one told under a path, when there is one.</summary>
    public void Is(string name, long found, params string[] path)
    {
        if (!name.StartsWith("of ", StringComparison.Ordinal))
            _said.Add($"{found} {name}");
        if (Find(path) is not { } told)
            return;
        Assert.True(told.GetInt64() == found, $"{name}: {told.GetInt64()} told, {found} found");
        Checks++;
    }

    /// <summary>The market before a row: compared with what is told of moments since the row before.</summary>
    public void LastBefore(long rowMs, in TapeEvent bid, in TapeEvent ask)
    {
        if (Find(["last_bid_and_ask_at_ms"]) is { } moments)
        {
            foreach (JsonProperty moment in moments.EnumerateObject())
            {
                long ms = long.Parse(moment.Name);
                if (ms < _beforeMs || ms >= rowMs)
                    continue;
                string told = $"{moment.Value.GetProperty("bid")} x {moment.Value.GetProperty("bid_size")}, {moment.Value.GetProperty("ask")} x {moment.Value.GetProperty("ask_size")}";
                string found = $"{bid.Price} x {bid.Quantity}, {ask.Price} x {ask.Quantity}";
                _said.Add($"at {ms}: {found}");
                Assert.Equal(told, found);
                Checks++;
            }
        }

        _beforeMs = Math.Max(_beforeMs, rowMs);
    }

    public string Said()
    {
        string all = string.Join(", ", _said);
        _said.Clear();
        return all;
    }

    private JsonElement? Find(string[] path)
    {
        JsonElement? at = Told;
        foreach (string name in path)
            at = at is { } here && here.TryGetProperty(name, out JsonElement next) ? next : null;
        return at;
    }
}
