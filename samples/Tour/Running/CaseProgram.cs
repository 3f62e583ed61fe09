using System.Runtime.Loader;
using Microsoft.CodeAnalysis;

namespace Tour.Running;

/// <summary>A case, compiled in memory and loaded.</summary>
internal sealed class CaseProgram : IDisposable
{
    private readonly AssemblyLoadContext _context;
    private readonly Func<HttpClient, CancellationToken, Task<string>> _run;

    private CaseProgram(AssemblyLoadContext context, Func<HttpClient, CancellationToken, Task<string>> run)
    {
        _context = context;
        _run = run;
    }

    public static CaseProgram Load(Compilation compilation, string name)
    {
        using var image = new MemoryStream();
        if (!compilation.Emit(image).Success)
            throw new TourFailure($"{name} cannot be written as an assembly.");

        image.Position = 0;

        var context = new AssemblyLoadContext(name, isCollectible: true);
        var methods = context.LoadFromStream(image).GetExportedTypes()
            .Select(type => type.GetMethod("RunAsync", [typeof(HttpClient), typeof(CancellationToken)]))
            .Where(method => method is { IsStatic: true } && method.ReturnType == typeof(Task<string>))
            .ToList();

        return methods is [{ } entry]
            ? new CaseProgram(context, entry.CreateDelegate<Func<HttpClient, CancellationToken, Task<string>>>())
            : throw new TourFailure($"{name} must have exactly one public static method RunAsync(HttpClient, CancellationToken) that returns Task<string>.");
    }

    public Task<string> RunAsync(HttpClient client, CancellationToken cancellationToken) => _run(client, cancellationToken);

    public void Dispose() => _context.Unload();
}
