using System.Net;
using Quern.Client.Output;
using Quern.Proto;

namespace Quern.Client.Api;

/// <summary>Turns what went wrong into one line that says what to do next.</summary>
/// <param name="address">The silo asked.</param>
/// <param name="key">The key sent with it.</param>
public sealed class Refusals(Uri address, ApiKey key)
{
    private string Silo => address.GetLeftPart(UriPartial.Authority);

    /// <summary>Nothing listens there.</summary>
    public Refusal NoSilo => new(ExitCode.Refused,
        $"No silo at {Silo}. Start one with `dotnet run --project Silo`, or name another with --url.");

    /// <summary>A command without a key.</summary>
    public Refusal NoKey => new(ExitCode.Refused,
        $"No API key in {key.File}. The silo writes it at its first start; name another file with --key-file.");

    /// <summary>Somebody answered who is no silo of this version.</summary>
    public Refusal NotOurs => new(ExitCode.Refused,
        $"{Silo} answers, but not as a Quern silo does. Check --url, and that silo and console are of one version.");

    /// <summary>A command left and no answer came back.</summary>
    public Refusal UnknownOutcome(string command) => new(ExitCode.Failed,
        $"{command}: no answer from {Silo}. It may have been carried out: look with `status` before trying again.");

    /// <summary>A question that never got its answer.</summary>
    public Refusal Of(Exception error) => error switch
    {
        _ when IsNoConnection(error) => NoSilo,
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } =>
            new(ExitCode.Refused, $"No secure connection to {Silo}: its certificate is not trusted here, or it speaks plain http."),
        OperationCanceledException => new(ExitCode.Refused, $"{Silo} did not answer in time. Look at the silo's log."),
        _ => new(ExitCode.Refused, $"{Silo} broke off its answer. Try again; if it stays so, look at the silo's log."),
    };

    /// <summary>An answer that is a refusal.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="problem">The body; null when it is not a problem by the contract.</param>
    public Refusal Of(HttpStatusCode status, Problem? problem)
    {
        if (status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
            return key.Secret is null ? NoKey : WrongKey;
        if (problem is not { Title.Length: > 0 })
            return (int)status < 500 ? NotOurs : new(ExitCode.Failed, $"{Silo} failed ({(int)status}). Look at the silo's log.");

        string detail = problem.Detail.Length > 0 ? $": {problem.Detail}" : "";
        string code = problem.Code.Length > 0 ? $" [{problem.Code}]" : "";
        return new(ExitOf(status, problem.Code), $"{problem.Title}{detail}{code}");
    }

    /// <summary>True when the connection was never made: the silo cannot have seen the question.</summary>
    public static bool IsNoConnection(Exception error) => error is HttpRequestException
    {
        HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError,
    };

    /// <summary>True for what a network does: not made, broken, too late. An end asked for by the user is none of these.</summary>
    public static bool IsTransport(Exception error, CancellationToken cancellation) =>
        error is HttpRequestException or IOException || (error is OperationCanceledException && !cancellation.IsCancellationRequested);

    private Refusal WrongKey => new(ExitCode.Refused,
        $"The silo at {Silo} refused the key in {key.File}. Give its own with --key-file FILE (it is in the silo's data folder).");

    private static ExitCode ExitOf(HttpStatusCode status, string code) => code switch
    {
        "not-in-this-build" => ExitCode.NotInThisBuild,
        "data-incomplete" => ExitCode.DataIncomplete,
        _ when status is HttpStatusCode.NotImplemented => ExitCode.NotInThisBuild,
        _ => (int)status < 500 ? ExitCode.Refused : ExitCode.Failed,
    };
}
