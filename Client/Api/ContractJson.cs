using Google.Protobuf;

namespace Quern.Client.Api;

/// <summary>The contract's messages as proto3 JSON.</summary>
public static class ContractJson
{
    // A newer silo may say more than this build knows: fields are only ever added.
    private static readonly JsonParser Parser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));
    private static readonly JsonFormatter Formatter = new(JsonFormatter.Settings.Default.WithFormatDefaultValues(true));

    /// <summary>Reads a message; null when the text is not one.</summary>
    public static T? Parse<T>(string json)
        where T : class, IMessage, new()
    {
        try
        {
            return Parser.Parse<T>(json);
        }
        catch (Exception error) when (error is InvalidJsonException or InvalidProtocolBufferException)
        {
            return null;
        }
    }

    /// <summary>Writes a message, defaults included.</summary>
    public static string Format(IMessage message) => Formatter.Format(message);
}
