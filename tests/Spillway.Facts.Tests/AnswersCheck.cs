using Microsoft.CodeAnalysis;
using Spillway.Pages;

namespace Spillway.Facts.Tests;

/// <summary>A fact answers exactly what the comments of a snippet say, line by line.</summary>
internal static class AnswersCheck
{
    /// <summary>What is wrong with the answers about <paramref name="code"/>.</summary>
    public static IReadOnlyList<string> Check(IReadOnlyCollection<IFactQuestion> questions, SnippetCode code)
    {
        var name = code.Snippet.Settings.Fact;
        if (questions.FirstOrDefault(question => question.Name == name) is not { } asked)
            return [code.Snippet.Failure(code.Snippet.Code.Line, name is null ? "the page does not name its fact" : $"nobody knows the fact '{name}'; there are {string.Join(", ", questions.Select(q => q.Name))}")];

        var compilation = code.Compile([]);
        var failures = code.Errors(compilation).ToList();
        foreach (var place in code.Sources.Select(source => source.Place))
            failures.AddRange(Compare(asked, code, compilation, place));

        return failures;
    }

    private static IEnumerable<string> Compare(IFactQuestion question, SnippetCode code, Compilation compilation, MarkedPlace place)
    {
        var tree = compilation.SyntaxTrees.Single(candidate => candidate.FilePath == place.Path);
        List<(int Line, string Answer)> answers;
        try
        {
            answers = [.. question.Ask(compilation, code.AnalyzerOptions(), tree)];
        }
        catch (Exception exception)
        {
            return [code.Snippet.Failure(code.Snippet.Code.Line, $"{question.Name} threw {exception}")];
        }

        var actual = answers.ToLookup(answer => answer.Line, answer => answer.Answer);
        var expected = place.Marks.ToLookup(mark => mark.Line, mark => mark.Id);
        return actual.Select(answered => answered.Key)
            .Union(expected.Select(marked => marked.Key))
            .Order()
            .Where(line => place.PageLine(line) is not null && !Sorted(actual[line]).SequenceEqual(Sorted(expected[line])))
            .Select(line => code.Snippet.Failure(place.PageLine(line)!.Value, $"{question.Name} answers otherwise\n    expected: {Show(expected[line])}\n    actual:   {Show(actual[line])}"));
    }

    private static IEnumerable<string> Sorted(IEnumerable<string> answers) => answers.Order(StringComparer.Ordinal);

    private static string Show(IEnumerable<string> answers) => answers.Any() ? string.Join(" | ", answers) : "(no answer)";
}
