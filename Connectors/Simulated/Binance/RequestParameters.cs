using System.Globalization;
using System.Text;

namespace Quern.Connectors.Simulated.Binance;

/// <summary>The named values of one request, and the exact text that its signature covers.</summary>
internal sealed class RequestParameters
{
    private const string SignatureName = "signature";
    private const int MostParameters = 100;
    private readonly List<KeyValuePair<string, string>> _items = [];

    private RequestParameters(string signedText) => SignedText = signedText;

    /// <summary>What the signature covers.</summary>
    public string SignedText { get; private set; }

    public string? Signature => Get(SignatureName);

    /// <summary>Of a REST request: the signed text is the query and the body joined with nothing between, the signature itself left out.</summary>
    /// <returns>Null when there are far too many.</returns>
    public static RequestParameters? OfRest(string query, string body)
    {
        var parameters = new RequestParameters(WithoutSignature(query) + WithoutSignature(body));
        return parameters.TryAdd(query) && parameters.TryAdd(body) ? parameters : null;
    }

    /// <summary>Of a socket request: the signed text is all of them by name in ASCII order, values as they came.</summary>
    public static RequestParameters OfSocket(IEnumerable<KeyValuePair<string, string>> items)
    {
        var parameters = new RequestParameters("");
        parameters._items.AddRange(items);
        parameters._items.Sort(static (left, right) => string.CompareOrdinal(left.Key, right.Key));
        parameters.SignedText = string.Join(
            '&', parameters._items.Where(item => item.Key != SignatureName).Select(item => $"{item.Key}={item.Value}"));
        return parameters;
    }

    /// <summary>A value, or null when it is missing or empty.</summary>
    public string? Get(string name)
    {
        foreach (KeyValuePair<string, string> item in _items)
        {
            if (string.Equals(item.Key, name, StringComparison.Ordinal))
                return item.Value.Length == 0 ? null : item.Value;
        }

        return null;
    }

    /// <summary>A whole number.</summary>
    /// <returns>False when it is there and not a whole number.</returns>
    public bool TryGetLong(string name, out long? value)
    {
        value = null;
        if (Get(name) is not { } text)
            return true;
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long parsed))
            return false;
        value = parsed;
        return true;
    }

    public long GetLong(string name, long otherwise) => TryGetLong(name, out long? value) && value is { } found ? found : otherwise;

    private bool TryAdd(string text)
    {
        foreach (string pair in text.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            string name = equals < 0 ? pair : pair[..equals];
            string value = equals < 0 ? "" : pair[(equals + 1)..];
            _items.Add(new(Decode(name), Decode(value)));
            if (_items.Count > MostParameters)
                return false;
        }

        return true;
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));

    private static string WithoutSignature(string text)
    {
        int at = text.LastIndexOf("signature=", StringComparison.Ordinal);
        if (at < 0 || (at > 0 && text[at - 1] != '&'))
            return text;
        int end = text.IndexOf('&', at);
        if (at == 0)
            return end < 0 ? "" : text[(end + 1)..];
        return text[..(at - 1)] + (end < 0 ? "" : text[end..]);
    }

    /// <summary>The text of a form body.</summary>
    public static string BodyText(ReadOnlyMemory<byte> body) => Encoding.UTF8.GetString(body.Span);
}
