using System.Xml.Linq;
using Xunit;

namespace Spillway.Rules.Tests.SelfTests;

/// <summary>A dumped snippet has everything that its page gives it.</summary>
public sealed class SnippetDumpTests
{
    [Fact]
    public void Writes_code_options_files_references_and_analyzers()
    {
        var code = PageText.Snippets(
            """
            <!-- preamble: aspnet -->
            ## Fires in a web service, too!
            ~~~csharp
            Thread.Sleep(1);   // SPW9001
            ~~~
            ~~~csharp file=Other.cs
            public class Other;
            ~~~
            ~~~txt file=my.spillway.txt
            good
            ~~~
            ~~~editorconfig
            [*.cs]
            toy.loud = yes
            ~~~
            """).Single();
        var root = Directory.CreateTempSubdirectory("spillway-dump");
        try
        {
            var folder = SnippetDump.Write(root.FullName, code, PageText.Toys.Descriptors);
            Assert.Equal(Path.Combine(root.FullName, "toy", "0004-fires-in-a-web-service-too"), folder);
            Assert.Contains("        Thread.Sleep(1);\n", Read("Snippet.cs"), StringComparison.Ordinal);
            Assert.Contains("class SampleController", Read("Snippet.cs"), StringComparison.Ordinal);
            Assert.Equal("public class Other;\n", Read("Other.cs"));
            Assert.Contains("global using Microsoft.AspNetCore.Mvc;", Read("GlobalUsings.cs"), StringComparison.Ordinal);
            Assert.Contains("dotnet_diagnostic.SPW9002.severity = warning", Read(".editorconfig"), StringComparison.Ordinal);
            Assert.Contains("toy.loud = yes", Read(".editorconfig"), StringComparison.Ordinal);

            var project = XDocument.Parse(Read("Snippet.csproj"));
            Assert.Equal(["Microsoft.AspNetCore.App"], Items("FrameworkReference"));
            Assert.Equal(["Spillway.dll"], Items("Reference").Select(Path.GetFileName));
            Assert.Contains("Spillway.Analyzers.dll", Items("Analyzer").Select(Path.GetFileName));
            Assert.Equal(["my.spillway.txt"], Items("AdditionalFiles"));

            string Read(string name) => File.ReadAllText(Path.Combine(folder, name));

            IEnumerable<string> Items(string name) => project.Descendants(name).Select(item => item.Attribute("Include")!.Value);
        }
        finally
        {
            root.Delete(recursive: true);
        }
    }
}
