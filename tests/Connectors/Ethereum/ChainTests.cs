using Quern.Connectors.Ethereum;
using Quern.Connectors.Ethereum.Contracts;
using Quern.Connectors.Ethereum.Cryptography;
using Quern.Domain.Pools;

namespace Quern.Connectors.Tests.Ethereum;

[Trait("Category", "unit")]
public sealed class ChainTests
{
    public static TheoryData<string, string, string, string, string> KnownPools() => new()
    {
        { "ethereum", Chain.Ethereum.Usdc.ToString(), Chain.Ethereum.WrappedNative.ToString(), "0x88e6A0c2dDD26FEEb64F039a2c41296FcB3f5640", "0x8ad599c3A0ff1De082011EFDDc58f1908eb6e6D8" },
        { "arbitrum", Chain.Arbitrum.Usdc.ToString(), Chain.Arbitrum.WrappedNative.ToString(), "0xC6962004f452bE9203591991D15f6b388e09E8D0", "0xc473e2aEE3441BF9240Be85eb122aBB059A3B57c" },
        { "arbitrum", "0xFF970A61A04b1cA14834A43f5dE4533eBDDB5CC8", Chain.Arbitrum.WrappedNative.ToString(), "0xC31E54c7a869B9FcBEcc14363CF510d1c41fa443", "0x17c14D2c404D167802b16C450d3c99F88F2c4F4d" },
        { "optimism", Chain.Optimism.Usdc.ToString(), Chain.Optimism.WrappedNative.ToString(), "0x1fb3cf6e48F1E7B10213E7b6d87D4c073C7Fdb7b", "0xc1738D90E2E26C35784A0d3E3d8A9f795074bcA4" },
        { "polygon", "0x2791Bca1f2de4661ED88A30C99A7a9449Aa84174", "0x7ceB23fD6bC0adD59E62ac25578270cFf1b9f619", "0x45dDa9cb7c25131DF268515131f647d726f50608", "0x0e44cEb592AcFC5D3F09D996302eB4C499ff8c10" },
        { "base", Chain.Base.Usdc.ToString(), Chain.Base.WrappedNative.ToString(), "0xd0b53D9277642d899DF5C87A3966A349A798F224", "0x6c561B446416E1A00E8E93E221854d6eA4171372" },
    };

    [Theory, MemberData(nameof(KnownPools))]
    public void Derived_pool_addresses_are_the_known_ones(string chain, string tokenA, string tokenB, string pool500, string pool3000)
    {
        FactoryContract factory = new(Chain.All.Single(known => known.Name == chain).Factory);

        Assert.Equal(pool500, factory.PoolAddress(Address.Parse(tokenA), Address.Parse(tokenB), 500).ToChecksummed());
        Assert.Equal(pool3000, factory.PoolAddress(Address.Parse(tokenB), Address.Parse(tokenA), 3000).ToChecksummed());
    }
}
