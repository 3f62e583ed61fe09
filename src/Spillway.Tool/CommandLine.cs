using System.CommandLine;
using Spectre.Console;

namespace Spillway.Tool;

/// <summary>The three commands, their options, and how each failure becomes an exit code.</summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(string[] arguments, Surroundings surroundings, CancellationToken cancellationToken)
    {
        var parsed = Root(surroundings).Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
                Complain(surroundings, error.Message);

            surroundings.Errors.WriteLine("'spillway --help' lists commands and options.");
            return ExitCode.Usage;
        }

        try
        {
            return await parsed.InvokeAsync(
                new InvocationConfiguration
                {
                    EnableDefaultExceptionHandler = false,
                    Output = surroundings.Out.Profile.Out.Writer,
                    Error = surroundings.Errors.Profile.Out.Writer,
                },
                cancellationToken);
        }
        catch (ToolFailure failure)
        {
            Complain(surroundings, failure.Message);
            foreach (var detail in failure.Details)
                surroundings.Errors.WriteLine("  " + detail);

            return failure.ExitCode;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Complain(surroundings, e.Message);
            return ExitCode.Usage;
        }
        catch (OperationCanceledException)
        {
            Complain(surroundings, "stopped");
            return ExitCode.Cancelled;
        }
    }

    private static RootCommand Root(Surroundings surroundings) => new(
        """
        Runs Spillway's analyzers and fixes over a C# project or solution without changing it.

        Ends with 0 when there is nothing to fail for, 1 for findings, 2 for a wrong command line, 3 when the project does not build,
        4 when there is no SDK that can build it, 5 when rewritten code did not compile and was taken back, 130 when it was stopped.
        """)
    {
        Check(surroundings),
        Fix(surroundings),
        BaselineOf(surroundings),
    };

    private static Command Check(Surroundings surroundings)
    {
        var path = Target();
        var baseline = new Option<string?>("--baseline") { Description = "The findings that are known already, as 'spillway baseline' wrote them.", HelpName = "FILE" };
        var sarif = new Option<string?>("--sarif") { Description = "Writes all findings, evidence and suppressions as one SARIF 2.1.0 log.", HelpName = "FILE" };
        var failOn = new Option<string>("--fail-on") { Description = "Ends with 1 for findings that the baseline does not know, or for any.", DefaultValueFactory = _ => "new" };
        failOn.AcceptOnlyFromAmong("new", "any");

        var command = new Command("check", "Reports findings.") { path, baseline, sarif, failOn };
        command.SetAction((parsed, token) => new CheckCommand(surroundings).RunAsync(
            parsed.GetValue(path)!, parsed.GetValue(baseline), parsed.GetValue(sarif), failOnAny: parsed.GetValue(failOn) == "any", token));
        return command;
    }

    private static Command Fix(Surroundings surroundings)
    {
        var path = Target();
        var rules = new Option<string[]>("--rule") { Description = "The rule whose rewrite is applied wherever it is offered; may be given several times.", HelpName = "ID", Required = true };
        var dry = new Option<bool>("--dry-run") { Description = "Shows the difference and leaves the files as they are." };

        var command = new Command("fix", "Applies the rewrites of a rule.") { path, rules, dry };
        command.SetAction((parsed, token) => new FixCommand(surroundings).RunAsync(parsed.GetValue(path)!, parsed.GetValue(rules)!, parsed.GetValue(dry), token));
        return command;
    }

    private static Command BaselineOf(Surroundings surroundings)
    {
        var path = Target();
        var output = new Option<string?>("--output", "-o") { Description = "Where to write it; 'spillway.baseline.txt' beside the project when not given.", HelpName = "FILE" };

        var command = new Command("baseline", "Writes down today's findings, so that 'check --baseline' fails for new ones only.") { path, output };
        command.SetAction((parsed, token) => new BaselineCommand(surroundings).RunAsync(parsed.GetValue(path)!, parsed.GetValue(output), token));
        return command;
    }

    private static Argument<string> Target() => new("PATH")
    {
        Description = "A project, a solution, or a folder with one of them.",
        DefaultValueFactory = _ => ".",
    };

    private static void Complain(Surroundings surroundings, string message) =>
        surroundings.Errors.MarkupLine($"[red]error:[/] {Markup.Escape(message)}");
}
