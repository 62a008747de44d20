using System.Globalization;
using System.Text;

namespace Quern.Connectors.Binance;

/// <summary>Strings that reports carry, made once: assets for ever, order ids while they are recent. Not for two threads at once.</summary>
internal sealed class VenueNames
{
    private const int RecentOrders = 1 << 14;

    private readonly SymbolTable<string> _assets = new();
    private readonly (long Id, string Text)[] _orders = new (long, string)[RecentOrders];

    /// <summary>An asset's name; null when there is none.</summary>
    public string? Asset(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
            return null;
        if (_assets.Find(text) is { } known)
            return known;

        string name = Encoding.UTF8.GetString(text);
        _assets.Set(name, name);
        return name;
    }

    /// <summary>A venue order id as text; one that was seen lately is the same string again.</summary>
    public string? Order(long id)
    {
        if (id <= 0)
            return null;
        ref (long Id, string Text) slot = ref _orders[id & (RecentOrders - 1)];
        if (slot.Id != id)
            slot = (id, id.ToString(CultureInfo.InvariantCulture));
        return slot.Text;
    }
}
