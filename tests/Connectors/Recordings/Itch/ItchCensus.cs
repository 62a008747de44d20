using System.Text.Json.Nodes;
using Quern.Connectors.Recordings.Itch;
using Quern.Connectors.Tests.Recordings.Tapes;

namespace Quern.Connectors.Tests.Recordings.Itch;

/// <summary>What an ITCH file says message by message.</summary>
internal sealed class ItchCensus
{
    private readonly SortedDictionary<char, long> _types = [];
    private readonly SortedDictionary<int, long> _lengths = [];
    private readonly SortedDictionary<char, long> _categories = [];
    private readonly SortedDictionary<long, long> _roundLots = [];
    private readonly SortedDictionary<char, long> _tiers = [];
    private readonly SortedDictionary<char, long> _funds = [];
    private readonly List<ItchDirectoryEntry> _directory = [];
    private readonly JsonArray _systemEvents = [];
    private readonly JsonArray _tradingActions = [];
    private readonly JsonArray _shortSales = [];
    private (long First, long Last) _time;
    private long _backwards;

    public JsonObject Run(string file)
    {
        using var reader = new ItchReader(file);
        while (reader.TryPeek(out ItchMessage message))
        {
            Count(_types, message.Type);
            Count(_lengths, reader.HasLength ? message.Bytes.Length : 0);
            _backwards += message.TimeNs < _time.Last ? 1 : 0;
            _time = (reader.MessagesRead == 0 ? message.TimeNs : _time.First, message.TimeNs);
            Take(message);
            reader.Leave();
        }

        return Found(reader.MessagesRead);
    }

    private void Take(ItchMessage message)
    {
        switch (message.Type)
        {
            case 'S':
                _systemEvents.Add(new JsonArray(message.TimeNs, message.Letter(11).ToString()));
                break;
            case 'H':
                // The reason keeps the spaces that fill it up.
                _tradingActions.Add(new JsonArray(message.Text(11, 8), message.Letter(19).ToString(), message.Text(21, 4).PadRight(4)));
                break;
            case 'Y':
                _shortSales.Add(new JsonArray(message.Text(11, 8), message.Letter(19).ToString()));
                break;
            case 'R':
                ItchDirectoryEntry entry = ItchDirectoryEntry.Of(message);
                _directory.Add(entry);
                Count(_categories, entry.MarketCategory);
                Count(_roundLots, entry.RoundLot);
                Count(_tiers, entry.LimitTier);
                Count(_funds, entry.IsFund);
                break;
        }
    }

    private static void Count<T>(SortedDictionary<T, long> counts, T value)
        where T : notnull => counts[value] = counts.GetValueOrDefault(value) + 1;

    private JsonObject Found(long messages) => new()
    {
        ["messages"] = messages,
        ["length_prefix_values"] = Facts.Counts(_lengths),
        ["by_type"] = Facts.Counts(_types),
        ["first_ns"] = _time.First,
        ["last_ns"] = _time.Last,
        ["timestamps_backwards"] = _backwards,
        ["system_events"] = _systemEvents,
        ["directory_entries"] = _directory.Count,
        ["locate"] = new JsonObject(_directory.Select(entry => KeyValuePair.Create($"{entry.Locate}", (JsonNode?)entry.Symbol))),
        ["first_symbols"] = new JsonArray([.. _directory.Take(5).Select(entry => (JsonNode?)entry.Symbol)]),
        ["last_symbol"] = _directory.Count == 0 ? null : _directory[^1].Symbol,
        ["market_category"] = Facts.Counts(_categories),
        ["round_lot_size"] = Facts.Counts(_roundLots),
        ["luld_tier"] = Facts.Counts(_tiers),
        ["etp_flag"] = Facts.Counts(_funds),
        ["trading_action"] = _tradingActions,
        ["reg_sho"] = _shortSales,
    };
}
