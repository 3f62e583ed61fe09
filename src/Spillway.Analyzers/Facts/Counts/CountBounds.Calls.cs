using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <content>Checks that stand in a method of their own.</content>
internal sealed partial class CountBounds
{
    /// <summary>What follows from the answer of a method: <c>if (TooMany(ids)) return;</c>.</summary>
    private CountLimit? OfAnswer(IInvocationOperation call, bool holds, CountSubject subject, int depth)
    {
        // if (ids.Skip(5).Any()) return;
        if (!holds && call is { TargetMethod: { Name: "Any", ContainingType.Name: "Enumerable" }, Arguments: { Length: 1 } only }
            && only[0].Value.Unwrapped() is IInvocationOperation { TargetMethod: { Name: "Skip", ContainingType.Name: "Enumerable" }, Arguments: { Length: 2 } skipped } && Holds(skipped[0].Value, subject))
        {
            return Limited(skipped[1].Value, 0, subject);
        }

        return call.Type?.SpecialType == SpecialType.System_Boolean && Into(call, subject) is var (method, inner) && BodyOf(method) is { } body ? OfResult(body, holds, inner, depth) : null;
    }

    /// <summary>What holds wherever a body returns this answer.</summary>
    private CountLimit? OfResult(IOperation body, bool answer, CountSubject subject, int depth)
    {
        if (body is not IBlockOperation)
            return Of(body, answer, subject, isGuard: true, depth + 1);

        CountLimit? all = null;
        var isFirst = true;
        foreach (var result in body.OwnOperations().OfType<IReturnOperation>())
        {
            if (result.ReturnedValue is not { } value || value.Unwrapped().ConstantValue is { HasValue: true, Value: bool known } && known != answer)
                continue;

            // In here a return leaves: what counts is which of them is reached.
            var local = subject with { Call = null };
            var one = CountLimit.And(At(result, local).Aggregate((CountLimit?)null, CountLimit.And), Of(value, answer, subject, isGuard: true, depth + 1));
            all = isFirst ? one : CountLimit.Or(all, one);
            isFirst = false;
        }

        return all?.Limit is IParameterReferenceOperation { Parameter: var parameter } ? subject.Call is { } call && Passed(call, parameter) is { } passed ? Limited(passed, 0, subject.Caller!) : null : all;
    }

    /// <summary>What is known once a method has come back that leaves by an exception for too many.</summary>
    private CountLimit? AfterCall(IInvocationOperation call, CountSubject subject)
    {
        var method = call.TargetMethod;
        if (method.Name is "ThrowIfGreaterThan" or "ThrowIfGreaterThanOrEqual" && call.Arguments.Length > 1 && method.ContainingType.ContainingNamespace is { Name: "System", ContainingNamespace.IsGlobalNamespace: true })
            return Counts(call.Arguments[0].Value, subject) ? Limited(call.Arguments[1].Value, method.Name == "ThrowIfGreaterThan" ? 0 : -1, subject) : null;
        if (method is { Name: "Assert", ContainingType: { Name: "Debug" or "Trace", ContainingNamespace: { Name: "Diagnostics", ContainingNamespace.Name: "System" } } } && !call.Arguments.IsEmpty)
            return Of(call.Arguments[0].Value, true, subject, isGuard: false, 0);

        if (Into(call, subject) is not var (target, inner) || BodyOf(target) is not { } body || !MayThrow(body.Syntax) || inner.Counted is not IParameterSymbol && !body.Syntax.Named(inner.Counted.Name).Any() && call.Arguments.All(argument => argument.Value.Type?.SpecialType != SpecialType.System_Boolean))
            return null;
        if (body is not IBlockOperation { Operations: var statements })
            return AfterValue(body, inner);

        // if (ids.Count <= max) return; throw …
        var all = AfterAll(statements, inner, 0);
        if (statements.LastOrDefault() is { } last && Leaves(last, inner))
        {
            foreach (var choice in statements.OfType<IConditionalOperation>().Where(choice => choice.WhenTrue.EndsInReturn()))
                all = CountLimit.And(all, Of(choice.Condition, true, inner, isGuard: true, 0));
        }

        return all is { Assigned: not null } ? null : all;
    }

