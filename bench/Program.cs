using Quern.Bench.Journal;
using Quern.Bench.Measure;
using Quern.Bench.Pools;
using Quern.Bench.TickToTrade;

// Each benchmark prints JSON lines. Run them in Release:
//   dotnet run -c Release --project bench -- tick-to-trade [--ticks N] [--rounds N]
//   dotnet run -c Release --project bench -- journal [--records N] [--durable N] [--rounds N]
//   dotnet run -c Release --project bench -- amm | signing
return args.Length == 0 ? Usage.Print() : args[0] switch
{
    "amm" => AmmBench.Run(args[1..]),
    "journal" => await JournalBench.Run(args[1..]),
    "signing" => SigningBench.Run(args[1..]),
    "tick-to-trade" => await TickToTradeBenchmark.Run(args[1..]),
    _ => Usage.Print(),
};
