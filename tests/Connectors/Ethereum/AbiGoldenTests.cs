using System.Globalization;
using System.Text.Json;
using Quern.Connectors.Ethereum;
using Quern.Connectors.Ethereum.Abi;
using Quern.Domain.Numerics;
using Quern.Domain.Pools;

namespace Quern.Connectors.Tests.Ethereum;

/// <summary>Selectors, topics and call data against the recorded ones.</summary>
[Trait("Category", "golden")]
public sealed class AbiGoldenTests(ITestOutputHelper output)
{
    [Fact]
    public void Every_selector_and_topic_is_the_recorded_one()
    {
        int functions = 0;
        int events = 0;
        foreach (JsonProperty contract in Vectors().SelectMany(static file => file.GetProperty("selectors").EnumerateObject()))
        {
            foreach (JsonProperty function in contract.Value.GetProperty("functions").EnumerateObject())
            {
                functions++;
                Assert.Equal(function.Value.GetProperty("selector").GetString(), Hex.Encode(new AbiFunction(function.Name).Selector.AsSpan()));
            }

            foreach (JsonProperty happened in contract.Value.GetProperty("events").EnumerateObject())
            {
                events++;
                Assert.Equal(happened.Value.GetString(), new AbiEvent(Canonical(happened.Name), "").Topic);
            }
        }

        output.WriteLine($"{functions} selectors, {events} topics, 0 differences");
        Assert.True(functions > 0 && events > 0);
    }

    [Fact]
    public void Every_call_is_encoded_and_decoded_as_recorded()
    {
        int calls = 0;
        foreach (JsonElement call in Vectors().SelectMany(static file => file.GetProperty("calls").EnumerateArray()))
        {
            calls++;
            AbiFunction function = new(call.GetProperty("function").GetString()!);
            AbiValue[] values = [.. call.GetProperty("args").EnumerateArray().Zip(function.Inputs, Value)];

            byte[] data = function.Encode(values);

            Assert.Equal(call.GetProperty("calldata").GetString(), Hex.Encode(data));
            Assert.Equal(data, function.Encode(function.DecodeArguments(data).AsSpan()));
        }

        output.WriteLine($"{calls} calls, 0 differences");
        Assert.NotEqual(0, calls);
    }

    private static IEnumerable<JsonElement> Vectors() => GoldenJson.Files("abi-vectors*.json");

    private static AbiValue Value(JsonElement json, AbiType type)
    {
        string text = json.ValueKind is JsonValueKind.String ? json.GetString()! : json.GetRawText();
        return type.Kind switch
        {
            AbiKind.Array => AbiValue.List([.. json.EnumerateArray().Select(item => Value(item, type.Parts[0]))]),
            AbiKind.Tuple => AbiValue.List([.. json.EnumerateArray().Zip(type.Parts, Value)]),
            AbiKind.Bytes when type.Name == "string" => text,
            AbiKind.Bytes => Hex.Decode(text),
            AbiKind.FixedBytes => UInt256.FromBigEndian(Hex.Decode(text)) << (256 - type.Bits),
            AbiKind.Signed => Int256.Parse(text),
            _ when type.Name == "address" => Address.Parse(text),
            _ when type.Name == "bool" => bool.Parse(text),
            _ => UInt256.Parse(text),
        };
    }

    // "event Mint(address sender, address indexed owner)" is Mint(address,address).
    private static string Canonical(string declaration)
    {
        int open = declaration.IndexOf('(', StringComparison.Ordinal);
        string name = declaration[..open].Replace("event ", "", StringComparison.Ordinal);
        IEnumerable<string> types = declaration[(open + 1)..declaration.LastIndexOf(')')]
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(static argument => argument.Split(' ')[0]);
        return string.Create(CultureInfo.InvariantCulture, $"{name}({string.Join(',', types)})");
    }
}
