using System.Buffers.Text;
using System.Text;
using Quern.Domain.Instruments;
using Quern.Domain.Orders;

namespace Quern.Connectors.Binance;

/// <summary>
/// Writes one signed request into buffers that are used again: the parameters as <c>k=v</c> joined by <c>&amp;</c>, which is what is signed
/// and what a query carries, and beside them the JSON frame of the order socket. Parameters must be added sorted by name: the socket's
/// signature wants it so, and the query's does not mind. Not for two threads at once.
/// </summary>
internal sealed class SignedRequest(BinanceSigner signer)
{
    private readonly byte[] _query = new byte[2048];
    private readonly byte[] _frame = new byte[4096];
    private int _queryLength;
    private int _frameLength;
    private bool _isQuery;

    /// <summary>The parameters, signed after <see cref="Finish"/>.</summary>
    public ReadOnlySpan<byte> Query => _query.AsSpan(0, _queryLength);

    /// <summary>The order socket's frame, whole after <see cref="Finish"/>.</summary>
    public ReadOnlySpan<byte> Frame => _frame.AsSpan(0, _frameLength);

    /// <summary>Begins a request without socket frame.</summary>
    public void StartQuery()
    {
        _queryLength = _frameLength = 0;
        _isQuery = true;
    }

    /// <summary>Begins a request of the order socket; the key is its first parameter.</summary>
    public void StartFrame(long id, ReadOnlySpan<byte> method)
    {
        _queryLength = _frameLength = 0;
        _isQuery = false;
        Write("{\"id\":"u8);
        WriteInteger(id);
        Write(",\"method\":\""u8);
        Write(method);
        Write("\",\"params\":{"u8);
        Add("apiKey"u8, signer.KeyBytes);
    }

    /// <summary>Adds text that needs neither escapes nor percent signs.</summary>
    public void Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        StartParameter(name);
        Write("\""u8);
        WriteBoth(value);
        Write("\","u8);
    }

    /// <summary>Adds a symbol. Some are not plain ASCII: a query escapes them before it is signed, a frame does not.</summary>
    public void AddSymbol(string symbol)
    {
        string text = _isQuery && !Ascii.IsValid(symbol) ? Uri.EscapeDataString(symbol) : symbol;
        Span<byte> bytes = stackalloc byte[256];
        Add("symbol"u8, bytes[..Encoding.UTF8.GetBytes(text, bytes)]);
    }

    public void Add(ReadOnlySpan<byte> name, long value)
    {
        StartParameter(name);
        Span<byte> digits = stackalloc byte[20];
        Utf8Formatter.TryFormat(value, digits, out int length);
        WriteBoth(digits[..length]);
        Write(","u8);
    }

    /// <summary>Adds a scaled integer as decimal text.</summary>
    public void Add(ReadOnlySpan<byte> name, long scaled, int decimals)
    {
        Span<byte> text = stackalloc byte[Decimals.MaxTextLength];
        Decimals.TryFormat(scaled, decimals, text, out int length);
        Add(name, text[..length]);
    }

    public void Add(ReadOnlySpan<byte> name, ClientOrderId id)
    {
        Span<byte> text = stackalloc byte[ClientOrderId.TextLength];
        Add(name, text[..id.Format(text)]);
    }

    /// <summary>Signs and closes.</summary>
    public void Finish()
    {
        Span<byte> signature = stackalloc byte[BinanceSigner.TextLength];
        signer.Sign(Query, signature);
        Add("signature"u8, signature);
        _frameLength--;
        Write("}}"u8);
    }

    private void StartParameter(ReadOnlySpan<byte> name)
    {
        if (_queryLength > 0)
            _query[_queryLength++] = (byte)'&';
        Write("\""u8);
        WriteBoth(name);
        _query[_queryLength++] = (byte)'=';
        Write("\":"u8);
    }

    private void WriteBoth(ReadOnlySpan<byte> text)
    {
        text.CopyTo(_query.AsSpan(_queryLength));
        _queryLength += text.Length;
        Write(text);
    }

    private void Write(ReadOnlySpan<byte> text)
    {
        text.CopyTo(_frame.AsSpan(_frameLength));
        _frameLength += text.Length;
    }

    private void WriteInteger(long value)
    {
        Utf8Formatter.TryFormat(value, _frame.AsSpan(_frameLength), out int length);
        _frameLength += length;
    }
}
