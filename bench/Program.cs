using Quern.Bench.Books;
using Quern.Bench.Journal;
using Quern.Bench.Matching;
using Quern.Bench.Measure;
using Quern.Bench.Pools;
using Quern.Bench.TickToTrade;

// Each benchmark prints JSON lines. Run them in Release:
//   dotnet run -c Release --project bench -- tick-to-trade [--ticks N] [--rounds N]
//   dotnet run -c Release --project bench -- l2 [--ops FILE] [--count N]
//   dotnet run -c Release --project bench -- book | matching [--ops FILE] [--count N] [--rounds N] [--cpu]
//   dotnet run -c Release --project bench -- journal [--records N] [--durable N] [--rounds N]
//   dotnet run -c Release --project bench -- amm | signing
return args.Length == 0 ? Usage.Print() : args[0] switch
{
    "book" => MatchingBench.Book(args[1..]),
    "matching" => MatchingBench.Matching(args[1..]),
    "amm" => AmmBench.Run(args[1..]),
    "l2" => L2Bench.Run(args[1..]),
    "journal" => await JournalBench.Run(args[1..]),
    "signing" => SigningBench.Run(args[1..]),
    "tick-to-trade" => await TickToTradeBenchmark.Run(args[1..]),
    _ => Usage.Print(),
};
