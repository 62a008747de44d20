using Quern.Grains.Journal.Files;
using Quern.Silo.Configuration;
using Quern.Silo.Hosting;

namespace Quern.EndToEnd.Tests.Configuration;

[Trait("Category", "unit")]
public sealed class JournalSettingsTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Journals_are_files_unless_told_otherwise() => Assert.Equal(new JournalSettings(), Read("{}").Journal);

    [Fact]
    public void A_database_is_named_by_a_reference()
    {
        SiloSettings settings = Read("""{ "journal": { "store": "PostgreSQL", "connection": "env:QUERN_JOURNAL" }, "paperVenue": { "isExternal": true } }""");

        Assert.Equal(("PostgreSQL", "env:QUERN_JOURNAL"), (settings.Journal.Store, settings.Journal.Connection));
    }

    [Theory]
    [InlineData("""{ "store": "Oracle" }""", "journal.store: 'Oracle'; use File or PostgreSQL")]
    [InlineData("""{ "store": "PostgreSQL" }""", "journal.connection: a reference, env:NAME or file:PATH, is needed for PostgreSQL")]
    [InlineData("""{ "connection": "env:X" }""", "has no meaning for File")]
    [InlineData("""{ "store": "PostgreSQL", "connection": "env:X" }""", "PostgreSQL keeps orders longer than a paper venue inside the silo lives")]
    public void What_cannot_work_is_refused_with_the_way_out(string journal, string problem)
    {
        SettingsException refusal = Assert.Throws<SettingsException>(() => Read($$"""{ "journal": {{journal}} }"""));

        Assert.Contains(refusal.Problems, line => line.Contains(problem, StringComparison.Ordinal));
    }

    [Fact]
    public void Wallets_of_a_cluster_keep_their_nonces_in_the_database_that_every_silo_reaches()
    {
        string folder = Path.GetTempPath();

        Assert.IsType<FileJournalStore>(JournalStores.CreateWallets(new(), folder, TimeProvider.System));
        Assert.Null(JournalStores.CreateWallets(new() { Store = "PostgreSQL", Connection = "env:QUERN_JOURNAL" }, folder, TimeProvider.System));
    }

    private SiloSettings Read(string members)
    {
        string venues = """ "venues": [{ "id": "sim-usdm", "accounts": [{ "name": "demo", "number": 1 }] }] """;
        string rest = members.Trim()[1..];
        File.WriteAllText(_file, rest.Trim() == "}" ? $"{{ {venues} }}" : $"{{ {venues}, {rest}");
        string json = Path.ChangeExtension(_file, ".json");
        File.Move(_file, json, overwrite: true);
        try
        {
            return SettingsReader.Read([json], []);
        }
        finally
        {
            File.Delete(json);
        }
    }
}
