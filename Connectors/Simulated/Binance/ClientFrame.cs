using System.Text;
using System.Text.Json;

namespace Quern.Connectors.Simulated.Binance;

/// <summary>One request that a client sent over a socket.</summary>
/// <param name="Id">The JSON text of the id, to be echoed as it is; <c>null</c> when there was none.</param>
/// <param name="Method">What is asked for; empty when there was none.</param>
/// <param name="Listed">Parameters given as a list of texts.</param>
/// <param name="Named">Parameters given as an object of plain values.</param>
internal sealed record ClientFrame(byte[] Id, string Method, List<string> Listed, List<KeyValuePair<string, string>> Named)
{
    private const int LongestId = 64;
    private const int MostParameters = 1_100;
    private static readonly byte[] NoId = "null"u8.ToArray();

    /// <summary>Reads a frame.</summary>
    /// <returns>Null when it is not JSON of that form.</returns>
    public static ClientFrame? Read(ReadOnlySpan<byte> frame)
    {
        try
        {
            return ReadObject(frame);
        }
        catch (JsonException)
        {
            return null;
        }
        catch (InvalidOperationException)
        {
            // Text that is not UTF-8.
            return null;
        }
    }

    private static ClientFrame? ReadObject(ReadOnlySpan<byte> frame)
    {
        var reader = new Utf8JsonReader(frame, new JsonReaderOptions { MaxDepth = 8 });
        if (!reader.Read() || reader.TokenType is not JsonTokenType.StartObject)
            return null;

        var read = new ClientFrame(NoId, "", [], []);
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            reader.Read();
            if (name == "id" && IsPlain(reader.TokenType))
                read = read with { Id = RawText(frame, in reader) };
            else if (name == "method" && reader.TokenType is JsonTokenType.String)
                read = read with { Method = reader.GetString()! };
            else if (name == "params" && reader.TokenType is JsonTokenType.StartArray)
                ReadList(ref reader, read.Listed);
            else if (name == "params" && reader.TokenType is JsonTokenType.StartObject)
                ReadNamed(ref reader, read.Named);
            else
                reader.Skip();
        }

        // Whatever follows the object is an error too; the reader throws on it.
        return reader.TokenType is JsonTokenType.EndObject && !reader.Read() && read.Id.Length <= LongestId ? read : null;
    }

    private static void ReadList(ref Utf8JsonReader reader, List<string> values)
    {
        while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray)
        {
            if (!IsPlain(reader.TokenType) || values.Count >= MostParameters)
                throw new JsonException("A parameter is not a plain value, or there are too many.");
            values.Add(PlainText(in reader));
        }
    }

    private static void ReadNamed(ref Utf8JsonReader reader, List<KeyValuePair<string, string>> values)
    {
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            reader.Read();
            if (!IsPlain(reader.TokenType) || values.Count >= MostParameters)
                throw new JsonException("A parameter is not a plain value, or there are too many.");
            values.Add(new(name, PlainText(in reader)));
        }
    }

    private static bool IsPlain(JsonTokenType token) =>
        token is JsonTokenType.String or JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False or JsonTokenType.Null;

    private static string PlainText(in Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString()!,
        JsonTokenType.Null => "",
        _ => Encoding.ASCII.GetString(reader.ValueSpan),
    };

    private static byte[] RawText(ReadOnlySpan<byte> frame, in Utf8JsonReader reader) =>
        frame[(int)reader.TokenStartIndex..(int)reader.BytesConsumed].ToArray();
}
