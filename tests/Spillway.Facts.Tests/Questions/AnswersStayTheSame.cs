using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Spillway.Analyzers.Facts;
using Spillway.Pages;
using Xunit;

namespace Spillway.Facts.Tests.Questions;

/// <summary>What a fact answers depends on the code alone: not on who asks at the same time, and not on what was asked before.</summary>
public sealed class AnswersStayTheSame
{
    /// <summary>The blocks with methods that call each other: answers about them are built from answers about others.</summary>
    public static TheoryData<string, string> Blocks()
    {
        var blocks = new TheoryData<string, string>();
        foreach (var snippet in Snippets().Where(snippet => snippet.Code.Text.Split('\n').Length > 25))
            blocks.Add(snippet.Page.Name, snippet.Section.Heading);

        return blocks;
    }

    [Theory]
    [MemberData(nameof(Blocks))]
    public void When_twenty_ask_at_once(string page, string heading)
    {
        var code = Code(page, heading);
        var question = new LoopIndependenceQuestion();
        var alone = Ask(question, code, code.Compile([]));
        var shared = code.Compile([]);
        var answers = new string[20];
        Parallel.For(0, answers.Length, new ParallelOptions { MaxDegreeOfParallelism = answers.Length }, i => answers[i] = Ask(question, code, shared));
        Assert.All(answers, answer => Assert.Equal(alone, answer));
    }

    [Theory]
    [MemberData(nameof(Blocks))]
    public void Whichever_method_is_asked_about_first(string page, string heading)
    {
        var code = Code(page, heading);
        var forwards = Summaries(code, methods => methods);
        var backwards = Summaries(code, methods => methods.Reverse());
        Assert.NotEmpty(forwards);
        Assert.Equal(forwards, backwards);
    }

    private static string Ask(IFactQuestion question, SnippetCode code, Compilation compilation)
    {
        var tree = compilation.SyntaxTrees.First();
        return string.Join("\n", question.Ask(compilation, code.AnalyzerOptions(), tree).Order());
    }

    private static SortedDictionary<string, string> Summaries(SnippetCode code, Func<IEnumerable<SyntaxNode>, IEnumerable<SyntaxNode>> order)
    {
        var compilation = code.Compile([]);
        var model = ConcurrencyModel.For(compilation, code.AnalyzerOptions(), CancellationToken.None);
        var tree = compilation.SyntaxTrees.First();
        var methods = tree.GetRoot().DescendantNodes().Where(node => node is MethodDeclarationSyntax { Body: not null } or MethodDeclarationSyntax { ExpressionBody: not null });
        var summaries = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var node in order(methods))
        {
            var method = (IMethodSymbol)model.Semantics(tree).GetDeclaredSymbol(node)!;
            var summary = model.Summaries.Of(method, new SummaryRun());
            summaries[$"{method.ToDisplayString()} in line {node.GetLocation().Line()}"] = string.Join(" | ", summary.Effects.Words().Order(StringComparer.Ordinal));
        }

        return summaries;
    }

    private static SnippetCode Code(string page, string heading) =>
        SnippetCode.WithAnswers(Snippets().First(snippet => snippet.Page.Name == page && snippet.Section.Heading == heading && snippet.Code.Text.Split('\n').Length > 25));

    private static IEnumerable<Snippet> Snippets() =>
        Repository.PagesIn("tests/Spillway.Facts.Tests/Pages")
            .SelectMany(page => SnippetReader.Read(page))
            .Where(snippet => snippet.Settings.Fact is nameof(LoopIndependence) or nameof(Analyzers.Facts.Summaries)
                && SnippetShapes.Of(snippet.Code, snippet.Code.Text) != SnippetShape.Statements);
}
