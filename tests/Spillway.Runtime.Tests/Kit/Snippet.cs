using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Spillway.Runtime.Tests.Kit;

/// <summary>Compiles statements as a user of the library would write them.</summary>
internal static class Snippet
{
    private static readonly MetadataReference[] _references =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path))];

    /// <summary>The errors, or an empty text.</summary>
    public static string Errors(string statements, LanguageVersion version = LanguageVersion.CSharp14, string parameters = "")
    {
        var source = $$"""
            using System;
            using System.Collections.Generic;
            using System.Threading;
            using System.Threading.Tasks;
            using Spillway;
            using Spillway.RateLimiting;

            static class Api
            {
                public static async Task<int> Fetch(int x, CancellationToken ct) { await Task.Yield(); return x; }
                public static ValueTask<int> FetchValue(int x, CancellationToken ct) => new(x);
                public static void Ambiguous<R>(Func<int, Task<R>> f) { }
                public static void Ambiguous<R>(Func<int, ValueTask<R>> f) { }

                public static async Task Run({{parameters}})
                {
                    {{statements}}
                    await Task.Yield();
                }
            }
            """;
        var compilation = Compile(source, version);
        return string.Join("; ", compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error));
    }

    /// <summary>A program of its own, ready to run, and what it will have printed.</summary>
    public static (Func<Task> Run, Func<string[]> Printed) Load(string statements)
    {
        var source = $$"""
            using System;
            using System.Collections.Generic;
            using System.Linq;
            using System.Threading;
            using System.Threading.Channels;
            using System.Threading.RateLimiting;
            using System.Threading.Tasks;
            using Spillway;
            using Spillway.RateLimiting;

            public static class Example
            {
                public static readonly List<string> Printed = new();

                public static async Task Run()
                {
                    {{statements}}
                }

                private static class Console
                {
                    public static void WriteLine(object? value)
                    {
                        lock (Printed)
                            Printed.Add(value?.ToString() ?? "");
                    }
                }
            }
            """;
        var compilation = Compile(source, LanguageVersion.CSharp14);
        using var stream = new MemoryStream();
        var emitted = compilation.Emit(stream);
        Assert.True(emitted.Success, string.Join("\n", emitted.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)));
        var example = Assembly.Load(stream.ToArray()).GetType("Example")!;
        return (
            example.GetMethod("Run")!.CreateDelegate<Func<Task>>(),
            () => [.. (List<string>)example.GetField("Printed")!.GetValue(null)!]);
    }

    private static CSharpCompilation Compile(string source, LanguageVersion version) => CSharpCompilation.Create(
        "Calls",
        [CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(version))],
        _references,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
}
