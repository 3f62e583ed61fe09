using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>What has to hold, and what has to be known, to start sibling requests together.</summary>
internal static class SiblingRewrite
{
    /// <summary>What a rewrite needs to know, or null where something would be seen that was not seen before.</summary>
    public static ImmutableDictionary<string, string?>? Of(SiblingAwaits siblings, MethodFacts method)
    {
        var isInTry = siblings.Requests[0].Statement.OwnAncestors().Any(around => around is ITryOperation);
        if (isInTry && Between(siblings).Any(statement => LeavesSomething(statement, method)))
            return null;

        var loses = false;
        foreach (var request in siblings.Requests)
        {
            // A disposal belongs right behind what it disposes of, and what a request needs has to be there before it starts.
            if (request.Statement is IUsingDeclarationOperation || request.ReadsAside)
                return null;

            // When a later request fails, earlier results were in use before, and are not afterwards.
            var isLast = ReferenceEquals(request.Statement, siblings.Requests.Last().Statement);
            if (isLast || request.Statement is IVariableDeclarationGroupOperation)
                continue;
            if (isInTry)
                return null;
            loses |= request.Statement is not IExpressionStatementOperation { Operation: ISimpleAssignmentOperation { Target: ILocalReferenceOperation } };
        }

        return ImmutableDictionary<string, string?>.Empty
            .Add(Findings.RewriteKey, siblings.Requests.Length.ToString(CultureInfo.InvariantCulture))
            .Add("loses", loses ? "true" : "false")
            .Add("direct", string.Join(",", siblings.Requests.Select((request, i) => i == 0 || CannotThrowAtOnce(request, method.Model) ? "1" : "0")));
    }

    /// <summary>The statements that stand between the first request and the last, and make none.</summary>
    private static IEnumerable<IOperation> Between(SiblingAwaits siblings)
    {
        var (first, last) = (siblings.Requests[0].Statement, siblings.Requests.Last().Statement);
        return first.Parent is null ? new[] { first } : first.Parent.ChildOperations
            .Where(statement => statement.Syntax.SpanStart > first.Syntax.SpanStart && statement.Syntax.SpanStart < last.Syntax.SpanStart && !siblings.Requests.Any(request => ReferenceEquals(request.Statement, statement)));
    }

    /// <summary>True for what had happened when a later request failed, and would not have happened then: whoever handles the failure sees the difference.</summary>
    private static bool LeavesSomething(IOperation statement, MethodFacts method) =>
        statement is not IVariableDeclarationGroupOperation || new StartedWorkReader(method).EffectsOf(statement).Accesses.Any(access => access.Kind == AccessKind.Write
            && access.Place.Kind != RootKind.Fresh
            && !(access.Place.Root is { } root && root.Locations.Any(location => statement.Syntax.Span.Contains(location.SourceSpan))));

    /// <summary>True when whatever goes wrong ends up in the task: then nobody is left waiting for the requests that were started before.</summary>
    private static bool CannotThrowAtOnce(SiblingRequest request, ConcurrencyModel model)
    {
        var method = request.Call.TargetMethod;
        var targets = model.Implementations.TargetsOf(method);
        return !targets.IsEmpty && targets.All(target => target.IsAsync)
            && request.Call.Instance is null or IInstanceReferenceOperation or IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation } or IParameterReferenceOperation or ILocalReferenceOperation
            && request.Call.Arguments.All(argument => argument.Value.OwnOperations().All(IsHarmless));
    }

    private static bool IsHarmless(IOperation operation) => operation is ILocalReferenceOperation or IParameterReferenceOperation or ILiteralOperation or IInstanceReferenceOperation
        or IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation } or IInterpolatedStringOperation or IInterpolatedStringContentOperation or IDefaultValueOperation
        or IConversionOperation { Conversion: { IsUserDefined: false, IsNumeric: false, IsReference: true } or { IsIdentity: true } }
        or IBinaryOperation { OperatorMethod: null, IsChecked: false, OperatorKind: BinaryOperatorKind.Add or BinaryOperatorKind.Subtract };
}
