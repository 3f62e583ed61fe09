using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Spillway.Analyzers;
using Xunit;

namespace Spillway.Facts.Tests.KnownApis;

/// <summary>SPW0001 and SPW0002, as a build sees them.</summary>
public class SettingsDiagnostics
{
    [Fact]
    public async Task A_bad_line_is_a_warning_at_its_place_in_the_file()
    {
        var diagnostics = await Run(
            new CatalogueDiagnostics(),
            "",
            new MemoryFile("/shop/a.spillway.txt", "M:System.IO.File.Copy : io\nM:System.IO.File.Coppy : io"),
            new MemoryFile("/shop/b.spillway.txt", "T:System.IO.Stream : confinde"),
            new MemoryFile("/shop/notes.txt", "nonsense"));

        Assert.Equal(
            [
                "/shop/a.spillway.txt: (1,0)-(1,22): warning SPW0001: 'System.IO.File' declares no member 'Coppy'; did you mean 'Copy'?",
                "/shop/b.spillway.txt: (0,21)-(0,29): warning SPW0001: 'confinde' is no flag; did you mean 'confined'?",
            ],
            diagnostics.Select(Describe));
    }

    [Fact]
    public async Task Files_that_say_the_opposite_are_told_once_where_the_second_one_does()
    {
        var diagnostics = await Run(
            new CatalogueDiagnostics(),
            "",
            new MemoryFile("/shop/a.spillway.txt", "M:System.IO.File.Copy : io\nT:System.IO.Stream : shareable\nM:System.IO.File.Exists : cpu"),
            new MemoryFile("/shop/b.spillway.txt", "M:System.IO.File.Exists : delay\n\nT:System.IO.Stream : confined"),
            new MemoryFile("/shop/c.spillway.txt", "T:System.IO.Stream : confined"));

        Assert.Equal(
            ["/shop/b.spillway.txt: (2,0)-(2,18): warning SPW0001: 'confined shareable' cannot hold together, because an object is either safe for concurrent use or not; line 2 of 'a.spillway.txt' also describes 'T:System.IO.Stream', and this line overrides it: keep one of the two"],
            diagnostics.Select(Describe));
    }

    [Fact]
    public async Task A_file_that_is_listed_twice_is_told_once()
    {
        var diagnostics = await Run(
            new CatalogueDiagnostics(),
            "",
            new MemoryFile("/shop/a.spillway.txt", "T:System.IO.Stream : confinde"),
            new MemoryFile("/shop/a.spillway.txt", "T:System.IO.Stream : confinde"));

        Assert.Single(diagnostics);
    }

    [Fact]
    public async Task Right_files_and_right_options_are_silent()
    {
        var file = new MemoryFile("/shop/a.spillway.txt", "M:System.IO.File.Copy : io\nT:Not.Referenced : confined");

        Assert.Empty(await Run(new CatalogueDiagnostics(), "", file));
        Assert.Empty(await Run(new OptionDiagnostics(), "[*.cs]\nspillway.max_concurrency = 16\nother.key = wrong\ndotnet_diagnostic.SPW1001.severity = error", file));
    }

    [Theory]
    [InlineData("spillway.max_concurrency = many", "'spillway.max_concurrency = many' cannot be used: 'many' is not a whole number from 1 to 10000; the default 8 applies")]
    [InlineData("spillway.max_concurrency = 0", "'spillway.max_concurrency = 0' cannot be used: '0' is not a whole number from 1 to 10000; the default 8 applies")]
    [InlineData("Spillway.Max_Concurrency = -1", "'spillway.max_concurrency = -1' cannot be used: '-1' is not a whole number from 1 to 10000; the default 8 applies")]
    [InlineData("spillway.max_concurency = 4", "'spillway.max_concurency = 4' has no effect: 'spillway.max_concurency' is no option of Spillway; did you mean 'spillway.max_concurrency'?")]
    [InlineData("spillway.zzzzzzzzzzzzzzzzzzzzzzzzz = 4", "'spillway.zzzzzzzzzzzzzzzzzzzzzzzzz = 4' has no effect: 'spillway.zzzzzzzzzzzzzzzzzzzzzzzzz' is no option of Spillway; the options are spillway.max_concurrency, ")]
    public async Task A_setting_that_cannot_be_used_is_told_once_for_all_files(string setting, string message)
    {
        var diagnostic = Assert.Single(await Run(new OptionDiagnostics(), "[*.cs]\n" + setting));

        Assert.Equal("SPW0002", diagnostic.Id);
        Assert.Equal(Location.None, diagnostic.Location);
        Assert.StartsWith(message, diagnostic.GetMessage());
    }

    [Theory]
    [InlineData("")]
    [InlineData("\u0663")]
    [InlineData("\uFF18")]
    [InlineData("+8")]
    [InlineData("-0")]
    [InlineData("8.0")]
    [InlineData("8,5")]
    [InlineData("0x8")]
    [InlineData("1e3")]
    [InlineData("1_000")]
    [InlineData("1\u00A0000")]
    [InlineData("2147483648")]
    [InlineData("99999999999999999999999999")]
    [InlineData("NaN")]
    [InlineData("true")]
    [InlineData("eight")]
    [InlineData("8\u200B")]
    public async Task What_is_no_number_in_range_is_told_once(string value)
    {
        var diagnostic = Assert.Single(await Run(new OptionDiagnostics(), "[*.cs]\nspillway.few_items = " + value));

        Assert.EndsWith("is not a whole number from 0 to 1000; the default 3 applies", diagnostic.GetMessage());
        Assert.DoesNotContain(diagnostic.GetMessage(), c => c is '\u00A0' or '\u200B');
    }

