using Microsoft.CodeAnalysis;
using Spillway.Analyzers.Facts;

namespace Spillway.CodeFixes.Loops;

/// <summary>Which forms a project can have: a rewrite calls nothing that the compilation does not reference.</summary>
internal static class FormsAtHand
{
    public static bool Offers(this Compilation compilation, Form form) => form switch
    {
        Form.ParallelForEach => compilation.Has("System.Threading.Tasks.Parallel", "ForEachAsync"),
        Form.SelectConcurrent => compilation.GetTypeByMetadataName("Spillway.ConcurrentEnumerable") is not null,
        _ => true,
    };
}
