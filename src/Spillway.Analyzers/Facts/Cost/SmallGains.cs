using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>Where a wait in asynchronous code is true, and the asynchronous form would gain little: such findings are suggestions.</summary>
internal static class SmallGains
{
    private static readonly string[] OtherProviders =
    {
        "Npgsql.EntityFrameworkCore.PostgreSQL", "Microsoft.EntityFrameworkCore.SqlServer", "Pomelo.EntityFrameworkCore.MySql", "MySql.EntityFrameworkCore", "Oracle.EntityFrameworkCore",
        "Microsoft.EntityFrameworkCore.Cosmos", "EntityFramework",
    };

    /// <summary>True where little is gained.</summary>
    public static bool At(CallSite call, Burden wait, MethodFacts method) =>
        wait.Kind is BlockKind.Disk or BlockKind.Stream
        || method.IsPreparation
        || method.ServesNobody
        || (wait.Kind == BlockKind.Queue && !wait.HasAsyncForm)
        || (wait.Kind == BlockKind.Process && HasReadItsOutput(call))
        || OlderTargets.LackFormOf(call, method.Model)
        || (wait.Kind == BlockKind.Database && IsEmbedded(call.Operation, call.Target, method.Model));

    /// <summary>True where nothing is gained: a program that looks at a file before it does anything else keeps nobody waiting.</summary>
    public static bool AreNone(CallSite call, Burden wait, MethodFacts method) =>
        wait.Kind is BlockKind.Disk or BlockKind.Stream && method.Symbol is { } symbol && SymbolEqualityComparer.Default.Equals(symbol, method.Owner) && method.Model.IsEntryPoint(symbol)
        && !call.Operation.OwnAncestors().Any(around => around is ILoopOperation);

    /// <summary>A process whose output was read to its end has little left to do.</summary>
    private static bool HasReadItsOutput(CallSite call) =>
        call.Operation is IInvocationOperation { TargetMethod: { Name: "WaitForExit", ContainingType.Name: "Process" }, Instance: { } process } wait
        && wait.OwnAncestors().OfType<IBlockOperation>().Any(block => block.Operations.TakeWhile(statement => !statement.Syntax.Span.Contains(wait.Syntax.Span)).Any(statement =>
            statement.OwnOperations().Any(o => o is IInvocationOperation { TargetMethod.Name: "ReadToEnd" or "ReadToEndAsync", Instance: IPropertyReferenceOperation { Property.Name: "StandardOutput", Instance: { } read } }
                && SyntaxFactory.AreEquivalent(read.Syntax, process.Syntax))));

    /// <summary>A database that is a file of this process: its asynchronous forms run synchronously.</summary>
    public static bool IsEmbedded(IOperation call, IMethodSymbol? target, ConcurrencyModel model)
    {
        var connection = (call as IInvocationOperation)?.Instance?.Unwrapped().Type ?? target?.ContainingType;
        if (connection.SelfAndBases().Any(type => type.ContainingNamespace is { Name: "Sqlite" or "SQLite", ContainingNamespace.Name: "Data" }))
            return true;

        var space = target?.ContainingNamespace?.ToDisplayString() ?? "System.Linq";
        return space is "System.Linq" or "Microsoft.EntityFrameworkCore"
            && model.Compilation.ReferencedAssemblyNames.Any(reference => reference.Name == "Microsoft.EntityFrameworkCore.Sqlite")
            && !model.Compilation.ReferencedAssemblyNames.Any(reference => OtherProviders.Contains(reference.Name));
    }
}
