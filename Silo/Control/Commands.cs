using Quern.Grains.Interfaces.Catalogue;
using Quern.Grains.Interfaces.Orders;
using Quern.Grains.Interfaces.Strategies;
using Quern.Proto;

namespace Quern.Silo.Control;

/// <summary>The commands of the control API: each goes to every account and strategy of its scope, and is done once per idempotency key.</summary>
public sealed class Commands(IGrainFactory grains, CatalogueContent content)
{
    private const int KeysRemembered = 1024;
    private const int Attempts = 3;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Task<CommandReply>> _done = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = [];

    /// <summary>Every command.</summary>
    public static IReadOnlyList<string> Names { get; } = ["start", "stop", "cancel-all", "kill", "arm"];

    /// <summary>Runs a command, or gives the answer of the same key again.</summary>
    public Task<CommandReply> Run(string name, CommandRequest request, string idempotencyKey)
    {
        lock (_gate)
        {
            string key = $"{name}/{idempotencyKey}";
            if (_done.TryGetValue(key, out Task<CommandReply>? earlier))
                return earlier;

            if (_order.Count == KeysRemembered)
                _done.Remove(_order.Dequeue());
            _order.Enqueue(key);
            return _done[key] = Run(name, request);
        }
    }

    /// <summary>True when the scope names an account or strategy, or is empty.</summary>
    public bool Knows(string scope) => scope.Length == 0 || Accounts(scope).Any() || Strategies(scope).Any();

    /// <summary>What a process does before it ends: takes orders back, as a stop that the next owner need not lift.</summary>
    public async Task<CommandReply> Leave(string[] accounts) =>
        Reply("leave", accounts, await Task.WhenAll(accounts.Select(id => Insist(id, () => grains.GetGrain<IOrderManagerGrain>(id).Leave()))));

    private async Task<CommandReply> Run(string name, CommandRequest request)
    {
        string[] accounts = [.. Accounts(request.Scope)];
        string[] strategies = [.. Strategies(request.Scope)];
        var results = new List<CommandResult>();

        // A stop reaches the strategies first and a start the accounts first, so that nothing is wanted that can't be done.
        if (name is "stop" or "kill")
            results.AddRange(await Task.WhenAll(strategies.Select(id => Insist(id, () => grains.GetGrain<IStrategyGrain>(id).Stop()))));
        results.AddRange(await Task.WhenAll(accounts.Select(id => Insist(id, () => OnAccount(name, id, request.Reason)))));
        if (name is "start" && results.TrueForAll(result => result.Accepted))
            results.AddRange(await Task.WhenAll(strategies.Select(id => Insist(id, () => grains.GetGrain<IStrategyGrain>(id).Start()))));

        return Reply(name, accounts, results);
    }

    private static CommandReply Reply(string name, string[] accounts, IReadOnlyCollection<CommandResult> results)
    {
        CommandResult? refusal = results.FirstOrDefault(result => !result.Accepted);
        int[] open = [.. results.Where(result => result.OpenOrders >= 0).Select(result => result.OpenOrders)];
        return new()
        {
            Command = name,
            Accepted = refusal is null,
            Message = refusal?.Message ?? string.Join("; ", results.Select(result => result.Message).Where(text => text.Length > 0).Distinct()),
            // One account without an answer leaves the sum unknown.
            OpenOrders = open.Length < accounts.Length ? -1 : open.Sum(),
        };
    }

    /// <summary>
    /// Every command may be given twice. One that is not answered, because a silo has just died, is given again; one strategy's silence does
    /// not keep a stop from the accounts.
    /// </summary>
    private static async Task<CommandResult> Insist(string id, Func<Task<CommandResult>> give)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await give();
            }
            catch (Exception error) when (Unanswered.Is(error))
            {
                if (attempt == Attempts)
                    return new(false, "no-answer", $"{id} did not answer, the command may have been done all the same: repeat it ({error.Message})", -1);
            }
        }
    }

    private Task<CommandResult> OnAccount(string name, string account, string reason)
    {
        IOrderManagerGrain manager = grains.GetGrain<IOrderManagerGrain>(account);
        return name switch
        {
            "start" => manager.Start(),
            "stop" => manager.Stop(),
            "cancel-all" => manager.CancelAll(),
            "kill" => manager.Kill(reason),
            "arm" => manager.Arm(reason),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such command."),
        };
    }

    private IEnumerable<string> Accounts(string scope)
    {
        IEnumerable<string> owners = content.Strategies.Where(entry => entry.Id == scope).Select(entry => entry.Account);
        return content.Accounts.Select(entry => entry.Id).Where(id => scope.Length == 0 || id == scope || owners.Contains(id));
    }

    private IEnumerable<string> Strategies(string scope) =>
        content.Strategies.Where(entry => scope.Length == 0 || entry.Id == scope || entry.Account == scope).Select(entry => entry.Id);
}
