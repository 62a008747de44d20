using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Quern.Client.Commands;
using Quern.Client.Output;
using Quern.Connectors.Recordings;
using Quern.Connectors.Recordings.Tapes;

namespace Quern.Client.Offline.Tapes;

/// <summary>The verb <c>tape</c>: reads recorded market data of any kind and tells what it holds. It needs no silo.</summary>
public static class TapeVerb
{
    private const int MostRows = 100_000;
    private const int EventsBetweenLooks = 4096;

    /// <summary>The verb.</summary>
    public static Verb Create(Surroundings around)
    {
        var files = new Argument<string[]>("FILE") { Description = "Recordings, plain, .gz or .zst", Arity = ArgumentArity.OneOrMore };
        var join = new Option<bool>("--join") { Description = "The files continue each other: Binance sockets, or Binance history with its snapshot first" };
        var scales = new Option<string?>("--scales") { Description = "Decimals of prices and sizes, where the format has none of its own", HelpName = "PRICE,SIZE" };
        var rows = new Option<int>("--rows") { Description = "The most instruments to show", DefaultValueFactory = _ => 20, HelpName = "N" };
        var json = new Option<bool>("--json") { Description = "Print one JSON object a recording and nothing else" };
        files.Validators.Add(static result =>
        {
            foreach (var token in result.Tokens.Where(token => !File.Exists(token.Value)))
                result.AddError($"There is no file '{token.Value}'.");
        });
        scales.Validators.Add(static result =>
        {
            if (result.Tokens.Count == 1 && ScalesOf(result.Tokens[0].Value) is null)
                result.AddError($"--scales takes two numbers from 0 to 18, for example 2,8, not '{result.Tokens[0].Value}'.");
        });
        rows.Validators.Add(static result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out int count) && count is < 1 or > MostRows)
                result.AddError($"--rows takes 1 to {MostRows}, not {count}.");
        });

        var verb = new Command("tape", "What a recording of market data holds, of whatever kind") { files, join, scales, rows, json };
        verb.SetAction((parsed, cancellation) =>
        {
            string[] named = parsed.GetRequiredValue(files);
            string[][] sets = parsed.GetValue(join) ? [named] : [.. named.Select(file => new[] { file })];
            TapeScales? at = parsed.GetValue(scales) is { } text ? ScalesOf(text) : null;
            Func<TapeReport, string> print = parsed.GetValue(json) ? static report => JsonSerializer.Serialize(report, TapeReport.Json) : report => report.ToText(parsed.GetRequiredValue(rows));
            return Task.Run(() => Read(around, sets, at, print, cancellation), cancellation);
        });
        return new(verb, "tape AAPL_2012-06-21_34200000_57600000_message_10.csv.gz", "tape spot_20240808.gz spot_20240809.gz --join --json");
    }

    // Every recording is told of; one that is not whole outweighs one that is not known.
    private static int Read(Surroundings around, string[][] sets, TapeScales? scales, Func<TapeReport, string> print, CancellationToken cancellation)
    {
        ExitCode exit = ExitCode.Ok;
        foreach (string[] set in sets)
        {
            ExitCode one = Read(around, set, scales, print, cancellation);
            if (one is not ExitCode.Ok && exit is not ExitCode.DataIncomplete)
                exit = one;
            if (one is ExitCode.Failed)
                return (int)one;
        }

        return (int)exit;
    }

    private static ExitCode Read(Surroundings around, string[] files, TapeScales? scales, Func<TapeReport, string> print, CancellationToken cancellation)
    {
        try
        {
            string kind = Tape.NameOf(Tape.KindOf(files[0]));
            using ITape tape = Tape.Open(files, scales);
            TapeReport report = Read(around, tape, files, kind, cancellation);
            around.Terminal.Out.WriteLine(print(report));
            return report.IsWhole ? ExitCode.Ok : (ExitCode)around.Refuse(ExitCode.DataIncomplete, report.Problem);
        }
        catch (RecordingRefusedException refusal)
        {
            return (ExitCode)around.Refuse(ExitCode.Usage, refusal.Message);
        }
        catch (RecordingException damage)
        {
            return (ExitCode)around.Refuse(ExitCode.DataIncomplete, damage.Message);
        }
        catch (OperationCanceledException)
        {
            return (ExitCode)around.Refuse(ExitCode.Failed, "Ended by you.");
        }
    }

    private static TapeReport Read(Surroundings around, ITape tape, string[] files, string kind, CancellationToken cancellation)
    {
        string name = string.Join(" + ", files.Select(Path.GetFileName));
        var contents = new TapeContents(tape);
        var progress = new TapeProgress(around, name);
        string problem = "";
        try
        {
            for (long events = 0; tape.TryRead(out TapeEvent step); events++)
            {
                contents.Take(in step);
                if (events % EventsBetweenLooks != 0)
                    continue;
                cancellation.ThrowIfCancellationRequested();
                progress.Show(tape.Progress, tape.RecordsRead);
            }
        }
        catch (Exception error) when (error is RecordingException or RecordingRefusedException)
        {
            problem = error.Message;
        }
        finally
        {
            progress.End();
        }

        return contents.Report(name, kind, problem);
    }

    private static TapeScales? ScalesOf(string text) =>
        text.Split(',') is [var price, var size] && Scale(price) is { } ofPrice && Scale(size) is { } ofSize ? new TapeScales(ofPrice, ofSize) : null;

    private static int? Scale(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int scale) && scale <= 18 ? scale : null;
}
