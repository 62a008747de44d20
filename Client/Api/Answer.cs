using Quern.Client.Output;

namespace Quern.Client.Api;

/// <summary>Why there is no answer, in one line that ends with what to do next.</summary>
public sealed record Refusal(ExitCode Exit, string Line);

/// <summary>What the silo said: a message and the JSON it came in, or a refusal.</summary>
/// <typeparam name="T">The message of the contract.</typeparam>
public sealed record Answer<T>
    where T : class
{
    private readonly T? _message;

    /// <summary>An answer by the contract.</summary>
    /// <param name="message">The body, read.</param>
    /// <param name="json">The body as it came: newer fields than this build knows are still in it.</param>
    public Answer(T message, string json)
    {
        _message = message;
        Json = json;
    }

    /// <summary>No answer.</summary>
    public Answer(Refusal refusal)
    {
        Refusal = refusal;
        Json = "";
    }

    /// <summary>Null when the silo answered.</summary>
    public Refusal? Refusal { get; }

    /// <summary>The body as it came; empty when refused.</summary>
    public string Json { get; }

    /// <summary>The body, read.</summary>
    /// <exception cref="InvalidOperationException">It was refused: ask <see cref="Refusal"/> first.</exception>
    public T Message => _message ?? throw new InvalidOperationException($"Refused: {Refusal?.Line}");
}