    /// <summary>The one method that a call reaches, and what is counted in there; null where it gets nothing of what is counted.</summary>
    private (IMethodSymbol Method, CountSubject Subject)? Into(IInvocationOperation call, CountSubject subject)
    {
        if (subject.Depth >= Deepest)
            return null;

        var isOfMember = subject.Counted is IPropertySymbol or IFieldSymbol && HasMember(call, subject.Counted.ContainingType);
        var given = call.Arguments.FirstOrDefault(argument => Names(argument.Value, subject) || Counts(argument.Value, subject));
        var isCondition = given is null && call.Arguments.Any(argument => argument.Value.Type?.SpecialType == SpecialType.System_Boolean && argument.Value.OwnOperations().Any(o => Names(o, subject)));
        if (!isOfMember && given is null && !isCondition)
            return null;

        if (_model.Implementations.TargetsOf(call.TargetMethod.ReducedFrom ?? call.TargetMethod) is not { Length: 1 } targets)
            return null;

        var method = targets[0].OriginalDefinition;
        var counted = given?.Parameter is { } parameter && parameter.Ordinal < method.Parameters.Length ? method.Parameters[parameter.Ordinal] : subject.Counted;
        return (method, new CountSubject(counted) { Call = call, Caller = subject });
    }

    /// <summary>True for a call on, with or in the object that has the member.</summary>
    private static bool HasMember(IInvocationOperation call, INamedTypeSymbol holder) =>
        call.Instance?.Type is { } type && type.DerivesFrom(holder) || call.Arguments.Any(argument => argument.Value.Unwrapped().Type is { } passed && passed.DerivesFrom(holder));

    private IOperation? BodyOf(ISymbol member)
    {
        if (member.DeclaringSyntaxReferences is not { Length: 1 } references || !_model.Compilation.ContainsSyntaxTree(references[0].SyntaxTree))
            return null;

        SyntaxNode? body = references[0].GetSyntax() switch
        {
            MethodDeclarationSyntax method => (SyntaxNode?)method.Body ?? method.ExpressionBody?.Expression,
            LocalFunctionStatementSyntax function => (SyntaxNode?)function.Body ?? function.ExpressionBody?.Expression,
            PropertyDeclarationSyntax { ExpressionBody.Expression: var value } => value,
            PropertyDeclarationSyntax { AccessorList.Accessors: { Count: 1 } accessors } => (SyntaxNode?)accessors[0].Body ?? accessors[0].ExpressionBody?.Expression,
            _ => null,
        };
        return body is null ? null : _model.Semantics(body.SyntaxTree).GetOperation(body);
    }

    private bool OnlyThrows(IMethodSymbol method) =>
        !method.IsAbstract && method.DeclaringSyntaxReferences.Length == 1
        && method.DeclaringSyntaxReferences[0].GetSyntax() switch
        {
            MethodDeclarationSyntax { ExpressionBody.Expression: ThrowExpressionSyntax } => true,
            MethodDeclarationSyntax { Body.Statements: { Count: > 0 } statements } => statements[0] is ThrowStatementSyntax,
            _ => false,
        };

    private static bool MayThrow(SyntaxNode body) => body.DescendantNodesAndSelf().Any(node => node is ThrowStatementSyntax or ThrowExpressionSyntax
        or InvocationExpressionSyntax);

    private static IOperation? Passed(IInvocationOperation call, IParameterSymbol parameter)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter is { } passed && passed.Ordinal == parameter.Ordinal && parameter.ContainingSymbol.Name == call.TargetMethod.Name)
                return argument.Value;
        }

        return null;
    }

    /// <summary>What a variable holds that was given one value.</summary>
    private IOperation? ValueOf(ILocalSymbol local, IOperation use) =>
        _model.ProvenanceAt(use).ValuesOf(local) is { Count: 1 } values ? values[0] : null;
}
