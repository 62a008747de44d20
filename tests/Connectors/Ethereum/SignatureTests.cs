using System.Security.Cryptography;
using Org.BouncyCastle.Asn1.Sec;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Math;
using Quern.Connectors.Ethereum.Cryptography;
using Quern.Domain.Numerics;
using Quern.Domain.Pools;

namespace Quern.Connectors.Tests.Ethereum;

public sealed class SignatureTests
{
    private static readonly UInt256 Order = UInt256.ParseHex("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141");

    [Fact, Trait("Category", "property")]
    public void Random_signatures_verify_with_the_runtime_and_with_an_independent_library()
    {
        var curve = SecNamedCurves.GetByName("secp256k1");
        ECDomainParameters domain = new(curve.Curve, curve.G, curve.N, curve.H);
        Random random = new(1);
        int count = Environment.GetEnvironmentVariable("QUERN_FULL") == "1" ? 10_000 : 1_000;
        byte[] secret = new byte[32];
        byte[] hash = new byte[32];
        byte[] flat = new byte[64];

        for (int i = 0; i < count; i++)
        {
            random.NextBytes(secret);
            random.NextBytes(hash);
            PrivateKey key = new(secret);
            Signature signature = key.Sign(hash);
            signature.R.WriteBigEndian(flat);
            signature.S.WriteBigEndian(flat.AsSpan(32));

            using ECDsa runtime = ECDsa.Create(new ECParameters
            {
                Curve = ECCurve.CreateFromFriendlyName("secp256k1"),
                Q = new() { X = key.PublicKey[..32], Y = key.PublicKey[32..] },
            });
            Assert.True(runtime.VerifyHash(hash, flat));

            BigInteger r = new(1, signature.R.ToBigEndian());
            BigInteger s = new(1, signature.S.ToBigEndian());
            ECDsaSigner independent = new();
            independent.Init(false, new ECPublicKeyParameters(curve.Curve.DecodePoint([4, .. key.PublicKey]), domain));
            Assert.True(independent.VerifySignature(hash, r, s));

            // RFC 6979 leaves no freedom: the independent signer must give the same numbers, but for the choice of the low s.
            if (i % 10 == 0)
            {
                ECDsaSigner deterministic = new(new HMacDsaKCalculator(new Org.BouncyCastle.Crypto.Digests.Sha256Digest()));
                deterministic.Init(true, new ECPrivateKeyParameters(new BigInteger(1, secret), domain));
                BigInteger[] expected = deterministic.GenerateSignature(hash);
                Assert.Equal((expected[0], expected[1].Min(curve.N.Subtract(expected[1]))), (r, s));
            }

            Assert.True(signature.S <= Order >> 1);
            Assert.True(signature.TryRecover(hash, out Address signer));
            Assert.Equal(key.Address, signer);
        }
    }

    [Theory, Trait("Category", "unit")]
    [InlineData("1", "Satoshi Nakamoto", "934b1ea10a4b3c1757e2b0c017d0b6143ce3c9a7e6a4a49860d7a6ab210ee3d8")]
    [InlineData("1", "All those moments will be lost in time, like tears in rain. Time to die...", "8600dbd41e348fe5c9465ab92d23e3db8b98b873beecd930736488696438cb6b")]
    [InlineData("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364140", "Satoshi Nakamoto", "fd567d121db66e382991534ada77a6bd3106f0a1098c231e47993447cd6af2d0")]
    public void The_published_deterministic_signatures_come_out(string secret, string message, string r)
    {
        PrivateKey key = PrivateKey.Parse(secret.PadLeft(64, '0'));

        Signature signature = key.Sign(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(message)));

        Assert.Equal(UInt256.ParseHex(r), signature.R);
    }

    [Fact, Trait("Category", "unit")]
    public void Numbers_that_no_key_can_have_signed_recover_nobody()
    {
        byte[] hash = new byte[32];
        Assert.False(new Signature(UInt256.Zero, UInt256.One, 0).TryRecover(hash, out _));
        Assert.False(new Signature(UInt256.One, UInt256.Zero, 0).TryRecover(hash, out _));
        Assert.False(new Signature(Order, UInt256.One, 0).TryRecover(hash, out _));
        Assert.False(new Signature(5UL, UInt256.One, 0).TryRecover(hash, out _), "No point of the curve has x = 5.");
    }

    [Fact, Trait("Category", "unit")]
    public void A_key_never_prints_its_secret()
    {
        const string Secret = "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
        PrivateKey key = PrivateKey.Parse("0x" + Secret);

        Assert.DoesNotContain(Secret[..8], key.ToString(), StringComparison.OrdinalIgnoreCase);
        ArgumentException wrong = Assert.Throws<ArgumentException>(() => PrivateKey.Parse(Secret[..62] + "zz"));
        Assert.DoesNotContain(Secret[..8], wrong.ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.Throws<ArgumentException>(() => PrivateKey.Parse(Secret[..62]));
        Assert.Throws<ArgumentException>(() => PrivateKey.Parse(new string('0', 64)));
        Assert.Throws<ArgumentException>(() => PrivateKey.Parse(new string('f', 64)));
    }

    [Theory, Trait("Category", "unit")]
    [InlineData("0x88e6A0c2dDD26FEEb64F039a2c41296FcB3f5641")]
    [InlineData("0x03a520b32C04BF3bEEf7BFdF5494e12c43Ae99e3")]
    [InlineData("0x88e6A0c2dDD26FEEb64F039a2c41296FcB3f564")]
    public void An_address_with_a_wrong_checksum_is_refused(string text)
    {
        Assert.Throws<FormatException>(() => AddressChecksum.ParseChecksummed(text));
    }
}
