using Quern.Connectors.Ethereum.Rpc;
using Quern.Domain.Numerics;
using Quern.Grains.Pools;
using Quern.Silo.Configuration;
using Quern.Silo.Hosting;

namespace Quern.EndToEnd.Tests.Configuration;

[Trait("Category", "unit")]
public sealed class ChainEntryTests : IDisposable
{
    private const string Secret = "59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d";
    private const string Account = "0x70997970c51812dc3a010c7d01b50e0d17dc79c8";
    private readonly string _folder = Directory.CreateTempSubdirectory("quern-chains-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Nothing_is_configured_in_the_demo()
    {
        Assert.Null(SettingsReader.Read([], []).Chains);
    }

    [Fact]
    public void A_chain_with_nodes_caps_pools_and_a_key_by_reference_is_made()
    {
        File.WriteAllText(Path.Combine(_folder, "key"), "0x" + Secret + "\n");
        SiloSettings settings = Read("live", $$"""
            "name": "arbitrum", "endpoints": ["http://a.example/token", "wss://b.example"], "relay": "https://relay.example", "lookEveryMs": 700,
            "gas": { "maxFeeGwei": 0.5, "maxGas": 900000, "confirmations": 20, "blocksBeforeReplacement": 40 },
            "pools": [{ "address": "0xC6962004f452bE9203591991D15f6b388e09E8D0" }],
            "wallets": [{ "key": "file:{{Path.Combine(_folder, "key").Replace("\\", "/", StringComparison.Ordinal)}}" }]
            """);

        ChainSettings chain = Assert.Single(Chains.Create(settings.Chains!, TimeProvider.System));

        Assert.Equal(("arbitrum", 42161UL), (chain.Chain.Name, chain.Chain.Id));
        Assert.IsType<CheckedJsonRpc>(chain.Rpc);
        Assert.Equal((500_000_000UL, 900_000UL, 20, 40), ((ulong)chain.Fees.MaxFeePerGas, chain.Fees.MaxGas, chain.Fees.Confirmations, chain.Fees.BlocksBeforeReplacement));
        Assert.Equal(Account, Assert.Single(chain.Keys).Address.ToString());
        Assert.Equal(Account, Assert.Single(Assert.Single(chain.Pools).Accounts).ToString());
        Assert.DoesNotContain(Secret[..8], $"{chain} {settings}", StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(UInt256.ParseHex(Secret).ToString(), $"{chain}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("paper", "set mode to live", "\"endpoints\": [\"http://a\"], \"wallets\": [{ \"key\": \"env:X\" }]")]
    [InlineData("paper", "name a node", "\"endpoints\": []")]
    [InlineData("paper", "1 to 1, the nodes named", "\"endpoints\": [\"http://a\"], \"quorum\": 2")]
    [InlineData("paper", "'0x12' is no address", "\"endpoints\": [\"http://a\"], \"pools\": [{ \"address\": \"0x12\" }]")]
    [InlineData("paper", "21,000 to 30,000,000", "\"endpoints\": [\"http://a\"], \"gas\": { \"maxGas\": 5 }")]
    [InlineData("paper", "could not be mapped", "\"endpoints\": [\"http://a\"], \"colour\": 1")]
    public void What_makes_no_sense_is_one_clear_line(string mode, string words, string members)
    {
        SettingsException problem = Assert.Throws<SettingsException>(() => Read(mode, $"\"name\": \"base\", {members}"));

        Assert.Contains(words, Assert.Single(problem.Problems), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a key written out", "0x" + Secret)]
    [InlineData("no key", "file:nowhere")]
    [InlineData("half a key", "file:half")]
    public void A_key_that_is_none_is_refused_and_never_shown(string what, string reference)
    {
        File.WriteAllText(Path.Combine(_folder, "half"), Secret[..60]);
        ChainEntry entry = new()
        {
            Name = "base",
            Endpoints = ["http://a.example"],
            Wallets = [new() { Key = reference.Replace("file:", $"file:{_folder}/", StringComparison.Ordinal) }],
        };

        SettingsException problem = Assert.Throws<SettingsException>(() => Chains.Create([entry], TimeProvider.System));

        Assert.StartsWith("chains[base].wallets[0].key", Assert.Single(problem.Problems), StringComparison.Ordinal);
        Assert.False(problem.ToString().Contains(Secret[..8], StringComparison.OrdinalIgnoreCase), what);
    }

    private SiloSettings Read(string mode, string members)
    {
        string path = Path.Combine(_folder, "settings.json");
        File.WriteAllText(path, $$"""
            { "mode": "{{mode}}", "venues": [{ "id": "sim-usdm", "accounts": [{ "name": "demo", "number": 1 }] }], "chains": [{ {{members}} }] }
            """);
        return SettingsReader.Read([path], []);
    }
}
