using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>A fan-out whose work is the method that fans out: each level multiplies how many run.</summary>
/// <param name="Call">The call that starts the tasks.</param>
/// <param name="Method">The method.</param>
/// <param name="Because">The call that comes back, and what the work reaches.</param>
internal sealed record RecursiveFanOutPlace(IOperation Call, IMethodSymbol Method, ImmutableArray<Witness> Because);

/// <summary>Finds fan-outs over the method that they stand in.</summary>
internal sealed class RecursiveFanOutReader
{
    private readonly MethodFacts _method;
    private readonly ConcurrencyModel _model;

    public RecursiveFanOutReader(MethodFacts method)
    {
        _method = method;
        _model = method.Model;
    }

    public ImmutableArray<RecursiveFanOutPlace> Read()
    {
        if ((_method.Symbol is { MethodKind: MethodKind.AnonymousFunction } ? _method.Owner as IMethodSymbol : _method.Symbol) is not { } self)
            return ImmutableArray<RecursiveFanOutPlace>.Empty;

        var found = ImmutableArray.CreateBuilder<RecursiveFanOutPlace>();
        foreach (var fanOut in _method.FanOuts)
        {
            Add(fanOut.Place, fanOut.Starter, fanOut.Work.Effects, fanOut.Bound);
        }

        // A loop with a bound of its own has one at each level.
        foreach (var call in _method.Operations.OfType<IInvocationOperation>())
        {
            if (!IsBoundedLoop(call.TargetMethod))
                continue;

            foreach (var argument in call.Arguments)
            {
                if (argument.Value.Unwrapped() is IDelegateCreationOperation or IAnonymousFunctionOperation && new StartedWorkReader(_method).OfDelegate(argument.Value) is { } work)
                    Add(call, argument.Value, work.Effects, FanOutBounds.Of(work));
            }
        }

        return found.ToImmutable();

        void Add(IOperation call, IOperation work, Effects effects, Witness? bound)
        {
            if (bound is null && effects.Io is { } io && Comes(work, self, 2) is { } back)
                found.Add(new RecursiveFanOutPlace(call, self, ImmutableArray.Create(back, io)));
        }
    }

    private static bool IsBoundedLoop(IMethodSymbol method) =>
        (Tasks.IsParallel(method.ContainingType) && method.Name is "ForEachAsync" or "ForAsync" or "ForEach" or "For")
        || (method.ContainingType is { Name: "ConcurrentEnumerable", ContainingNamespace: { Name: "Spillway", ContainingNamespace.IsGlobalNamespace: true } } && method.Name.StartsWith("Select", System.StringComparison.Ordinal));

    /// <summary>The place in <paramref name="work"/> from which the calls come back to <paramref name="self"/>.</summary>
    private Witness? Comes(IOperation work, IMethodSymbol self, int depth)
    {
        foreach (var operation in work.DescendantsAndSelf())
        {
            var target = operation switch
            {
                IInvocationOperation call => call.TargetMethod,
                IMethodReferenceOperation group => group.Method,
                _ => null,
            };
            if (target is null)
                continue;
            if (SymbolEqualityComparer.Default.Equals(target.OriginalDefinition, self.OriginalDefinition))
                return Witness.At(operation, $"'{self.Name}' comes back to itself here");
            if (depth > 1 && BodyOf(target) is { } body && Comes(body, self, depth - 1) is not null)
                return Witness.At(operation, $"'{target.Name}' comes back to '{self.Name}'");
        }

        return null;
    }

    private IOperation? BodyOf(IMethodSymbol method)
    {
        var target = _model.Implementations.TargetsOf(method) is { Length: 1 } only ? only[0] : null;
        return target?.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is { } syntax && _model.Compilation.ContainsSyntaxTree(syntax.SyntaxTree)
            ? _model.Semantics(syntax.SyntaxTree).GetOperation(syntax)
            : null;
    }
}
