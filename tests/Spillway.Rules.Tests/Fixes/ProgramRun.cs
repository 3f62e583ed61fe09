using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;

namespace Spillway.Rules.Tests.Fixes;

/// <summary>What a program printed, or what kept it from ending well.</summary>
internal sealed record ProgramRun(string Output, string? Problem)
{
    // No measurement: it turns a hang into a failure.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>The console belongs to the process: one program at a time.</summary>
    private static readonly Lock OneAtATime = new();

    /// <summary>Compiles to memory and runs.</summary>
    public static ProgramRun Of(Compilation compilation, TimeSpan? patience = null)
    {
        using var image = new MemoryStream();
        var emitted = compilation.Emit(image);
        if (!emitted.Success)
            return new ProgramRun("", $"does not compile: {string.Join(", ", emitted.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error))}");

        image.Position = 0;
        var context = new AssemblyLoadContext("snippet", isCollectible: true);
        try
        {
            lock (OneAtATime)
                return Run(context.LoadFromStream(image).EntryPoint!, patience ?? Patience);
        }
        finally
        {
            context.Unload();
        }
    }

    private static ProgramRun Run(MethodInfo main, TimeSpan patience)
    {
        var console = Console.Out;
        var output = new StringWriter();
        var synchronized = TextWriter.Synchronized(output);
        string? problem = null;

        // A thread of its own has no synchronization context and can be left behind when the program hangs.
        var thread = new Thread(() =>
        {
            try
            {
                main.Invoke(null, main.GetParameters().Length == 0 ? [] : [Array.Empty<string>()]);
            }
            catch (TargetInvocationException exception)
            {
                problem = $"throws {exception.InnerException}";
            }
        })
        { IsBackground = true };

        Console.SetOut(synchronized);
        try
        {
            thread.Start();
            if (!thread.Join(patience))
                problem = $"does not end within {patience.TotalSeconds:0} s";
        }
        finally
        {
            Console.SetOut(console);
        }

        lock (synchronized)
            return new ProgramRun(output.ToString().ReplaceLineEndings("\n"), problem);
    }
}
