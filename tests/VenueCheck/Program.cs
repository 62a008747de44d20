using Quern.Tests;
using Quern.VenueCheck;

// Runs the silo in processes of its own and compares what it says with what the venue says over plain HTTP.
//   dotnet run --project tests/VenueCheck -- demo  [seconds]   quotes on both sides, fills, share of volume, SIGTERM
//   dotnet run --project tests/VenueCheck -- crash [rounds]    SIGKILL while quoting, against a venue in its own process
//   dotnet run --project tests/VenueCheck -- kills [rounds] [seed] [--journal file|postgres]   SIGKILL inside sends, in recovery and at any time; ends with a line of JSON
//   dotnet run --project tests/VenueCheck -- kill              kill, restart, arm
string what = args.Length > 0 ? args[0] : "demo";
int number = args.Length > 1 && int.TryParse(args[1], out int given) ? given : 0;
try
{
    return what switch
    {
        "demo" => await Demo.Run(number == 0 ? 60 : number),
        "crash" => await Crash.Run(number == 0 ? 3 : number),
        "kills" => await Killed(number == 0 ? 100 : number),
        "kill" => await KillAndArm.Run(),
        _ => Fail($"'{what}' is not one of demo, crash, kills, kill"),
    };
}
catch (InvalidOperationException error)
{
    return Fail(error.Message);
}

async Task<int> Killed(int rounds)
{
    int seed = args.Length > 2 && int.TryParse(args[2], out int drawn) ? drawn : 1;
    int option = Array.IndexOf(args, "--journal");
    string journal = option < 0 ? "file" : args.ElementAtOrDefault(option + 1) ?? "";
    if (journal is not ("file" or "postgres"))
        return Fail($"--journal {journal}: use file or postgres");
    if (journal is "postgres" && PostgresServer.Problem.Length > 0)
        return Fail(PostgresServer.Problem);

    await using PostgresServer? server = journal is "postgres" ? await PostgresServer.Start() : null;
    using var kills = new Kills(rounds, seed, server);
    return await kills.Run();
}

static int Fail(string why)
{
    Console.Error.WriteLine(why);
    return 1;
}
