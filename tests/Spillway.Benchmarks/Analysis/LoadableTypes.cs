using System.Reflection;

namespace Spillway.Benchmarks.Analysis;

/// <content>Assemblies of analyzers may lean on parts of Roslyn that no compiler has, in their fixes.</content>
internal static class LoadableTypes
{
    public static IEnumerable<Type> GetLoadableTypes(this Assembly assembly)
    {
        try
        {
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException partly)
        {
            return partly.Types.OfType<Type>();
        }
    }
}
