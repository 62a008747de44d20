using System.Text.Json;
using Quern.Connectors.Ethereum;
using Quern.Connectors.Ethereum.Cryptography;
using Quern.Connectors.Ethereum.Transactions;
using Quern.Domain.Numerics;
using Quern.Domain.Pools;
using Quern.Tests;

namespace Quern.Connectors.Tests.Ethereum;

/// <summary>EIP-712 against the venue's own test values and two of ours (reference of the GRVT connector, section 3.1).</summary>
[Trait("Category", "golden")]
public sealed class GrvtSigningTests
{
    private const string Leg = "OrderLeg(uint256 assetID,uint64 contractSize,uint64 limitPrice,bool isBuyingContract)";
    private const string Order = "Order(uint64 subAccountID,bool isMarket,uint8 timeInForce,bool postOnly,bool reduceOnly,OrderLeg[] legs,uint32 nonce,int64 expiration)" + Leg;
    private const string OrderWithBuilder = "OrderWithBuilderFee(uint64 subAccountID,bool isMarket,uint8 timeInForce,bool postOnly,bool reduceOnly,OrderLeg[] legs,address builder,uint32 builderFee,uint32 nonce,int64 expiration)" + Leg;
    private const string FirstKey = "f7934647276a6e1fa0af3f4467b4b8ddaf45d25a7368fa1a295eef49a446819d";
    private const string SecondKey = "c0663ca94684aead40c41a1cb3a94b68a24296e87245be3a186e882a29a15ee0";

    [Theory]
    [InlineData(325, "0x72fe716bb0105cb5a449731f4eb044bed644eb0d796360108a39c47064e17247")]
    [InlineData(326, "0x1254f97f8495f704630a238cbcd898a4b8ab20d77bb93e17049d3445f4f81f16")]
    [InlineData(327, "0x9c0a7c5bf881e6a6b24d160ca414969805f47b4d1484e059376ae9bbb9a0d047")]
    public void Domains_hash_as_published(ulong chain, string separator)
    {
        Assert.Equal(separator, Hex.Encode(Domain(chain).Separator));
    }

    [Fact]
    public void Types_hash_as_published()
    {
        Assert.Equal("0xb4b857ba9641f20a7c4007c73e548a2ee5afb7207744cc41fa7849451419bbb2", Hex.Encode(Keccak256.HashText(Order)));
        Assert.Equal("0x20ed567ee868ba6c2d788ecc7da6568438d9eb05e6205aef0c3151c341e476c6", Hex.Encode(Keccak256.HashText(Leg)));
        Assert.Equal("0x6a59e4932070a97495ccc9de30b7309ec82b07156f8cfcbe516d28d226d11028", Hex.Encode(Keccak256.HashText(OrderWithBuilder)));
    }

    [Theory]
    [InlineData("G1", FirstKey, 326, 1_013_000_000UL, 68_900_500_000_000UL, "0x41650c08ab6e720f899307d7c2b4381a10c1301888375cec2dfefd6a583859eb", "0x03cb7ca7b353969ab2c00ff92fd472f81f59a84d28fa1aa39128176f21062982", "b00512d986a718b15136a8ba23de1c1ec84bbdb9958629cbbe4909bae620bb04", "79f706de61c68cc14d7734594b5d8689df2b2a7b25951f9a3f61d799f4327ffc", 28)]
    [InlineData("G2", FirstKey, 326, 1_123_123_123UL, 68_900_777_123_479UL, "0xe85ffec169d4ebd4b8057e5fbd31ed31d4511b2f2299bbce0adab6beb5fe2814", "0x2d0a437f7d64523386974c2a729d69604f8e2a7f0684b7de923845d8b175ab69", "365ec79d299c8bcd5f2acff89faf741a90ca02a4b8a6b1b1a5d4f3d16130f9f0", "465129bca7855f008ea5bc22fe3ee630e4a8e3b9b99c1745631deef29957048a", 28)]
    [InlineData("G3", SecondKey, 326, 1_013_000_000UL, 68_900_500_000_000UL, "0x41650c08ab6e720f899307d7c2b4381a10c1301888375cec2dfefd6a583859eb", "0x03cb7ca7b353969ab2c00ff92fd472f81f59a84d28fa1aa39128176f21062982", "205049c0db6e38fd88e4e46be81db7bc354520d52ec6268d210fa35b86c4f20a", "5c523d0ff8e6f12542fdcf34a6e6e2c547986b7c8fa53f86a5e656d9ab44b2fd", 28)]
    public void Limit_sells_are_signed_as_the_venue_signs_them(
        string name, string key, ulong chain, ulong size, ulong price, string structHash, string digest, string r, string s, int v)
    {
        Eip712Struct order = new Eip712Struct(Order)
            .Add(8289849667772468UL).Add(false).Add(1UL).Add(false).Add(false).Add([OrderLeg(size, price, isBuy: false)])
            .Add(828700936UL).Add((Int256)1730800479321350000L);

        Check(name, key, chain, order, structHash, digest, r, s, v);
    }

