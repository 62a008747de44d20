using System.CommandLine;
using System.CommandLine.Parsing;
using Quern.Client.Api;
using Quern.Client.Output;

namespace Quern.Client.Commands;

/// <summary>The options of every verb that talks to a running silo.</summary>
public sealed class AttachedOptions
{
    private const string DefaultUrl = "http://127.0.0.1:7080";

    private readonly Surroundings _around;

    private readonly Option<string> _url;
    private readonly Option<string> _keyFile;
    private readonly Option<bool> _json = new("--json") { Description = "Print the silo's answer as one JSON object and nothing else" };

    /// <summary>Takes the defaults from QUERN_URL and QUERN_HOME.</summary>
    public AttachedOptions(Surroundings around)
    {
        _around = around;
        string keyFile = ApiKey.DefaultFile(around.Variable);
        _url = new("--url")
        {
            Description = "Where the silo's control API listens; or set QUERN_URL",
            DefaultValueFactory = _ => around.Variable("QUERN_URL") is { Length: > 0 } named ? named : DefaultUrl,
            HelpName = "URL",
        };
        _keyFile = new("--key-file")
        {
            Description = "File with the silo's API key; the silo writes it at its first start",
            DefaultValueFactory = _ => keyFile,
            HelpName = "FILE",
        };
        _url.Validators.Add(CheckUrl);
    }

    /// <summary>Adds the three options to a verb.</summary>
    public void AddTo(Command verb)
    {
        verb.Options.Add(_url);
        verb.Options.Add(_keyFile);
        verb.Options.Add(_json);
    }

    /// <summary>True when a program reads the output.</summary>
    public bool WantsJson(ParseResult parsed) => parsed.GetValue(_json);

    /// <summary>The API that the command line names.</summary>
    public ControlApi Connect(ParseResult parsed) =>
        new(new Uri(parsed.GetRequiredValue(_url)), ApiKey.Read(parsed.GetRequiredValue(_keyFile)), _around.Time);

    /// <summary>Asks one question, then prints its JSON as it came, or shows it to a person, or refuses.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> AskAsync<T>(ParseResult parsed, Func<ControlApi, Task<Answer<T>>> ask, Func<T, int> show)
        where T : class
    {
        using ControlApi api = Connect(parsed);
        Answer<T> answer = await ask(api);
        if (answer.Refusal is { } refusal)
            return _around.Refuse(refusal.Exit, refusal.Line);
        if (!WantsJson(parsed))
            return show(answer.Message);

        _around.Terminal.Out.WriteLine(answer.Json);
        return (int)ExitCode.Ok;
    }

    private static void CheckUrl(OptionResult result)
    {
        string text = result.GetValueOrDefault<string>();
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? url) || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps))
            result.AddError($"'{text}' is no http or https address; for example {DefaultUrl}.");
    }
}
