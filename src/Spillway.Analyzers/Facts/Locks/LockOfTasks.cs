using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Spillway.Analyzers.Facts;

/// <summary>Locks in a variable of a method: only the tasks that the method starts can wait for each other there.</summary>
internal static class LockOfTasks
{
    /// <summary>True for a lock that only tasks of one call know.</summary>
    public static bool IsOfCall(HeldLock held) => StartedAround(held) is not null;

    /// <summary>True where there is only one such task, so that nobody ever waits: it is started once for each variable, and nothing else takes the lock.</summary>
    public static bool IsOfOne(HeldLock held)
    {
        if (StartedAround(held) is not { } start || held.Lock.Symbol?.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is not { } declared)
            return false;

        var block = declared.FirstAncestorOrSelf<BlockSyntax>();
        if (block is null || start.Ancestors().TakeWhile(n => n != block).Any(n => n is ForEachStatementSyntax or ForStatementSyntax or WhileStatementSyntax or DoStatementSyntax or AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax))
            return false;

        // The other function is the one that made it.
        var name = held.Lock.Symbol.Name;
        return block.DescendantNodes().OfType<LockStatementSyntax>().Count(l => l.Expression is IdentifierNameSyntax locked && locked.Identifier.ValueText == name) == 1
            && !block.DescendantNodes().OfType<MemberAccessExpressionSyntax>().Any(a => a.Expression is IdentifierNameSyntax { Identifier.ValueText: "Monitor" } or MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Monitor" });
    }

    /// <summary>The call that starts a task which locks a variable of the method around.</summary>
    private static InvocationExpressionSyntax? StartedAround(HeldLock held)
    {
        if (held is not { IsLockStatement: true, Lock: { Root: LockRoot.Local, Symbol: ILocalSymbol local } } || local.DeclaringSyntaxReferences.FirstOrDefault() is not { } declared)
            return null;

        var lambda = held.Site.Ancestors().OfType<AnonymousFunctionExpressionSyntax>().FirstOrDefault(l => !l.Span.Contains(declared.Span));
        return declared.GetSyntax() is VariableDeclaratorSyntax { Initializer.Value: BaseObjectCreationExpressionSyntax } && lambda?.Parent is ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Run" or "StartNew" } } start } ? start : null;
    }
}
