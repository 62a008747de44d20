using Quern.Silo.Configuration;

namespace Quern.EndToEnd.Tests.Configuration;

[Trait("Category", "golden")]
public sealed class SeedIniTests
{
    [Fact]
    public void The_predecessors_files_become_one_silo()
    {
        IReadOnlyDictionary<string, string[]> files = SeedDocument.IniFiles();

        SiloSettings settings = SeedDocument.Map(files);

        Assert.Equal(3, files.Count);
        Assert.Equal(["binance-usdm:BTCUSDT", "binance-usdm:ETHUSDT", "binance-usdm:ADAUSDT"], settings.Strategies.Select(strategy => strategy.Instrument));
        AccountSettingsEntry account = Assert.Single(Assert.Single(settings.Venues).Accounts);
        Assert.Equal(("env:BINANCE_API_KEY", "env:BINANCE_API_SECRET"), (account.Key, account.Secret));
        Assert.Equal("paper", settings.Mode);
    }

    [Fact]
    public void Each_missing_key_is_one_clear_line()
    {
        IReadOnlyDictionary<string, string[]> files = SeedDocument.IniFiles();
        int checkedKeys = 0;
        foreach ((string name, string[] lines) in files)
        {
            for (int index = 0; index < lines.Length; index++)
            {
                if (!lines[index].Contains('=', StringComparison.Ordinal))
                    continue;
                string key = lines[index].Split('=')[0];
                var without = new Dictionary<string, string[]>(files) { [name] = [.. lines[..index], .. lines[(index + 1)..]] };

                SettingsException error = Assert.Throws<SettingsException>(() => SeedDocument.Map(without));

                string problem = Assert.Single(error.Problems);
                Assert.Contains(name, problem, StringComparison.Ordinal);
                Assert.Contains($"{key} is missing; write for example {key}=", problem, StringComparison.Ordinal);
                checkedKeys++;
            }
        }

        Assert.Equal(25, checkedKeys);
    }

    [Fact]
    public void An_unknown_key_is_named_with_its_line()
    {
        var files = new Dictionary<string, string[]>(SeedDocument.IniFiles());
        files["trader.ini"] = [.. files["trader.ini"], "COLOUR=blue"];

        SettingsException error = Assert.Throws<SettingsException>(() => SeedDocument.Map(files));

        Assert.Equal($"trader.ini({files["trader.ini"].Length}): [SUBSCRIBERS] COLOUR is unknown", Assert.Single(error.Problems));
    }

    [Fact]
    public void A_secret_written_out_is_refused()
    {
        var files = new Dictionary<string, string[]>(SeedDocument.IniFiles());
        files["trading_engine_binance.ini"] =
            [.. files["trading_engine_binance.ini"].Select(line => line.StartsWith("API_SECRET", StringComparison.Ordinal) ? "API_SECRET=hunter2" : line)];

        SettingsException error = Assert.Throws<SettingsException>(() => SeedDocument.Map(files));

        Assert.DoesNotContain("hunter2", error.Message, StringComparison.Ordinal);
        Assert.Contains("API_SECRET holds a literal", error.Message, StringComparison.Ordinal);
    }
}
