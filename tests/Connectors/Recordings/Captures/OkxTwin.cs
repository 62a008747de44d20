using System.Globalization;

namespace Quern.Connectors.Tests.Recordings.Captures;

/// <summary>A book as OKX would send it, kept as plainly as can be: messages with its chain and its checksum.</summary>
internal sealed class OkxTwin(Random random)
{
    private readonly SortedDictionary<decimal, string> _bids = new(Comparer<decimal>.Create((left, right) => right.CompareTo(left)));
    private readonly SortedDictionary<decimal, string> _asks = [];
    private long _number = 100;

    public (int Bids, int Asks) Levels() => (_bids.Count, _asks.Count);

    public string BestBid() => $"{_bids.First().Key.ToString(CultureInfo.InvariantCulture)} x {_bids.First().Value}";

    public string Message(string action)
    {
        bool isSnapshot = action == "snapshot";
        string asks = Changes(_asks, 100, 140, isSnapshot ? 60 : random.Next(3)), bids = Changes(_bids, 60, 99, isSnapshot ? 60 : random.Next(4));
        long previous = isSnapshot ? -1 : _number;
        _number += random.Next(1, 5);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"1618678133.5: {{\"arg\":{{\"channel\":\"books\",\"instId\":\"A-B\"}},\"action\":\"{action}\",\"data\":[{{\"asks\":[{asks}],\"bids\":[{bids}],\"ts\":\"1646003667575\",\"checksum\":{Checksum()},\"prevSeqId\":{previous},\"seqId\":{_number}}}]}}");
    }

    private string Changes(SortedDictionary<decimal, string> side, int from, int to, int count)
    {
        var rows = new List<string>();
        for (; count > 0; count--)
        {
            decimal price = random.Next(from * 10, to * 10) / 10m;
            string size = side.ContainsKey(price) && random.Next(2) == 0 ? "0" : Size();
            if (size == "0")
                side.Remove(price);
            else
                side[price] = size;
            rows.Add(string.Create(CultureInfo.InvariantCulture, $"[\"{price}\",\"{size}\",\"0\",\"{random.Next(9)}\"]"));
        }

        return string.Join(',', rows);
    }

    // As the venue writes them: no zeros at the end, a zero before the point.
    private string Size() => random.Next(3) == 0
        ? random.Next(1, 5_000_000).ToString(CultureInfo.InvariantCulture)
        : $"{random.Next(50)}.{random.Next(1, 999_999):D6}".TrimEnd('0');

    private int Checksum()
    {
        var parts = new List<string>();
        for (int place = 0; place < 25; place++)
        {
            foreach (SortedDictionary<decimal, string> side in (SortedDictionary<decimal, string>[])[_bids, _asks])
            {
                if (place < side.Count)
                    parts.Add($"{side.ElementAt(place).Key.ToString(CultureInfo.InvariantCulture)}:{side.ElementAt(place).Value}");
            }
        }

        return unchecked((int)CaptureTapeTests.PlainCrc(string.Join(':', parts)));
    }
}
