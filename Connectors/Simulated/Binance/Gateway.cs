using Quern.Connectors.Simulated.Core;
using Quern.Connectors.Simulated.Faults;
using Quern.Connectors.Simulated.Wire;

namespace Quern.Connectors.Simulated.Binance;

/// <summary>The way every request takes, whichever wire it came by: limits, faults, key, signature, window, order count, then the handler.</summary>
internal sealed class Gateway(VenueCore core, VenueOptions options, RateLedger rates, VenueFaults faults) : IDisposable
{
    private const int LongestKey = 128;
    private readonly JsonFrame _result = new();
    private readonly Dictionary<string, long> _weights = new(StringComparer.Ordinal);

    /// <summary>Requests refused because of their stamp.</summary>
    public long RefusedForTime { get; private set; }

    public RateLedger Rates => rates;

    public long NowMs => core.Clock.NowMs;

    /// <summary>Answers now or later, once; null means that the answer is lost on its way.</summary>
    public void Dispatch(Endpoint endpoint, RequestParameters parameters, string? key, string address, Action<EndpointReply?> answer)
    {
        if (faults.LosesRequest())
        {
            answer(null);
            return;
        }

        if (Admit(endpoint, parameters, address) is { } refused)
        {
            Send(endpoint, parameters, refused, answer);
            return;
        }

        BinanceError error = Identify(endpoint, parameters, key, out VenueAccount? account);
        if (error.IsNone && endpoint.CountsAsOrder)
            error = rates.CountOrder(account!, NowMs);
        if (!error.IsNone)
        {
            Send(endpoint, parameters, EndpointReply.Refused(error), answer);
            return;
        }

        if (endpoint.Deferred is { } deferred)
        {
            deferred(new EndpointCall(parameters, account, NowMs), reply => Send(endpoint, parameters, reply, answer));
            return;
        }

        TimeSpan travel = endpoint.IsForCore ? options.MatchingDelay + faults.MatchingDelay : TimeSpan.Zero;
        if (travel <= TimeSpan.Zero)
            Send(endpoint, parameters, Run(endpoint, parameters, account), answer);
        else
            Later(travel, () => Send(endpoint, parameters, RunInCore(endpoint, parameters, account), answer));
    }

    /// <summary>Weight that was charged for requests of a path since the start.</summary>
    public long WeightOf(string path) => _weights.GetValueOrDefault(path);

    public VenueAccount? AccountOf(string? key)
    {
        foreach (VenueAccount account in core.Accounts)
        {
            if (!account.IsCrowd && string.Equals(account.Key, key, StringComparison.Ordinal))
                return account;
        }

        return null;
    }

    public void Dispose() => _result.Dispose();

    private EndpointReply? Admit(Endpoint endpoint, RequestParameters parameters, string address)
    {
        if (faults.IsInMaintenance)
            return EndpointReply.Refused(BinanceErrors.Unavailable);
        int weight = endpoint.Weight(parameters);
        _weights[endpoint.Path] = WeightOf(endpoint.Path) + weight;
        (int status, long waitMs) = rates.Charge(address, weight, NowMs);
        if (status != 0)
            return EndpointReply.Refused(BinanceErrors.TooMuchWeight(rates.WeightLimit, status), waitMs);
        return faults.TakeRejection(endpoint.Path) is { } rejection
            ? EndpointReply.Refused(new BinanceError(rejection.Code, rejection.Message, rejection.Status))
            : null;
    }

    private BinanceError Identify(Endpoint endpoint, RequestParameters parameters, string? key, out VenueAccount? account)
    {
        account = null;
        if (endpoint.Security is Security.None)
            return default;
        if (string.IsNullOrEmpty(key) || key.Length > LongestKey)
            return BinanceErrors.BadKeyFormat;
        account = AccountOf(key);
        if (account is null || faults.IsRevoked(account.Name))
            return BinanceErrors.UnknownKey;
        if (endpoint.Security is Security.Key)
            return default;
        if (parameters.Signature is not { } signature)
            return BinanceErrors.Missing("signature");
        if (!RequestSigning.IsValid(account.Secret, parameters.SignedText, signature))
            return BinanceErrors.BadSignature;
        BinanceError error = RequestSigning.CheckWindow(parameters, NowMs);
        if (!error.IsNone)
            RefusedForTime++;
        return error;
    }

    // The window holds at the core too: a request that was young at the gateway may be old when it gets there.
    private EndpointReply? RunInCore(Endpoint endpoint, RequestParameters parameters, VenueAccount? account)
    {
        if (RequestSigning.IsInWindow(parameters, NowMs))
            return Run(endpoint, parameters, account);
        RefusedForTime++;
        return EndpointReply.Refused(BinanceErrors.OutsideCoreWindow);
    }

    /// <returns>Null when the answer is withheld.</returns>
    private EndpointReply? Run(Endpoint endpoint, RequestParameters parameters, VenueAccount? account)
    {
        bool isWithheld = faults.BeginWithholding(endpoint.Method, endpoint.Path, account?.Name);
        BinanceError error = endpoint.Handler(new EndpointCall(parameters, account, NowMs), _result.Start());
        if (isWithheld)
        {
            faults.EndWithholding(error.IsNone);
            if (error.IsNone)
                return null;
        }

        return error.IsNone ? new EndpointReply(default, _result.Bytes.ToArray()) : EndpointReply.Refused(error);
    }

    private void Send(Endpoint endpoint, RequestParameters parameters, EndpointReply? reply, Action<EndpointReply?> answer)
    {
        if (reply is null)
            return;
        if (endpoint.IsForCore && faults.Holds(parameters.Get("newClientOrderId") ?? parameters.Get("origClientOrderId")))
        {
            faults.Hold($"answer {endpoint.Method}", () => answer(reply));
            return;
        }

        AnswerFate fate = faults.TakeFate(endpoint.Path);
        EndpointReply? seen = fate.IsLost ? null : reply;
        if (fate.Delay <= TimeSpan.Zero)
            answer(seen);
        else
            Later(fate.Delay, () => answer(seen));
    }

    private void Later(TimeSpan due, Action work)
    {
        ITimer? timer = null;
        timer = core.Clock.Every(core.Gate, due, Timeout.InfiniteTimeSpan, () =>
        {
            work();
            timer?.Dispose();
        });
    }
}
