using Quern.VenueCheck;

// Runs the silo in processes of its own and compares what it says with what the venue says over plain HTTP.
//   dotnet run --project tests/VenueCheck -- demo  [seconds]   quotes on both sides, fills, share of volume, SIGTERM
//   dotnet run --project tests/VenueCheck -- crash [rounds]    SIGKILL while quoting, against a venue in its own process
//   dotnet run --project tests/VenueCheck -- kill              kill, restart, arm
string what = args.Length > 0 ? args[0] : "demo";
int number = args.Length > 1 && int.TryParse(args[1], out int given) ? given : 0;
try
{
    return what switch
    {
        "demo" => await Demo.Run(number == 0 ? 60 : number),
        "crash" => await Crash.Run(number == 0 ? 3 : number),
        "kill" => await KillAndArm.Run(),
        _ => Fail($"'{what}' is not one of demo, crash, kill"),
    };
}
catch (InvalidOperationException error)
{
    return Fail(error.Message);
}

static int Fail(string why)
{
    Console.Error.WriteLine(why);
    return 1;
}
