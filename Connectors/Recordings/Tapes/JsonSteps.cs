using System.Text.Json;

namespace Quern.Connectors.Recordings.Tapes;

/// <summary>Steps over JSON messages; whatever has another shape is a <see cref="FormatException"/>.</summary>
internal static class JsonSteps
{
    /// <summary>Goes to the next value, which has to be a text or a number, and gives its text; that of null, true and false is empty.</summary>
    public static ReadOnlySpan<byte> Text(scoped ref Utf8JsonReader reader)
    {
        reader.Read();
        return TextHere(ref reader);
    }

    /// <summary>The text or number that the reader stands on.</summary>
    public static ReadOnlySpan<byte> TextHere(scoped ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String or JsonTokenType.Number => reader.ValueSpan,
        JsonTokenType.Null or JsonTokenType.True or JsonTokenType.False => default,
        _ => throw new FormatException($"a text or a number was expected, not {reader.TokenType}"),
    };

    /// <summary>Goes to the next value, which has to begin a list.</summary>
    public static void OpenList(scoped ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType is not JsonTokenType.StartArray)
            throw new FormatException($"a list was expected, not {reader.TokenType}");
    }

    /// <summary>Goes to the next value, which has to begin an object.</summary>
    public static void OpenObject(scoped ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType is not JsonTokenType.StartObject)
            throw new FormatException($"an object was expected, not {reader.TokenType}");
    }

    /// <summary>Passes over the next value.</summary>
    /// <returns>Where it lies in what is being read.</returns>
    public static Range PlaceOfNext(scoped ref Utf8JsonReader reader)
    {
        reader.Read();
        int start = (int)reader.TokenStartIndex;
        reader.Skip();
        return start..(int)reader.BytesConsumed;
    }

    /// <summary>Goes to the next list inside a list.</summary>
    /// <returns>False at the end of the outer one.</returns>
    public static bool TryOpenRow(scoped ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType switch
        {
            JsonTokenType.StartArray => true,
            JsonTokenType.EndArray => false,
            _ => throw new FormatException($"a level was expected, not {reader.TokenType}"),
        };
    }

    /// <summary>Goes to the end of the row the reader is in.</summary>
    public static void CloseRow(scoped ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray)
            reader.Skip();
    }

    /// <summary>Goes to the next key of the object the reader is in.</summary>
    /// <returns>False at the object's end.</returns>
    public static bool TryKey(scoped ref Utf8JsonReader reader) => reader.Read() && reader.TokenType is JsonTokenType.PropertyName;

    /// <summary>What the parser has to say of a text that is no JSON, without the places it counts in its own way.</summary>
    public static string Problem(JsonException error) => $"no JSON ({error.Message.Split('.')[0]})";

    /// <summary>Reads on to the end of the message, so that whatever follows it is found.</summary>
    public static void Finish(scoped ref Utf8JsonReader reader)
    {
        while (reader.Read())
            reader.TrySkip();
    }
}
