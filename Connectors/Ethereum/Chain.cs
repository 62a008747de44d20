using System.Collections.Immutable;
using Quern.Connectors.Ethereum.Cryptography;
using Quern.Domain.Pools;

namespace Quern.Connectors.Ethereum;

/// <summary>
/// A chain and where the contracts are on it. Configuration may name other contracts; <see cref="Contracts.ChainCheck"/> asks the
/// chain.
/// </summary>
/// <param name="Name">Lower case, as in identifiers.</param>
/// <param name="Id">The chain's number.</param>
/// <param name="BlockTime">Typical.</param>
/// <param name="FinalityDepth">Blocks after which we treat one as final where the node does not say.</param>
/// <param name="Factory">UniswapV3Factory.</param>
/// <param name="PositionManager">NonfungiblePositionManager.</param>
/// <param name="SwapRouter">SwapRouter, or null where it is not deployed.</param>
/// <param name="SwapRouter02">SwapRouter02, whose structs have no deadline.</param>
/// <param name="Quoter">QuoterV2.</param>
/// <param name="Multicall">Multicall3.</param>
/// <param name="WrappedNative">The token of wrapped native currency.</param>
/// <param name="Usdc">USDC as its issuer deployed it.</param>
public sealed record Chain(
    string Name,
    ulong Id,
    TimeSpan BlockTime,
    int FinalityDepth,
    Address Factory,
    Address PositionManager,
    Address? SwapRouter,
    Address SwapRouter02,
    Address Quoter,
    Address Multicall,
    Address WrappedNative,
    Address Usdc)
{
    /// <summary>Ethereum.</summary>
    public static Chain Ethereum { get; } = Canonical(
        "ethereum", 1, 12_000, 64, "0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2", "0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48");

    /// <summary>Arbitrum One.</summary>
    public static Chain Arbitrum { get; } = Canonical(
        "arbitrum", 42161, 250, 1200, "0x82aF49447D8a07e3bd95BD0d56f35241523fBab1", "0xaf88d065e77c8cC2239327C5EDb3A432268e5831");

    /// <summary>Optimism.</summary>
    public static Chain Optimism { get; } = Canonical(
        "optimism", 10, 2_000, 450, "0x4200000000000000000000000000000000000006", "0x0b2C639c533813f4Aa9D7837CAf62653d097Ff85");

    /// <summary>Polygon.</summary>
    public static Chain Polygon { get; } = Canonical(
        "polygon", 137, 2_000, 256, "0x0d500B1d8E8eF31E21C99d1Db9A6444d3ADf1270", "0x3c499c542cEF5E3811e1192ce70d8cC03d5c3359");

    /// <summary>Base: its own addresses, and no SwapRouter.</summary>
    public static Chain Base { get; } = new(
        "base", 8453, TimeSpan.FromSeconds(2), 450,
        Checked("0x33128a8fC17869897dcE68Ed026d694621f6FDfD"),
        Checked("0x03a520b32C04BF3bEEf7BEb72E919cf822Ed34f1"),
        null,
        Checked("0x2626664c2603336E57B271c5C0b26F421741e481"),
        Checked("0x3d4e44Eb1374240CE5F1B871ab261CD16335B76a"),
        Checked("0xcA11bde05977b3631167028862bE2a173976CA11"),
        Checked("0x4200000000000000000000000000000000000006"),
        Checked("0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913"));

    /// <summary>The chains known by name.</summary>
    public static ImmutableArray<Chain> All { get; } = [Ethereum, Arbitrum, Optimism, Polygon, Base];

    // The four older chains share the addresses of the first deployment.
    private static Chain Canonical(string name, ulong id, int blockTimeMs, int finalityDepth, string wrappedNative, string usdc) => new(
        name, id, TimeSpan.FromMilliseconds(blockTimeMs), finalityDepth,
        Checked("0x1F98431c8aD98523631AE4a59f267346ea31F984"),
        Checked("0xC36442b4a4522E871399CD717aBDD847Ab11FE88"),
        Checked("0xE592427A0AEce92De3Edee1F18E0157C05861564"),
        Checked("0x68b3465833fb72A70ecDF485E0e4C7bD8665Fc45"),
        Checked("0x61fFE014bA17989E743c5F6cB21bF9697530B21e"),
        Checked("0xcA11bde05977b3631167028862bE2a173976CA11"),
        Checked(wrappedNative),
        Checked(usdc));

    private static Address Checked(string text) => AddressChecksum.ParseChecksummed(text);
}
