using Spillway.Pages;
using Xunit;

namespace Spillway.Facts.Tests;

/// <summary>Every code block of every page about a fact is answered as its comments say.</summary>
public sealed class FactPages
{
    private static readonly Lazy<Dictionary<string, Snippet>> Snippets = new(() =>
        Repository.PagesIn("tests/Spillway.Facts.Tests/Pages").SelectMany(page => SnippetReader.Read(page))
            .Where(SnippetCode.IsKnownHere)
            .ToDictionary(snippet => Key(snippet.Page.Name, snippet.Code.Line)));

    private static readonly Lazy<IReadOnlyList<IFactQuestion>> Questions = new(() =>
    [
        .. typeof(FactPages).Assembly.GetTypes()
            .Where(type => type is { IsAbstract: false } && type.IsAssignableTo(typeof(IFactQuestion)))
            .Select(type => (IFactQuestion)Activator.CreateInstance(type)!),
    ]);

    /// <summary>Page, heading and line of each block.</summary>
    public static TheoryData<string, string, int> Blocks()
    {
        var blocks = new TheoryData<string, string, int>();
        foreach (var snippet in Snippets.Value.Values)
            blocks.Add(snippet.Page.Name, snippet.Section.Heading, snippet.Code.Line);

        return blocks;
    }

    /// <summary>The answers about one block.</summary>
    [Theory]
    [MemberData(nameof(Blocks))]
    public void Block_is_answered(string page, string heading, int line)
    {
        var snippet = Snippets.Value[Key(page, line)];
        Assert.Equal(heading, snippet.Section.Heading);
        var failures = AnswersCheck.Check(Questions.Value, SnippetCode.WithAnswers(snippet));
        if (failures.Count > 0)
            Assert.Fail(string.Join("\n\n", failures));
    }

    private static string Key(string page, int line) => $"{page}({line})";
}