    [Fact]
    public async Task A_huge_value_is_told_by_its_size()
    {
        var diagnostic = Assert.Single(await Run(new OptionDiagnostics(), "[*.cs]\nspillway.few_items = " + new string('9', 100_000)));

        Assert.Equal(
            $"'spillway.few_items = {new string('9', 100)}…' cannot be used: a text of 100,000 characters is not a whole number from 0 to 1000; the default 3 applies",
            diagnostic.GetMessage());
    }

    [Fact]
    public async Task Of_many_wrong_settings_a_hundred_are_told_each_at_its_line()
    {
        var text = "[*.cs]\n" + string.Concat(Enumerable.Range(0, 5_000).Select(i => $"spillway.k{i:0000} = {i}\n"));
        var diagnostics = (await Run(new OptionDiagnostics(), text, new MemoryFile("/shop/.editorconfig", text))).OrderBy(d => d.Location.GetLineSpan().StartLinePosition).ToList();

        Assert.Equal(101, diagnostics.Count);
        Assert.Equal(Enumerable.Range(1, 101), diagnostics.Select(d => d.Location.GetLineSpan().StartLinePosition.Line));
        Assert.StartsWith("checking stopped here after 100", diagnostics[^1].GetMessage());
    }

    [Fact]
    public async Task Each_value_of_a_key_is_told()
    {
        var diagnostics = await Run(new OptionDiagnostics(), "[*.cs]\nspillway.few_items = a\n[two.cs]\nspillway.few_items = b");

        Assert.Equal(["'spillway.few_items = a'", "'spillway.few_items = b'"], diagnostics.Select(d => d.GetMessage().Split(" cannot")[0]));
    }

    [Theory]
    [InlineData(".editorconfig")]
    [InlineData("team.globalconfig")]
    public async Task The_place_is_known_where_the_file_is_among_the_additional_files(string name)
    {
        const string Text = "[*.cs]\nspillway.few_items = 3\n  spillway.few_items: many ; nonsense\n";
        var diagnostic = Assert.Single(await Run(
            new OptionDiagnostics(),
            "[*.cs]\nspillway.few_items = many",
            new MemoryFile("/shop/readme.txt", "spillway.few_items = many"),
            new MemoryFile("/shop/" + name, Text)));

        Assert.Equal($"/shop/{name}: (2,2)-(2,26)", diagnostic.Location.GetLineSpan().ToString());
        Assert.Equal("spillway.few_items: many", Text.Substring(diagnostic.Location.SourceSpan.Start, diagnostic.Location.SourceSpan.Length));
    }

    [Fact]
    public async Task Both_are_on_by_default_as_warnings_of_the_configuration()
    {
        foreach (var analyzer in new DiagnosticAnalyzer[] { new CatalogueDiagnostics(), new OptionDiagnostics() })
        {
            var descriptor = Assert.Single(analyzer.SupportedDiagnostics);
            Assert.Equal("Configuration", descriptor.Category);
            Assert.Equal(DiagnosticSeverity.Warning, descriptor.DefaultSeverity);
            Assert.True(descriptor.IsEnabledByDefault);
        }

        Assert.Empty(await Run(new CatalogueDiagnostics(), ""));
    }

    private static string Describe(Diagnostic d) => $"{d.Location.GetLineSpan()}: {d.Severity.ToString().ToLowerInvariant()} {d.Id}: {d.GetMessage()}";

    private static async Task<ImmutableArray<Diagnostic>> Run(DiagnosticAnalyzer analyzer, string editorConfig, params AdditionalText[] files)
    {
        var compilation = CSharpCompilation.Create(
            "Subject",
            [CSharpSyntaxTree.ParseText("class One { }", path: "/shop/one.cs"), CSharpSyntaxTree.ParseText("class Two { }", path: "/shop/two.cs")],
            CatalogueReferences.All.References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        var options = new AnalyzerOptions([.. files], new Configuration(editorConfig));
        var diagnostics = await compilation.WithAnalyzers([analyzer], options).GetAnalyzerDiagnosticsAsync();
        return [.. diagnostics.OrderBy(d => d.Location.GetLineSpan().Path, StringComparer.Ordinal).ThenBy(d => d.GetMessage(), StringComparer.Ordinal)];
    }

    /// <summary>An <c>.editorconfig</c> as the compiler reads it.</summary>
    private sealed class Configuration(string text) : AnalyzerConfigOptionsProvider
    {
        private readonly AnalyzerConfigSet _set = AnalyzerConfigSet.Create(new[] { AnalyzerConfig.Parse(text, "/shop/.editorconfig") });

        public override AnalyzerConfigOptions GlobalOptions => new Settings(ImmutableDictionary<string, string>.Empty);

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => new Settings(_set.GetOptionsForSourcePath(tree.FilePath).AnalyzerOptions);

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;
    }

    private sealed class Settings(ImmutableDictionary<string, string> values) : AnalyzerConfigOptions
    {
        public override IEnumerable<string> Keys => values.Keys;

        public override bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? value) => values.TryGetValue(key, out value);
    }
}
