using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>
/// Calls that fail for some of what a caller may pass: an address that is none, a key that is there already or is not there, a text that is too short, a list that is
/// empty. Where the code asks first, or makes the key itself, it knows better.
/// </summary>
internal static class BrokenPromises
{
    /// <summary>True where what others pass decides whether <paramref name="operation"/> fails, and nobody has asked.</summary>
    public static bool MayBreak(IOperation operation, MethodFacts method) => operation switch
    {
        IObjectCreationOperation { Type: { Name: "Uri", ContainingNamespace.Name: "System" }, Arguments: { Length: 1 } arguments } =>
            arguments[0].Value is { Type.SpecialType: SpecialType.System_String } text && IsPassed(text, method) && !IsAsked(text, operation, method),

        IInvocationOperation { TargetMethod: { Name: "Substring", ContainingType.SpecialType: SpecialType.System_String }, Instance: { } text } call =>
            IsPassed(text, method) && !IsAsked(text, operation, method)
            && call.Arguments.Any(argument => argument.Value.ConstantValue is { HasValue: true, Value: int and > 0 }),

        IInvocationOperation { TargetMethod: { Name: "Add", ContainingType: var map }, Instance: { } entries, Arguments: { Length: 2 } arguments } =>
            IsMap(map) && IsPassed(arguments[0].Value, method) && !IsAsked(entries, operation, method),

        IPropertyReferenceOperation { Property: { IsIndexer: true, ContainingType: var map }, Instance: { } entries, Arguments: { Length: 1 } arguments } read =>
            IsMap(map) && !read.IsTarget() && IsPassed(arguments[0].Value, method) && !IsAsked(entries, operation, method),

        IInvocationOperation { TargetMethod: { Name: "First" or "Single" or "Last", ContainingType: { Name: "Enumerable", ContainingNamespace.Name: "Linq" } }, Arguments: { Length: > 0 } arguments } =>
            IsShared(arguments[0].Value) && IsOpen(method) && !IsAsked(arguments[0].Value, operation, method),

        _ => false,
    };

    /// <summary>A parameter of what others call, or what it holds.</summary>
    private static bool IsPassed(IOperation value, MethodFacts method)
    {
        value = value.Unwrapped();
        while (value is IPropertyReferenceOperation { Property.IsIndexer: false, Instance: { } holder })
            value = holder.Unwrapped();
        return value is IParameterReferenceOperation { Parameter: { RefKind: RefKind.None } parameter } && IsOpen(method) && SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol, method.Symbol);
    }

    private static bool IsShared(IOperation list) => list.Unwrapped() is IFieldReferenceOperation { Field: { IsConst: false, DeclaredAccessibility: Accessibility.Private } } or IParameterReferenceOperation;

    /// <summary>True for what others than its own type may call.</summary>
    private static bool IsOpen(MethodFacts method) =>
        method.Symbol is { MethodKind: MethodKind.Ordinary, DeclaredAccessibility: Accessibility.Public or Accessibility.Internal or Accessibility.Protected or Accessibility.ProtectedOrInternal };

    /// <summary>
    /// True where the body uses the same variable in any other way than to fill it: whoever looks at it may well know what holds.
    /// </summary>
    private static bool IsAsked(IOperation value, IOperation at, MethodFacts method) => value.Unwrapped() switch
    {
        IFieldReferenceOperation { Field: var field } => method.Operations.Any(o => o is IFieldReferenceOperation { Field: var other } && SymbolEqualityComparer.Default.Equals(field, other) && IsQuestion(o, at)),
        IParameterReferenceOperation { Parameter: var parameter } => method.Operations.Any(o => o is IParameterReferenceOperation { Parameter: var other } && SymbolEqualityComparer.Default.Equals(parameter, other) && IsQuestion(o, at)),
        IPropertyReferenceOperation { Property: var property } => method.Operations.Any(o => o is IPropertyReferenceOperation { Property: var other } && SymbolEqualityComparer.Default.Equals(property, other) && IsQuestion(o, at)),
        _ => true,
    };

    private static bool IsQuestion(IOperation use, IOperation at)
    {
        if (at.Syntax.Span.Contains(use.Syntax.Span) || use.Syntax.SpanStart > at.Syntax.SpanStart)
            return false;

        return use.User(handsOn: static around => around is IConditionalAccessOperation) switch
        {
            IPropertyReferenceOperation { Property.IsIndexer: false } or IBinaryOperation or IIsPatternOperation or IArgumentOperation or ILoopOperation or ISwitchOperation or ISwitchExpressionOperation or ICoalesceOperation => true,
            IPropertyReferenceOperation { Property.IsIndexer: true } indexer => indexer.IsTarget(),
            IInvocationOperation { TargetMethod.Name: not "Substring" } call => ReferenceEquals(call.Instance, use),
            _ => false,
        };
    }

    private static bool IsMap(INamedTypeSymbol type) =>
        type is { Name: "Dictionary" or "IDictionary" or "SortedDictionary" or "SortedList", TypeArguments.Length: 2, ContainingNamespace: { Name: "Generic", ContainingNamespace.Name: "Collections" } };
}
