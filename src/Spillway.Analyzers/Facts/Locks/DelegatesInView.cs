using System.Collections.Concurrent;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>
/// A delegate that a type of this program is given by its constructor, and that all code which makes such objects writes on the spot: it is no
/// code from outside.
/// </summary>
internal sealed class DelegatesInView
{
    private readonly ConcurrencyModel _model;
    private readonly ConcurrentDictionary<ISymbol, bool> _known = new(SymbolEqualityComparer.Default);

    public DelegatesInView(ConcurrencyModel model) => _model = model;

    /// <summary>True when every delegate that <paramref name="member"/> can hold is written where the object is made.</summary>
    public bool AreAll(ISymbol member) => _known.GetOrAdd(member.OriginalDefinition, m => Find(m, _model));

    private static bool Find(ISymbol member, ConcurrencyModel model)
    {
        if (member.ContainingType.IsVisibleOutside() || model.MemberValues.Of(member) is not { } values)
            return false;

        return values.All(value => IsWrittenInView(value, model));
    }

    /// <summary>A function that stands in for one that was left out is the type's own.</summary>
    private static bool IsWrittenInView(IOperation? value, ConcurrencyModel model) => value?.Unwrapped() switch
    {
        IParameterReferenceOperation { Parameter: { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } } parameter } => IsWrittenWhereMade(parameter, model),
        ICoalesceOperation { Value: var given, WhenNull: var otherwise } => IsWrittenInView(given, model) && IsWrittenInView(otherwise, model),
        IDelegateCreationOperation { Target: IAnonymousFunctionOperation } => true,

        // What a type binds itself, by a name or an address, it has looked for.
        IInvocationOperation { TargetMethod: { Name: "CreateDelegate", ContainingType: { Name: "MethodInfo" or "Delegate", ContainingNamespace: { Name: "Reflection" or "System" } } } } => true,
        IInvocationOperation { TargetMethod: { Name: "GetDelegateForFunctionPointer", ContainingType: { Name: "Marshal", ContainingNamespace.Name: "InteropServices" } } } => true,
        _ => false,
    };

    private static bool IsWrittenWhereMade(IParameterSymbol parameter, ConcurrencyModel model) =>
        Creations.ArgumentsFor(parameter, model) is { } given && given.All(value => value?.Unwrapped() is IDelegateCreationOperation or { ConstantValue: { HasValue: true, Value: null } });
}
