using Google.Protobuf;
using Quern.Proto;

namespace Quern.Silo.Control;

/// <summary>The control API's bodies: messages of <c>proto/control.proto</c> as proto3 JSON.</summary>
internal static class ProtoJson
{
    private static readonly JsonFormatter Formatter = new(JsonFormatter.Settings.Default.WithFormatDefaultValues(true));
    private static readonly JsonParser Parser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(false));

    public static string Format(IMessage message) => Formatter.Format(message);

    /// <summary>Reads a request; null and the reason when it is malformed.</summary>
    public static (T? Message, string? Problem) Parse<T>(string json)
        where T : class, IMessage, new()
    {
        try
        {
            return (string.IsNullOrWhiteSpace(json) ? new T() : Parser.Parse<T>(json), null);
        }
        catch (InvalidProtocolBufferException error)
        {
            return (null, error.Message);
        }
    }

    public static IResult Ok(IMessage message, int status = StatusCodes.Status200OK) =>
        Results.Text(Format(message), "application/json", System.Text.Encoding.UTF8, status);

    public static IResult Problem(int status, string code, string title, string detail) =>
        Results.Text(
            Format(new Problem { Type = $"urn:quern:problem:{code}", Title = title, Status = status, Detail = detail, Code = code }),
            "application/problem+json",
            System.Text.Encoding.UTF8,
            status);
}
