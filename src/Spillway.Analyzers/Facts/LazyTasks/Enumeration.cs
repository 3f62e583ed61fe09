using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>A place where a sequence is gone through.</summary>
/// <param name="Reference">The variable that holds the sequence, as it is named there.</param>
/// <param name="At">What goes through it: a loop, a call.</param>
/// <param name="By">The name of that.</param>
internal sealed record Enumeration(IOperation Reference, IOperation At, string By)
{
    // A sequence may be passed on a few times before somebody goes through it.
    private const int LongestChain = 4;

    /// <summary>The places where the sequence that <paramref name="reference"/> names is gone through, with those of queries that are built on it.</summary>
    public static IEnumerable<Enumeration> Of(IOperation reference, ConcurrencyModel model, Provenance provenance) =>
        Of(reference, reference, model, provenance, 0);

    private static IEnumerable<Enumeration> Of(IOperation reference, IOperation origin, ConcurrencyModel model, Provenance provenance, int depth)
    {
        var current = reference;
        for (var parent = current.Parent; parent is not null; current = parent, parent = parent.Parent)
        {
            switch (parent)
            {
                case IConversionOperation or IParenthesizedOperation or IArgumentOperation or ITranslatedQueryOperation:
                    if (IsSpread(current))
                        yield return new Enumeration(origin, parent, "..");
                    continue;

                // An operator goes through its source when somebody goes through its result.
                case IInvocationOperation call when (model.Apis.Of(call.TargetMethod) & ApiFlags.Lazy) != 0:
                    continue;

                case IForEachLoopOperation { IsAsynchronous: false } loop when ReferenceEquals(loop.Collection, current):
                    yield return new Enumeration(origin, loop, "foreach");
                    yield break;

                case IInvocationOperation call when current is IArgumentOperation { Parameter: { } parameter }:
                    if (GoesThrough(call.TargetMethod, parameter, model, depth))
                        yield return new Enumeration(origin, call, call.TargetMethod.Name);
                    yield break;

                case IObjectCreationOperation { Constructor: { } constructor } made when current is IArgumentOperation { Parameter: { } parameter }:
                    if (GoesThrough(constructor, parameter, model, depth))
                        yield return new Enumeration(origin, made, constructor.ContainingType.Name);
                    yield break;

                case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var other } } when depth < LongestChain && provenance.ValuesOf(other).Count == 1:
                    foreach (var use in UsesOf(other, parent))
                    {
                        foreach (var found in Of(use, use, model, provenance, depth + 1))
                            yield return found;
                    }

                    yield break;

                default:
                    if (IsSpread(current))
                        yield return new Enumeration(origin, parent, "..");
                    yield break;
            }
        }
    }

    /// <summary>Where else in the same function a variable is named.</summary>
    private static IEnumerable<IOperation> UsesOf(ILocalSymbol variable, IOperation declaration)
    {
        var root = declaration;
        foreach (var around in declaration.OwnAncestors())
            root = around;
        return root.OwnOperations().Where(o => o is ILocalReferenceOperation { Local: var local } && SymbolEqualityComparer.Default.Equals(local, variable));
    }

    /// <summary>Collection expressions have operations of their own only in newer compilers than our floor.</summary>
    private static bool IsSpread(IOperation operation) =>
        operation.Syntax.Parent is SpreadElementSyntax spread && spread.Expression == operation.Syntax;

    private static bool GoesThrough(IMethodSymbol method, IParameterSymbol parameter, ConcurrencyModel model, int depth)
    {
        if (parameter.Type is not INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Collections_Generic_IEnumerable_T or SpecialType.System_Collections_IEnumerable })
            return false;

        // Whoever knows the count without asking starts nothing.
        if (method.Name == "TryGetNonEnumeratedCount")
            return false;
        if (method.ContainingAssembly.IsFramework() || model.Apis.Of(method) != ApiFlags.None || method.ContainingAssembly.Name == "Spillway")
            return true;
        if (depth >= LongestChain)
            return false;

        var targets = model.Implementations.TargetsOf(method);
        return !targets.IsEmpty && targets.All(target => GoesThroughInBody(target, parameter.Ordinal, model, depth + 1));
    }

    private static bool GoesThroughInBody(IMethodSymbol method, int ordinal, ConcurrencyModel model, int depth)
    {
        var bodies = model.Summaries.BodiesOf(method);
        var provenance = new Provenance(model, bodies);
        return bodies.SelectMany(body => body.OwnOperations())
            .OfType<IParameterReferenceOperation>()
            .Where(reference => reference.Parameter.Ordinal == ordinal && SymbolEqualityComparer.Default.Equals(reference.Parameter.ContainingSymbol.OriginalDefinition, method.OriginalDefinition))
            .Any(reference => Of(reference, reference, model, provenance, depth).Any());
    }
}
