using Quern.Bench.Measure;
using Quern.Bench.TickToTrade;

// Each benchmark prints JSON lines. Run them in Release:
//   dotnet run -c Release --project bench -- tick-to-trade [--ticks N] [--rounds N]
return args.Length == 0 ? Usage.Print() : args[0] switch
{
    "tick-to-trade" => await TickToTradeBenchmark.Run(args[1..]),
    _ => Usage.Print(),
};
