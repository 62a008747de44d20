using Quern.Bench.Matching;
using Quern.Domain.Matching;

namespace Quern.Domain.Tests.Matching;

/// <summary>The published answers of the benchmark's workloads, which prove price, time and every fill.</summary>
[Trait("Category", "golden")]
public sealed class WorkloadTests
{
    private static readonly Workload A = WorkloadGenerator.Make('A', 20_000);

    [Fact]
    public void All_books_end_workload_A_as_published()
    {
        Answer? published = Answer.Published(A);

        Assert.Equal(published, Answer.Of(new Floor(new(A.MinPrice, A.MaxPrice, A.MaxId)), A));
        Assert.Equal(published, Answer.Of(new Textbook(new()), A));
        Assert.Equal(published, Answer.Of(new Core(new(A.MaxId)), A));
        Assert.Equal(published, Answer.Of(new Full(new(new MatchingEngine())), A));
        Assert.Equal(published, Answer.Of(new Full(new(new MatchingEngine(), FullBook.Spread)), A));
        Assert.Equal(published, Answer.Of(new Full(new(new PlainMatchingEngine(), FullBook.Spread)), A));
    }

    [Fact]
    public void A_workload_is_written_and_read_back()
    {
        byte[] bytes = A.ToBytes();

        Workload read = Workload.FromBytes(bytes);

        Assert.Equal(64 + 16 * 21_000, bytes.Length);
        Assert.Equal((A.Letter, A.Prefill, A.Seed), (read.Letter, read.Prefill, read.Seed));
        Assert.Equal(A.Operations, read.Operations);
        Assert.Throws<InvalidDataException>(() => Workload.FromBytes(bytes.AsSpan(0, bytes.Length - 16)));
    }
}