    [Fact]
    public void G4_a_post_only_buy_is_signed_as_recorded()
    {
        Eip712Struct order = new Eip712Struct(Order)
            .Add(8289849667772468UL).Add(false).Add(1UL).Add(true).Add(false).Add([OrderLeg(10_000_000, 65_038_500_000_000, isBuy: true)])
            .Add(828700936UL).Add((Int256)1730800479321350000L);

        Check(
            "G4", FirstKey, 325, order, "0xa752c61c7a5c7124d2675d1422313ace935b526c2a98b82d66b4a69176e1b6c2",
            "0x948cce347bd402dc77410a5c9cad324141c9d92b66bf3dc3734e7b1e32511f40",
            "c10f4d9346451f2f4d5e9cdf16da6549db95bbf9b66cc7d419dcca5eafb29cac", "7310621b007d3982908779131c3a2a2f519b35d19a553bae0fa73489ebe7d0c5", 27);
    }

    [Fact]
    public void G5_a_reducing_market_order_is_signed_as_recorded()
    {
        Eip712Struct order = new Eip712Struct(Order)
            .Add(8289849667772468UL).Add(true).Add(3UL).Add(false).Add(true).Add([OrderLeg(1_500_000_000, 0, isBuy: false)])
            .Add((ulong)uint.MaxValue).Add((Int256)1893456000000000000L);

        Check(
            "G5", FirstKey, 325, order, "0xe4a6ed3b18e4a551e3c0478aab2dc166cba53a0fc4f155280e7ac55d499e4873",
            "0x33dab238660d4cfe979ffedb6d2f5c66fd07168faa59c84d6dfd73f0af6b5fd2",
            "9b58b27c6856758e81053ec8ffd494ff8fb9381115e86d46dd9d7acdbb07fe41", "7de2197d2cbd299848d13aed1610770166be53c0927bcf4ec8f5fa3470ca1d68", 28);
    }

    [Fact]
    public void G6_an_order_with_a_builder_is_signed_as_the_venue_signs_it()
    {
        Eip712Struct order = new Eip712Struct(OrderWithBuilder)
            .Add(8289849667772468UL).Add(false).Add(1UL).Add(false).Add(false).Add([OrderLeg(1_013_000_000, 68_900_500_000_000, isBuy: false)])
            .Add(Address.Parse("0xAbC1230001230001230001230001230001230001")).Add(10UL).Add(828700936UL).Add((Int256)1730800479321350000L);

        Check(
            "G6", FirstKey, 326, order, "0xe25016c55a8577506f3d6218b660fc3c663cdaf2eded6517c9d501ca9f4addde", null,
            "604ecc3c80d8498e83fb28a77e950c370fb28af20b2f8766403f6d09facb7d2a", "48892bb559edffe7cfd1408df310e7371257b8198ab98c158f7b3755dd8ce933", 27);
    }

