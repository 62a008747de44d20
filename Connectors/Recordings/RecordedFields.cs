using System.Text;
using System.Text.Json;
using Quern.Domain.Instruments;

namespace Quern.Connectors.Recordings;

/// <summary>Walks over the fields of one recorded event; whatever has the wrong form is a damage.</summary>
internal ref struct RecordedFields
{
    private readonly RecordedFrame _frame;
    private readonly long _linesRead;
    private Utf8JsonReader _reader;

    public RecordedFields(in RecordedFrame frame, long linesRead)
    {
        _frame = frame;
        _linesRead = linesRead;
        _reader = new Utf8JsonReader(frame.Event.Span);
    }

    /// <summary>Goes to the next field of the event. What was not read of the one before is passed over.</summary>
    public bool TryNext()
    {
        while (_reader.Read())
        {
            if (_reader is { TokenType: JsonTokenType.PropertyName, CurrentDepth: 1 })
                return true;
        }

        return false;
    }

    public readonly bool Is(ReadOnlySpan<byte> name) => _reader.ValueTextEquals(name);

    public readonly RecordingException Damage(string problem) => _frame.Damage(_linesRead, problem);

    /// <summary>A whole number, 0 to a limit.</summary>
    public long Whole(long limit)
    {
        _reader.Read();
        if (_reader.TokenType is JsonTokenType.Number && _reader.TryGetInt64(out long value) && value >= 0 && value <= limit)
            return value;
        throw Damage($"{Shown()} is no whole number from 0 to {limit}");
    }

    public bool Truth()
    {
        _reader.Read();
        if (_reader.TokenType is JsonTokenType.True or JsonTokenType.False)
            return _reader.GetBoolean();
        throw Damage($"{Shown()} is neither true nor false");
    }

    /// <summary>Decimal text, 0 to a limit, as an integer.</summary>
    public long Scaled(int scale, long limit)
    {
        _reader.Read();
        if (_reader.TokenType is JsonTokenType.String && Decimals.TryParse(_reader.ValueSpan, scale, out long value) && value >= 0 && value <= limit)
            return value;
        throw Damage($"{Shown()} is no decimal from 0 of at most {scale} places; name other scales with an instrument file");
    }

    /// <summary>Decimal text of either sign; an empty one is 0.</summary>
    public long SignedScaledOrZero(int scale)
    {
        _reader.Read();
        if (_reader.TokenType is JsonTokenType.String && _reader.ValueSpan.IsEmpty)
            return 0;
        if (_reader.TokenType is JsonTokenType.String && Decimals.TryParse(_reader.ValueSpan, scale, out long value))
            return value;
        throw Damage($"{Shown()} is no decimal of at most {scale} places");
    }

    public void OpenArray()
    {
        _reader.Read();
        if (_reader.TokenType is not JsonTokenType.StartArray)
            throw Damage("the levels are no list");
    }

    /// <returns>False at the end of the list.</returns>
    public bool TryOpenRow()
    {
        _reader.Read();
        return _reader.TokenType switch
        {
            JsonTokenType.StartArray => true,
            JsonTokenType.EndArray => false,
            _ => throw Damage("a level is no pair of price and size"),
        };
    }

    public void CloseRow()
    {
        // Some venues' rows hold more than price and size.
        while (_reader.Read() && _reader.TokenType is not JsonTokenType.EndArray)
        {
            if (_reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject)
                throw Damage("a level is no pair of price and size");
        }
    }

    private readonly string Shown() => _reader.TokenType is JsonTokenType.String or JsonTokenType.Number
        ? $"'{Encoding.UTF8.GetString(_reader.ValueSpan[..Math.Min(32, _reader.ValueSpan.Length)])}'"
        : $"a {_reader.TokenType}";
}
