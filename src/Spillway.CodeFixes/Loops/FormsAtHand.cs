using Microsoft.CodeAnalysis;

namespace Spillway.CodeFixes.Loops;

/// <summary>Which forms a project can have: a rewrite calls nothing that the compilation does not reference.</summary>
internal static class FormsAtHand
{
    public static bool Offers(this Compilation compilation, Form form) => form switch
    {
        Form.ParallelForEach => compilation.GetTypeByMetadataName("System.Threading.Tasks.Parallel")?.GetMembers("ForEachAsync").IsEmpty == false,
        Form.SelectConcurrent => compilation.GetTypeByMetadataName("Spillway.ConcurrentEnumerable") is not null,
        _ => true,
    };
}
