using System.Threading.Channels;
using Quern.Client.Api;
using Quern.Client.Output;
using Quern.Proto;

namespace Quern.Client.Watch;

/// <summary>Keeps the state of one watch: the feed and finished commands write into it, the loop that draws takes it from here.</summary>
/// <param name="api">The silo.</param>
/// <param name="time">Silence and the life of notices.</param>
public sealed class WatchSession(ControlApi api, TimeProvider time) : IAsyncDisposable
{
    /// <summary>Levels a side asked of the silo: enough for a tall window.</summary>
    public const int Depth = 40;

    private static readonly TimeSpan NoticeLasts = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan OutcomeWithin = TimeSpan.FromSeconds(5);

    private readonly Channel<Func<WatchState, WatchState>> _events = Channel.CreateUnbounded<Func<WatchState, WatchState>>();
    private readonly List<(string Command, Task<string> Outcome)> _sent = [];
    private CancellationTokenSource _following = new();
    private Task _feed = Task.CompletedTask;
    private long _heardAt;
    private long _noticedAt;

    /// <summary>As of the last <see cref="Advance"/>.</summary>
    public WatchState State { get; private set; } = WatchState.Start;

    /// <summary>Takes the first view and follows its instrument from then on.</summary>
    public void Begin(LiveView first, string instrument)
    {
        State = (State with { Instrument = instrument }).Seen(first);
        _heardAt = time.GetTimestamp();
        _feed = FollowAsync(api.Live(State.Instrument, Depth), _following.Token);
    }

    /// <summary>Applies what happened since the last call.</summary>
    public void Advance()
    {
        string noticeBefore = State.Notice;
        while (_events.Reader.TryRead(out Func<WatchState, WatchState>? happened))
        {
            LiveView? viewBefore = State.View;
            State = happened(State);
            if (!ReferenceEquals(State.View, viewBefore))
                _heardAt = time.GetTimestamp();
        }

        int silent = (int)time.GetElapsedTime(_heardAt).TotalSeconds;
        if (silent != State.SilentSeconds)
            State = State with { SilentSeconds = silent };
        if (State.Notice != noticeBefore)
            _noticedAt = time.GetTimestamp();
        else if (State.Notice.Length > 0 && time.GetElapsedTime(_noticedAt) > NoticeLasts)
            State = State with { Notice = "" };
    }

    /// <summary>Applies a key.</summary>
    /// <returns>False when the user wants to end.</returns>
    public async Task<bool> PressAsync(ConsoleKeyInfo key)
    {
        (State, WatchWish wish) = WatchKeys.Press(State, key);
        if (wish is WatchWish.Follow)
            await RefollowAsync();
        if (CommandOf(wish) is { } command)
            Command(command, wish is WatchWish.Kill ? "k in the console's watch" : "");
        return wish is not WatchWish.Quit;
    }

    /// <summary>Waits for commands still on their way: a kill followed by a quick quit must not be lost with the process.</summary>
    /// <returns>A line for each of them.</returns>
    public async Task<IReadOnlyList<string>> FinishCommandsAsync()
    {
        var lines = new List<string>();
        foreach ((string command, Task<string> outcome) in _sent.Where(sent => !sent.Outcome.IsCompleted).ToArray())
        {
            try
            {
                lines.Add(await outcome.WaitAsync(OutcomeWithin, time));
            }
            catch (TimeoutException)
            {
                lines.Add($"{command}: no answer yet; look with `status`.");
            }
        }

        return lines;
    }

    /// <summary>Ends the feed.</summary>
    public async ValueTask DisposeAsync()
    {
        await _following.CancelAsync();
        await _feed;
        _following.Dispose();
    }

    private static string? CommandOf(WatchWish wish) => wish switch
    {
        WatchWish.Start => "start",
        WatchWish.Stop => "stop",
        WatchWish.CancelAll => "cancel-all",
        WatchWish.Kill => "kill",
        _ => null,
    };

    private async Task RefollowAsync()
    {
        await _following.CancelAsync();
        await _feed;
        _following.Dispose();
        _following = new();
        _feed = FollowAsync(api.Live(State.Instrument, Depth), _following.Token);
    }

    private async Task FollowAsync(LiveFeed feed, CancellationToken cancellation)
    {
        try
        {
            await foreach (LiveNews news in feed.FollowAsync(cancellation))
                _events.Writer.TryWrite(state => state.Heard(news));
        }
        catch (OperationCanceledException)
        {
            // The end of this feed: another instrument, or the end of the watch.
        }
    }

    private void Command(string command, string reason)
    {
        State = State with { Notice = $"{command}: sent" };
        _noticedAt = time.GetTimestamp();
        _sent.RemoveAll(sent => sent.Outcome.IsCompleted);
        _sent.Add((command, SendAsync(command, new CommandRequest { Reason = reason })));
    }

    private async Task<string> SendAsync(string command, CommandRequest request)
    {
        Answer<CommandReply> answer = await api.CommandAsync(command, request, Guid.NewGuid().ToString("n"), CancellationToken.None);
        string notice = answer.Refusal?.Line ?? CommandText.Of(command, answer.Message);
        _events.Writer.TryWrite(state => state with { Notice = notice });
        return notice;
    }
}
