using System.Runtime.Loader;
using Microsoft.CodeAnalysis;

namespace Tour.Running;

/// <summary>A case, compiled in memory and loaded.</summary>
internal sealed class CaseProgram : IDisposable
{
    private readonly string _name;
    private readonly AssemblyLoadContext _context;
    private readonly Func<HttpClient, CancellationToken, Task<string>> _run;

    private CaseProgram(string name, AssemblyLoadContext context, Func<HttpClient, CancellationToken, Task<string>> run)
    {
        _name = name;
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
            ? new CaseProgram(name, context, entry.CreateDelegate<Func<HttpClient, CancellationToken, Task<string>>>())
            : throw new TourFailure($"{name} must have exactly one public static method RunAsync(HttpClient, CancellationToken) that returns Task<string>.");
    }

    public async Task<string> RunAsync(HttpClient client, CancellationToken cancellationToken)
    {
        try
        {
            return await _run(client, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            throw new TourFailure($"{_name} failed: {exception}");
        }
    }

    public void Dispose() => _context.Unload();
}
