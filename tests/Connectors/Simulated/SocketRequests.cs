using System.Globalization;
using Quern.Connectors.Simulated;

namespace Quern.Tests.Connectors.Simulated;

/// <summary>Signed frames for the request socket.</summary>
internal static class SocketRequests
{
    public static string Of(VirtualTime time, string id, string method, params (string Name, string Value)[] items) =>
        Of(time, VenueAccountOptions.Demo, id, method, items);

    public static string Of(VirtualTime time, VenueAccountOptions account, string id, string method, params (string Name, string Value)[] items)
    {
        List<(string Name, string Value)> all =
        [
            .. items, ("apiKey", account.Key), ("timestamp", time.NowMs.ToString(CultureInfo.InvariantCulture)),
        ];
        all.Sort((left, right) => string.CompareOrdinal(left.Name, right.Name));
        string signature = Trader.Sign(account.Secret, string.Join('&', all.Select(item => $"{item.Name}={item.Value}")));
        all.Add(("signature", signature));
        string parameters = string.Join(',', all.Select(item => $"\"{item.Name}\":\"{item.Value}\""));
        return $$$"""{"id":"{{{id}}}","method":"{{{method}}}","params":{{{{parameters}}}}}""";
    }
}
