using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Quern.Connectors.Ethereum;
using Quern.Connectors.Ethereum.Cryptography;
using Quern.Connectors.Ethereum.Transactions;
using Quern.Domain.Numerics;
using Quern.Domain.Pools;

namespace Quern.Connectors.Tests.Ethereum;

/// <summary>Transactions, keys and hashes against the recorded ones.</summary>
[Trait("Category", "golden")]
public sealed class SigningGoldenTests(ITestOutputHelper output)
{
    [Fact]
    public void Every_recorded_transaction_is_signed_to_the_same_bytes()
    {
        JsonElement[] files = [.. Vectors()];
        Dictionary<string, PrivateKey> keys = files.SelectMany(Keys).DistinctBy(static key => key.Address).ToDictionary(static key => key.Address.ToChecksummed());
        int count = 0;
        foreach (JsonElement vector in files.SelectMany(static file => file.GetProperty("transactions").EnumerateArray()))
        {
            count++;
            Eip1559Transaction transaction = Transaction(vector.GetProperty("fields"));
            SignedTransaction signed = transaction.Sign(keys[Text(vector, "from")]);

            Assert.Equal(Text(vector, "unsignedPayload"), Hex.Encode(transaction.UnsignedPayload()));
            Assert.Equal(Text(vector, "signingHash"), Hex.Encode(transaction.SigningHash()));
            Assert.Equal(vector.GetProperty("yParity").GetInt32(), signed.Signature.YParity);
            Assert.Equal(UInt256.ParseHex(Text(vector, "r")), signed.Signature.R);
            Assert.Equal(UInt256.ParseHex(Text(vector, "s")), signed.Signature.S);
            Assert.Equal(Text(vector, "rawTransaction"), Hex.Encode(signed.Raw));
            Assert.Equal(Text(vector, "transactionHash"), signed.Hash);
            Assert.True(signed.Signature.TryRecover(transaction.SigningHash(), out Address signer));
            Assert.Equal(signed.From, signer);
        }

        output.WriteLine($"{count} transactions, 0 differences");
        Assert.NotEqual(0, count);
    }

    [Fact]
    public void Every_recorded_key_has_its_point_and_address()
    {
        int count = 0;
        foreach (JsonElement vector in Vectors().SelectMany(static file => file.GetProperty("keys").EnumerateArray()))
        {
            count++;
            PrivateKey key = PrivateKey.Parse(Text(vector, "privateKey"));
            Assert.Equal(Text(vector, "uncompressedPublicKey"), "0x04" + Convert.ToHexStringLower(key.PublicKey));
            Assert.Equal(Text(vector, "address"), key.Address.ToChecksummed());
            Assert.Equal(key.Address, AddressChecksum.ParseChecksummed(Text(vector, "address")));
        }

        output.WriteLine($"{count} keys, 0 differences");
        Assert.NotEqual(0, count);
    }

    [Fact]
    public void Every_recorded_hash_agrees()
    {
        int count = 0;
        foreach (JsonElement vector in Vectors().SelectMany(static file => file.GetProperty("keccak256").EnumerateArray()))
        {
            count++;
            Assert.Equal(Text(vector, "keccak256"), Hex.Encode(Keccak256.Hash(Encoding.UTF8.GetBytes(Text(vector, "utf8")))));
        }

        output.WriteLine($"{count} hashes, 0 differences");
        Assert.NotEqual(0, count);
    }

    private static IEnumerable<JsonElement> Vectors() => GoldenJson.Files("tx-signing*.json");

    private static IEnumerable<PrivateKey> Keys(JsonElement vectors) =>
        vectors.GetProperty("keys").EnumerateArray().Select(static key => PrivateKey.Parse(Text(key, "privateKey")));

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static Eip1559Transaction Transaction(JsonElement fields) => new()
    {
        ChainId = ulong.Parse(Text(fields, "chainId"), CultureInfo.InvariantCulture),
        Nonce = ulong.Parse(Text(fields, "nonce"), CultureInfo.InvariantCulture),
        MaxPriorityFeePerGas = UInt256.Parse(Text(fields, "maxPriorityFeePerGas")),
        MaxFeePerGas = UInt256.Parse(Text(fields, "maxFeePerGas")),
        GasLimit = ulong.Parse(Text(fields, "gasLimit"), CultureInfo.InvariantCulture),
        To = fields.GetProperty("to").GetString() is { } to ? Address.Parse(to) : null,
        Value = UInt256.Parse(Text(fields, "value")),
        Data = Hex.Decode(Text(fields, "data")),
        AccessList =
        [
            .. fields.GetProperty("accessList").EnumerateArray().Select(static entry => new AccessListEntry(
                Address.Parse(Text(entry, "address")),
                [.. entry.GetProperty("storageKeys").EnumerateArray().Select(static key => UInt256.ParseHex(key.GetString()!))])),
        ],
    };
}
