using System.Net.WebSockets;
using System.Text;
using Quern.Grains.Interfaces.Orders;
using Quern.Grains.Interfaces.Positions;
using Quern.Grains.Interfaces.MarketData;
using Quern.Proto;

namespace Quern.Silo.Control;

/// <summary>The control API, <c>/v1</c>: bodies are messages of <c>proto/control.proto</c> as JSON.</summary>
public static class ControlApi
{
    private static readonly TimeSpan LiveEvery = TimeSpan.FromMilliseconds(100);

    /// <summary>Adds the routes and, before them, the check of the key.</summary>
    public static void MapControlApi(this WebApplication app)
    {
        app.Use(RequireKey);
        RouteGroupBuilder v1 = app.MapGroup("/v1");
        v1.MapGet("/status", async (StatusView status) => ProtoJson.Ok(await status.Get()));
        v1.MapGet("/orders", GetOrders);
        v1.MapGet("/positions", GetPositions);
        v1.MapGet("/pnl", GetPnl);
        v1.MapGet("/live", GetLive);
        v1.MapPost("/commands/{name}", RunCommand);
    }

    private static Task RequireKey(HttpContext context, RequestDelegate next)
    {
        bool isOpen = !context.Request.Path.StartsWithSegments("/v1");
        ApiKey key = context.RequestServices.GetRequiredService<ApiKey>();
        if (isOpen || key.Accepts(context.Request.Headers.Authorization))
            return next(context);

        return ProtoJson.Problem(401, "unauthorised", "The key is wrong or missing", $"Send 'Authorization: Bearer KEY' with the key in the silo's data folder, {Path.GetFileName(key.Path)}.")
            .ExecuteAsync(context);
    }

    private static async Task<IResult> GetOrders(Fleet fleet, string state = "working", int limit = 200)
    {
        if (state is not ("working" or "all"))
            return ProtoJson.Problem(400, "bad-state", "No such state", $"state={state}: use working or all.");
        if (limit is < 1 or > 1000)
            return ProtoJson.Problem(400, "bad-limit", "The limit is out of range", $"limit={limit}: use 1 to 1000.");

        OrderView[]?[] accounts = await fleet.Orders(state == "working", limit);
        var list = new OrderList();
        for (int index = 0; index < accounts.Length; index++)
            list.Orders.Add((accounts[index] ?? []).Select(view => OrderRows.Of(fleet.Content.Accounts[index].Id, view)));
        return ProtoJson.Ok(list);
    }

    private static async Task<IResult> GetPositions(Fleet fleet)
    {
        var list = new PositionList();
        list.Positions.Add(StatusView.Positions(await PositionsOf(fleet)));
        return ProtoJson.Ok(list);
    }

    private static async Task<IResult> GetPnl(Fleet fleet)
    {
        PositionsView?[] views = await PositionsOf(fleet);
        var list = new PnlList { Total = StatusView.PnlOf(views.Where(view => view is not null).SelectMany(view => view!.Pnl)) };
        foreach (PositionsView view in views.OfType<PositionsView>())
        {
            list.Accounts.Add(new AccountPnl { Account = view.Account, Pnl = StatusView.PnlOf(view.Pnl) });
            list.Strategies.Add(view.StrategyPnl.Select(row => new StrategyPnl { Account = view.Account, Strategy = row.Strategy, Pnl = StatusView.PnlOf([row.Profit]) }));
        }

        return ProtoJson.Ok(list);
    }

    private static async Task<PositionsView?[]> PositionsOf(Fleet fleet)
    {
        BookView?[] books = await fleet.Books(1);
        return await fleet.Positions(StatusView.Mids(books));
    }

    private static async Task<IResult> GetLive(HttpContext context, LiveViews views, TimeProvider time, string instrument = "", int depth = 12)
    {
        depth = Math.Clamp(depth, 1, 100);
        LiveView? first = await views.Get(instrument, depth);
        if (first is null)
            return ProtoJson.Problem(404, "unknown-instrument", "No such instrument", $"'{instrument}' is not configured; /v1/status lists the instruments.");
        if (!context.WebSockets.IsWebSocketRequest)
            return ProtoJson.Ok(first);

        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
        await Stream(socket, views, first, depth, time, context.RequestAborted);
        return Results.Empty;
    }

    private static async Task Stream(WebSocket socket, LiveViews views, LiveView first, int depth, TimeProvider time, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(LiveEvery, time);
        try
        {
            for (LiveView? view = first; view is not null && socket.State is WebSocketState.Open; view = await views.Get(first.Instrument, depth))
            {
                await socket.SendAsync(Encoding.UTF8.GetBytes(ProtoJson.Format(view)), WebSocketMessageType.Text, true, cancellation);
                await timer.WaitForNextTickAsync(cancellation);
            }
        }
        catch (Exception error) when (error is WebSocketException or OperationCanceledException)
        {
            // The watcher left; nobody is waiting for an answer.
        }
    }

    private static async Task<IResult> RunCommand(string name, HttpRequest http, Commands commands)
    {
        if (!Commands.Names.Contains(name))
            return ProtoJson.Problem(404, "unknown-command", "No such command", $"'{name}': use one of {string.Join(", ", Commands.Names)}.");

        string key = http.Headers["Idempotency-Key"].ToString();
        if (key.Length is 0 or > 128)
            return ProtoJson.Problem(400, "no-idempotency-key", "The Idempotency-Key is missing", "Send the header Idempotency-Key, 1 to 128 characters, the same one on each retry.");

        using var reader = new StreamReader(http.Body);
        (CommandRequest? request, string? problem) = ProtoJson.Parse<CommandRequest>(await reader.ReadToEndAsync());
        if (request is null)
            return ProtoJson.Problem(400, "malformed", "The body can't be read", problem!);
        if (name is "kill" or "arm" && string.IsNullOrWhiteSpace(request.Reason))
            return ProtoJson.Problem(400, "no-reason", "A reason is needed", $"'{name}' is kept on record: send a reason.");
        if (!commands.Knows(request.Scope))
            return ProtoJson.Problem(404, "unknown-scope", "No such account or strategy", $"'{request.Scope}' is not configured; /v1/status lists accounts and strategies.");

        CommandReply reply = await commands.Run(name, request, key);
        return reply.Accepted
            ? ProtoJson.Ok(reply, StatusCodes.Status202Accepted)
            : ProtoJson.Problem(409, "refused", $"'{name}' was refused", reply.Message);
    }
}
