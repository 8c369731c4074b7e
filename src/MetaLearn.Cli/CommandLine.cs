using System.CommandLine;
using MetaLearn.Autodiff;
using MetaLearn.Episodes;
using MetaLearn.Files;
using MetaLearn.Reinforcement.Experiments;
using MetaLearn.Training;

namespace MetaLearn.Cli;

/// <summary>
/// The command <c>metalearn</c>. Exit codes: 0 done; 1 failed, with one sentence on standard error; 2 wrong usage.
/// </summary>
internal static class CommandLine
{
    /// <summary>Runs one command line.</summary>
    public static int Run(string[] args, CliContext context)
    {
        context = context with { Arguments = args };
        var root = new RootCommand("Meta-learning for .NET: models that adapt to a new problem from a handful of examples.")
        {
            TrainCommand.Create(context),
            EvaluateCommand.Create(context),
            AdaptCommand.Create(context),
            PredictCommand.Create(context),
            ExportCommand.Create(context),
            CompareCommand.Create(context),
            ReportCommand.Create(context),
            BenchCommand.Create(context),
            ReproduceCommand.Create(context),
            VerifyCommand.Create(context),
            AuditCommand.Create(context),
            DoctorCommand.Create(context),
            DataCommand.Create(context),
        };
        var parsed = root.Parse(args);
        var configuration = new InvocationConfiguration { Output = context.Out, Error = context.Error, EnableDefaultExceptionHandler = false };
        try
        {
            RefuseUnknown(parsed);
            return parsed.Invoke(configuration);
        }
        catch (UsageException e)
        {
            context.Error.WriteLine(e.Message);
            return 2;
        }
        catch (OperationCanceledException)
        {
            context.Error.WriteLine("Stopped; nothing was written.");
            return 1;
        }
        catch (OverflowException)
        {
            context.Error.WriteLine($"A size that was asked for is more than one array holds ({Array.MaxLength:N0} numbers); ask for less.");
            return 1;
        }
        catch (OutOfMemoryException e)
        {
            // Of this kind are those that were foreseen and say how much of what it is.
            context.Error.WriteLine(e is InsufficientMemoryException ? OneSentence(e)
                : $"There is not enough memory ({GC.GetGCMemoryInfo().TotalAvailableMemoryBytes:N0} bytes in all); a smaller --meta-batch, fewer --threads, fewer examples or a smaller network need less.");
            return 1;
        }
        catch (Exception e) when (e is DataException or FileFormatException or BaseMismatchException or NonFiniteException or IOException or UnauthorizedAccessException
            or ArgumentException or ShapeException or FailureException or DllNotFoundException or InvalidDataException or ArithmeticException)
        {
            context.Error.WriteLine(OneSentence(e));
            return 1;
        }
    }

    /// <summary>Refuses a policy's run where a verb needs one that predicts.</summary>
    /// <param name="folder">Of any run, or something else.</param>
    /// <param name="verb">That does not take it.</param>
    public static void RefusePolicy(string folder, string verb)
    {
        if (PolicyFolder.IsOne(folder))
            throw new FailureException($"{folder}: is the run of a policy, which {verb} does not take; evaluate, compare and report do, and in a program PolicyAgent adapts it.");
    }

    // System.CommandLine takes an unknown option for an argument and answers with a page of help; one sentence says more.
    private static void RefuseUnknown(ParseResult parsed)
    {
        if (parsed.Action is System.CommandLine.Help.HelpAction or null && parsed.Errors.Count == 0) return;
        var command = parsed.CommandResult.Command;
        var name = NameOf(parsed.CommandResult);
        string[] options = [.. command.Options.SelectMany(option => option.Aliases.Prepend(option.Name)), "--help"];
        foreach (var token in parsed.Tokens.Where(token => token.Value.StartsWith("--", StringComparison.Ordinal)))
            if (token.Value.Split('=', ':')[0] is { Length: > 2 } typed && !options.Contains(typed))
                throw new UsageException($"{name}: there is no option '{typed}'; did you mean '{Suggest.Nearest(typed, options)}'?");
        if (parsed.Errors.Count == 0) return;
        if (command.Subcommands.Count > 0 && parsed.UnmatchedTokens is [var verb, ..])
            throw new UsageException($"{name}: there is no command '{verb}'; did you mean '{Suggest.Nearest(verb, command.Subcommands.Select(one => one.Name))}'?");
        throw new UsageException($"{name}: {parsed.Errors[0].Message.ReplaceLineEndings(" ").TrimEnd('.')}; {name} --help shows how it is used.");
    }

    private static string NameOf(System.CommandLine.Parsing.CommandResult result)
        => result.Command is RootCommand ? "metalearn" : $"{(result.Parent is System.CommandLine.Parsing.CommandResult parent ? NameOf(parent) : "metalearn")} {result.Command.Name}";

    // The framework adds "(Parameter 'x')" and the value on lines of their own.
    private static string OneSentence(Exception e)
        => e is ArgumentException { ParamName: { } name } ? $"{name}: {e.Message.Split(" (Parameter", 2)[0].ReplaceLineEndings(" ")}" : e.Message.ReplaceLineEndings(" ");
}

/// <summary>The command line itself is wrong: exit code 2.</summary>
internal sealed class UsageException(string message) : Exception(message);

/// <summary>The command was understood and could not be done: exit code 1.</summary>
internal sealed class FailureException(string message) : Exception(message);
