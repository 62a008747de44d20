using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Quern.Domain.Instruments;

namespace Quern.Connectors.Simulated.Wire;

/// <summary>One JSON text under construction, in a buffer that is used again.</summary>
internal sealed class JsonFrame : IDisposable
{
    private readonly ArrayBufferWriter<byte> _bytes = new(1024);

    public JsonFrame() => Writer = new Utf8JsonWriter(_bytes, new JsonWriterOptions
    {
        // Everything we write is ASCII of our own making or echoed text that the relaxed encoder still escapes where JSON demands it.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    });

    public Utf8JsonWriter Writer { get; }

    /// <summary>What was written since <see cref="Start"/>; valid until the next start.</summary>
    public ReadOnlySpan<byte> Bytes
    {
        get
        {
            Writer.Flush();
            return _bytes.WrittenSpan;
        }
    }

    public Utf8JsonWriter Start()
    {
        _bytes.ResetWrittenCount();
        Writer.Reset(_bytes);
        return Writer;
    }

    public void Dispose() => Writer.Dispose();
}

/// <summary>How the wire spells numbers: prices, sizes and money are texts.</summary>
internal static class JsonNumbers
{
    /// <summary>With all decimals of its scale: "0.100".</summary>
    public static void Fixed(this Utf8JsonWriter json, ReadOnlySpan<byte> name, Int128 scaled, int decimals)
    {
        Span<byte> text = stackalloc byte[Decimals.MaxTextLength];
        Decimals.TryFormat(scaled, decimals, text, out int length);
        json.WriteString(name, text[..length]);
    }

    /// <summary>With all decimals of its scale, but a bare "0" for nothing, as the order stream spells it.</summary>
    public static void FixedOrZero(this Utf8JsonWriter json, ReadOnlySpan<byte> name, Int128 scaled, int decimals) =>
        json.Fixed(name, scaled, scaled == 0 ? 0 : decimals);

    /// <summary>Without trailing zeros: "0.1".</summary>
    public static void Plain(this Utf8JsonWriter json, ReadOnlySpan<byte> name, Int128 scaled, int decimals)
    {
        Span<byte> text = stackalloc byte[Decimals.MaxTextLength];
        Decimals.TryFormatPlain(scaled, decimals, text, out int length);
        json.WriteString(name, text[..length]);
    }

    /// <summary>A text in an array, with all decimals of its scale.</summary>
    public static void FixedValue(this Utf8JsonWriter json, Int128 scaled, int decimals)
    {
        Span<byte> text = stackalloc byte[Decimals.MaxTextLength];
        Decimals.TryFormat(scaled, decimals, text, out int length);
        json.WriteStringValue(text[..length]);
    }
}
