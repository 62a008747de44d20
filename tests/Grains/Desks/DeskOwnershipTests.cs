using System.Net;
using Orleans.Runtime;
using Quern.Grains.Desks;

namespace Quern.Grains.Tests.Desks;

[Trait("Category", "unit")]
public sealed class DeskOwnershipTests
{
    private static readonly Dictionary<string, string> NoPins = [];

    [Fact]
    public void Every_silo_computes_the_same_owner_whatever_the_order_of_the_list()
    {
        SiloAddress[] silos = [Silo(1), Silo(2), Silo(3)];

        for (int desk = 0; desk < 100; desk++)
        {
            SiloAddress owner = DeskOwnership.OwnerOf($"desk {desk}", silos, NoPins);

            Assert.Equal(owner, DeskOwnership.OwnerOf($"desk {desk}", [.. silos.Reverse()], NoPins));
        }
    }

    [Fact]
    public void A_silo_that_goes_moves_only_its_own_desks()
    {
        SiloAddress[] before = [Silo(1), Silo(2), Silo(3)];
        SiloAddress[] after = [Silo(1), Silo(3)];

        for (int desk = 0; desk < 200; desk++)
        {
            SiloAddress owner = DeskOwnership.OwnerOf($"desk {desk}", before, NoPins);
            if (!owner.Equals(Silo(2)))
                Assert.Equal(owner, DeskOwnership.OwnerOf($"desk {desk}", after, NoPins));
        }
    }

    [Fact]
    public void Desks_spread_over_all_silos()
    {
        SiloAddress[] silos = [Silo(1), Silo(2), Silo(3)];

        var owners = Enumerable.Range(0, 300).Select(desk => DeskOwnership.OwnerOf($"desk {desk}", silos, NoPins)).GroupBy(owner => owner).ToList();

        Assert.Equal(3, owners.Count);
        Assert.All(owners, group => Assert.InRange(group.Count(), 60, 140));
    }

    [Fact]
    public void A_pinned_desk_lives_where_it_is_pinned_while_that_silo_is_up()
    {
        var pins = new Dictionary<string, string> { ["a"] = Silo(3).Endpoint.ToString() };

        Assert.Equal(Silo(3), DeskOwnership.OwnerOf("a", [Silo(1), Silo(2), Silo(3)], pins));
        Assert.NotEqual(Silo(3), DeskOwnership.OwnerOf("a", [Silo(1), Silo(2)], pins));
    }

    private static SiloAddress Silo(int number) => SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 11110 + number), 1);
}
