using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;

namespace Tour.Running;

/// <summary>A case, compiled in memory and loaded: its class <c>Case</c> is where it starts.</summary>
/// <typeparam name="TEntry">The shape of the method that is called.</typeparam>
internal sealed class CaseProgram<TEntry> : IDisposable
    where TEntry : Delegate
{
    private readonly AssemblyLoadContext _context;

    private CaseProgram(string name, AssemblyLoadContext context, TEntry entry)
    {
        Name = name;
        _context = context;
        Entry = entry;
    }

    /// <summary>What to call it in a message.</summary>
    public string Name { get; }

    /// <summary>The method to call.</summary>
    public TEntry Entry { get; }

    public static CaseProgram<TEntry> Load(Compilation compilation, string name, string method)
    {
        using var image = new MemoryStream();
        if (!compilation.Emit(image).Success)
            throw new TourFailure($"{name} cannot be written as an assembly.");

        image.Position = 0;
        return Load(image, name, method);
    }

    public static CaseProgram<TEntry> Load(Stream image, string name, string method)
    {
        var context = new AssemblyLoadContext(name, isCollectible: true);
        var shape = typeof(TEntry).GetMethod("Invoke")!;
        var entry = context.LoadFromStream(image).GetType("Shop.Case")?.GetMethod(
            method, BindingFlags.Public | BindingFlags.Static, [.. shape.GetParameters().Select(p => p.ParameterType)]);

        return entry is not null && entry.ReturnType == shape.ReturnType
            ? new CaseProgram<TEntry>(name, context, entry.CreateDelegate<TEntry>())
            : throw new TourFailure($"{name} must have a class Shop.Case with a method like {shape.ReturnType} {method}({string.Join(", ", shape.GetParameters().Select(p => p.ParameterType.Name))}).");
    }

    public void Dispose() => _context.Unload();
}
