using System.Text.Json;

namespace Quern.Connectors.Recordings.Polygon;

/// <summary>The members of one JSON object, by name, without copies; used again for each object.</summary>
internal sealed class PolygonObject
{
    private const int MostMembers = 64;
    private readonly (Range Name, Range Value, JsonTokenType Type)[] _members = new (Range, Range, JsonTokenType)[MostMembers];
    private int _count;

    /// <summary>Takes the members of the object whose start the reader stands on, and goes to its end.</summary>
    /// <exception cref="FormatException">It is no object, or has more than 64 members.</exception>
    public void Read(scoped ref Utf8JsonReader reader)
    {
        if (reader.TokenType is not JsonTokenType.StartObject)
            throw new FormatException($"an object was expected, not {reader.TokenType}");
        for (_count = 0; reader.Read() && reader.TokenType is JsonTokenType.PropertyName; _count++)
        {
            if (_count == MostMembers)
                throw new FormatException($"an object has more than {MostMembers} members");
            Range name = Inside(ref reader);
            reader.Read();
            bool isInner = reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject;
            Range value = isInner ? Whole(ref reader) : Inside(ref reader);

            // Of a list or an object the reader stands on its end now.
            _members[_count] = (name, value, reader.TokenType);
        }
    }

    /// <summary>Whether there is a member of that name, other than null.</summary>
    public bool Has(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name) => Find(json, name) is >= 0 and int place && _members[place].Type is not JsonTokenType.Null;

    /// <summary>The text or number of a member; empty when there is none.</summary>
    /// <exception cref="FormatException">It is a list, an object or a truth.</exception>
    public ReadOnlySpan<byte> Text(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name)
    {
        int place = Find(json, name);
        if (place < 0 || _members[place].Type is JsonTokenType.Null)
            return default;
        return _members[place].Type is JsonTokenType.String or JsonTokenType.Number
            ? json[_members[place].Value]
            : throw new FormatException($"'{System.Text.Encoding.UTF8.GetString(name)}' is neither a text nor a number");
    }

    /// <summary>A member that is a list or an object, with its brackets; empty when there is none or it is something else.</summary>
    public ReadOnlySpan<byte> Inner(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name) => json[PlaceOfInner(json, name)];

    /// <summary>Where a member lies that is a list or an object; an empty place when there is none or it is something else.</summary>
    public Range PlaceOfInner(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name) =>
        Find(json, name) is >= 0 and int place && _members[place].Type is JsonTokenType.EndArray or JsonTokenType.EndObject
            ? _members[place].Value
            : default;

    private int Find(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name)
    {
        for (int place = 0; place < _count; place++)
        {
            if (json[_members[place].Name].SequenceEqual(name))
                return place;
        }

        return -1;
    }

    private static Range Inside(scoped ref Utf8JsonReader reader)
    {
        int start = (int)reader.TokenStartIndex + (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName ? 1 : 0);
        return start..(start + reader.ValueSpan.Length);
    }

    private static Range Whole(scoped ref Utf8JsonReader reader)
    {
        int start = (int)reader.TokenStartIndex;
        reader.Skip();
        return start..(int)reader.BytesConsumed;
    }
}