    [Fact]
    public void G7_a_wallet_login_is_signed_as_recorded()
    {
        PrivateKey key = PrivateKey.Parse(SecondKey);
        Eip712Struct login = new Eip712Struct("WalletLogin(address signer,uint32 nonce,int64 expiration)")
            .Add(key.Address).Add(828700936UL).Add((Int256)1730800479321350000L);

        Check(
            "G7", SecondKey, 325, login, null, "0x7959a428ccae2be370e203c45aedf589db5cdd53f35341f97644443b28b9dc8b",
            "80a0c9f23752de63ed9fffc396d3ecd240e8fe836d7f2fa849dda8cfce8acf1b", "40557a12399bb9ea8e46023b61e12aa864d9f1554e4df52738b3d4b485440afb", 27);
    }

    [Theory]
    [InlineData("ws_order_open.json", 325)]
    [InlineData("rest_open_orders.json", 325)]
    [InlineData("rest_order_history_filled.json", 325)]
    [InlineData("ws_rpc_create_order_response.json", 326)]
    public void A_real_order_recovers_to_the_signer_it_names(string file, ulong chain)
    {
        int orders = 0;
        foreach (JsonElement json in Orders(GoldenJson.Read(TestData.Require("exchanges", "grvt", file))))
        {
            JsonElement leg = json.GetProperty("legs")[0];
            JsonElement signed = json.GetProperty("signature");
            Eip712Struct order = new Eip712Struct(Order)
                .Add(ulong.Parse(json.GetProperty("sub_account_id").ToString()))
                .Add(json.GetProperty("is_market").GetBoolean())
                .Add(json.GetProperty("time_in_force").GetString() switch { "GOOD_TILL_TIME" => 1UL, "ALL_OR_NONE" => 2UL, "IMMEDIATE_OR_CANCEL" => 3UL, _ => 4UL })
                .Add(json.GetProperty("post_only").GetBoolean())
                .Add(json.GetProperty("reduce_only").GetBoolean())
                .Add([OrderLeg(Billionths(leg, "size"), Billionths(leg, "limit_price"), leg.GetProperty("is_buying_asset").GetBoolean())])
                .Add(ulong.Parse(signed.GetProperty("nonce").ToString()))
                .Add((Int256)long.Parse(signed.GetProperty("expiration").ToString()));
            Signature signature = new(
                UInt256.ParseHex(signed.GetProperty("r").GetString()), UInt256.ParseHex(signed.GetProperty("s").GetString()),
                int.Parse(signed.GetProperty("v").ToString()) - 27);

            Assert.True(signature.TryRecover(Domain(chain).Digest(order), out Address signer));
            Assert.Equal(Address.Parse(signed.GetProperty("signer").GetString()!), signer);
            orders++;
        }

        Assert.NotEqual(0, orders);
    }

    private static IEnumerable<JsonElement> Orders(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object when json.TryGetProperty("legs", out _) && json.TryGetProperty("signature", out _) => [json],
        JsonValueKind.Object => json.EnumerateObject().SelectMany(static member => Orders(member.Value)),
        JsonValueKind.Array => json.EnumerateArray().SelectMany(Orders),
        _ => [],
    };

    private static ulong Billionths(JsonElement leg, string name) =>
        (ulong)(decimal.Parse(leg.GetProperty(name).GetString()!, System.Globalization.CultureInfo.InvariantCulture) * 1_000_000_000m);

    private static void Check(
        string name, string keyText, ulong chain, Eip712Struct message, string? structHash, string? digest, string r, string s, int v)
    {
        PrivateKey key = PrivateKey.Parse(keyText);
        byte[] hash = Domain(chain).Digest(message);
        Signature signature = key.Sign(hash);

        if (structHash is not null)
            Assert.Equal((name, structHash), (name, Hex.Encode(message.Hash())));
        if (digest is not null)
            Assert.Equal((name, digest), (name, Hex.Encode(hash)));
        Assert.Equal((name, UInt256.ParseHex(r), UInt256.ParseHex(s), v), (name, signature.R, signature.S, signature.V));
        Assert.True(signature.TryRecover(hash, out Address signer));
        Assert.Equal(key.Address, signer);
    }

    private static Eip712Domain Domain(ulong chain) => new("GRVT Exchange", "0", chain);

    private static Eip712Struct OrderLeg(ulong size, ulong price, bool isBuy) =>
        new Eip712Struct(Leg).Add(0x030501UL).Add(size).Add(price).Add(isBuy);
}
