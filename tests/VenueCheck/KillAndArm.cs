using System.Text.Json.Nodes;

namespace Quern.VenueCheck;

/// <summary>A kill holds, also over a restart, until somebody arms with a reason.</summary>
internal static class KillAndArm
{
    public static async Task<int> Run()
    {
        using var scene = new Scene();
        using var venue = new Venue(scene.VenueAddress);
        using SiloProcess alone = await scene.StartVenue(venue);
        bool holds = true;
        using (SiloProcess silo = scene.StartSilo())
        {
            await Quoting(silo);
            (int status, string body) = await silo.Command("kill", "drill");
            holds &= Scene.Report($"kill: {status} {body}", status == 202);
            holds &= Scene.Report("the venue's list is empty", (await venue.OpenOrders()).Count == 0);
            (status, body) = await silo.Command("start", "");
            holds &= Scene.Report($"start is refused: {status} {body}", status == 409);
            silo.Terminate();
            await silo.WaitForExit(TimeSpan.FromSeconds(15));
        }

        using SiloProcess again = scene.StartSilo();
        await Scene.Until("the account is known", TimeSpan.FromSeconds(30), async () => State(await again.Get("/v1/status")) == "killed");
        await Task.Delay(3000);
        holds &= Scene.Report("after a restart nothing is quoted", (await venue.OpenOrders()).Count == 0);
        (int refused, string why) = await again.Command("start", "");
        holds &= Scene.Report($"start is still refused: {refused} {why}", refused == 409);
        (int armed, string answer) = await again.Command("arm", "drill is over");
        holds &= Scene.Report($"arm: {armed} {answer}", armed == 202);
        (int started, string said) = await again.Command("start", "");
        holds &= Scene.Report($"start: {started} {said}", started == 202);
        await Quoting(again);
        holds &= Scene.Report("it quotes again", true);
        return holds ? 0 : 1;
    }

    private static Task Quoting(SiloProcess silo) =>
        Scene.Until("two strategies quote both sides", TimeSpan.FromSeconds(30), async () => Scene.TwoSided(await silo.Get("/v1/status")) >= 2);

    private static string State(JsonNode? status) => status is null ? "" : Venue.Text(status["accounts"]!.AsArray()[0], "state");
}
