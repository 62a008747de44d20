using System.Text.Json;
using Quern.Connectors.Recordings.Tapes;
using Quern.Domain.Instruments;

namespace Quern.Connectors.Recordings.Captures;

/// <summary>One venue's way to say things.</summary>
internal abstract class CaptureDialect(ICaptureOutput output)
{
    /// <summary>Where what is read goes.</summary>
    protected ICaptureOutput Output { get; } = output;

    /// <summary>Reads one whole message.</summary>
    /// <exception cref="FormatException">It is damaged.</exception>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public abstract void Read(ReadOnlySpan<byte> json);

    /// <summary>Adds the levels of the next list, whose rows are price, size and perhaps more that does not count.</summary>
    protected void ReadLevels(scoped ref Utf8JsonReader reader, Side side)
    {
        JsonSteps.OpenList(ref reader);
        while (JsonSteps.TryOpenRow(ref reader))
        {
            ReadLevel(ref reader, side);
            JsonSteps.CloseRow(ref reader);
        }
    }

    /// <summary>Adds a level of the next two values, price and size.</summary>
    protected void ReadLevel(scoped ref Utf8JsonReader reader, Side side) =>
        Output.Rows.Add(new(side, TapeText.Decimal(JsonSteps.Text(ref reader)), TapeText.Decimal(JsonSteps.Text(ref reader))));
}

/// <summary>Knows the venue by its own messages: the first one that only one venue could have sent decides.</summary>
internal sealed class CaptureDialects(ICaptureOutput output)
{
    private CaptureDialect? _dialect;

    /// <summary>True once the venue is known.</summary>
    public bool IsKnown => _dialect is not null;

    /// <inheritdoc cref="CaptureDialect.Read"/>
    public void Read(ReadOnlySpan<byte> json)
    {
        _dialect ??= Recognise(json);
        if (_dialect is not null)
            _dialect.Read(json);
        else
            output.Other();
    }

    private CaptureDialect? Recognise(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        if (reader.TokenType is JsonTokenType.StartArray)
            return new KrakenDialect(output);
        CaptureDialect? found = null;
        bool hasType = false;
        while (reader.Read())
        {
            if (reader is not { TokenType: JsonTokenType.PropertyName, CurrentDepth: 1 })
                continue;
            if (reader.ValueTextEquals("jsonrpc"u8))
                found ??= new DeribitDialect(output);
            else if (reader.ValueTextEquals("arg"u8))
                found ??= new OkxDialect(output);
            else if (reader.ValueTextEquals("channelID"u8) || reader.ValueTextEquals("connectionID"u8))
                found ??= new KrakenDialect(output);
            else if (reader.ValueTextEquals("type"u8))
                hasType = true;
            else if (hasType && (reader.ValueTextEquals("product_id"u8) || reader.ValueTextEquals("channels"u8)))
                found ??= new CoinbaseDialect(output);
        }

        return found;
    }
}
