using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>
/// Does code run once, when a server starts or its database is brought up to date? That is so for the entry point of a server, for what is
/// given the program while it is put together, for migrations, and for what only such code calls. A program that is not a server does its work there.
/// </summary>
internal sealed class RunsOnce
{
    private readonly ConcurrencyModel _model;
    private readonly AllCallers _callers;

    public RunsOnce(ConcurrencyModel model)
    {
        _model = model;
        _callers = new AllCallers(model) { Deepest = 4, Own = OfItself, Ask = At };
    }

    /// <summary>True when <paramref name="operation"/> of <paramref name="method"/> is known to run once in the life of a server.</summary>
    public bool At(IOperation operation, MethodFacts method) =>
        !IsRepeated(operation) && method.Owner is IMethodSymbol owner && method.RootAround switch
        {
            null => _callers.Of(owner),
            { Occasion: Occasion.Background } => true,
            _ => false,
        };

    private bool? OfItself(IMethodSymbol method) => IsStart(method) ? true : method.MethodKind is not MethodKind.Ordinary || method.IsOverride ? false : null;

    private bool IsStart(IMethodSymbol method)
    {
        if (_model.Roots.Of(method) is { Occasion: not Occasion.Background })
            return false;
        if (method.Parameters.Any(parameter => IsStartup(parameter.Type)) || method.ContainingType.SelfAndBases().Any(IsStartup))
            return true;

        return _model.IsEntryPoint(method) && _model.Roots.Host is HostKind.Web or HostKind.Worker;
    }

    private bool IsStartup(ITypeSymbol type) => type is INamedTypeSymbol named && (_model.Apis.Of(named) & ApiFlags.Startup) != 0;

    private CallerAnswer At(SimpleNameSyntax use, IOperation? site)
    {
        // Who is given the method calls it as often as they like.
        if (site is null)
            return _model.Semantics(use.SyntaxTree).GetSymbolInfo(use).Symbol is null ? CallerAnswer.Nothing : CallerAnswer.No;

        var (caller, root) = _model.OftenRun.FunctionAround(site);
        if (IsRepeated(site) || root is not (null or { Occasion: Occasion.Background }))
            return CallerAnswer.No;
        return root is not null ? CallerAnswer.Yes
            : CallerAnswer.As(caller ?? (site.Syntax.FirstAncestorOrSelf<GlobalStatementSyntax>() is null ? null : _model.EntryPoint));
    }

    /// <summary>True in a loop that goes on, as opposed to one over what there is at the time.</summary>
    private static bool IsRepeated(IOperation operation)
    {
        for (var around = operation.Parent; around is not null; around = around.Parent)
        {
            if (around is ILoopOperation loop && !LoopShape.IsOverItems(loop))
                return true;
        }

        return false;
    }
}
