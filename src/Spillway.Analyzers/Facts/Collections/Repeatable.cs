using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>May an expression be evaluated more often than once, without anybody noticing?</summary>
internal static class Repeatable
{
    /// <summary>True when <paramref name="value"/> does nothing but compute.</summary>
    public static bool Is(IOperation value, ConcurrencyModel model)
    {
        foreach (var operation in value.OwnOperations())
        {
            var isFree = operation switch
            {
                // The key's own value is what is computed with.
                IAssignmentOperation or IIncrementOrDecrementOperation => ReferenceEquals(operation, value),
                IInvocationOperation { TargetMethod: var method } => (model.Apis.Of(method) & ApiFlags.Pure) != 0 || method.ContainingNamespace is { Name: "Immutable", ContainingNamespace.Name: "Collections" } && method.ContainingAssembly.IsFramework(),
                IObjectCreationOperation { Constructor: { } constructor } => constructor.ContainingAssembly.IsFramework() || constructor.IsImplicitlyDeclared || constructor.ContainingType.IsRecord,
                IPropertyReferenceOperation { Property: var property } => property.ContainingAssembly.IsFramework() || property.IsAutoProperty(),
                IAwaitOperation or IThrowOperation or IDynamicInvocationOperation or IAnonymousFunctionOperation or IInvalidOperation or IEventAssignmentOperation => false,
                _ => true,
            };
            if (!isFree)
                return false;
        }

        return true;
    }
}
