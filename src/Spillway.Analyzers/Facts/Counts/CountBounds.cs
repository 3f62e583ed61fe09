using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>
/// How many there are at most at a place: what the conditions say that hold there. Those around it, those that were left for when they did not hold, and those that a method which
/// is called ahead of it leaves for, by an exception.
/// </summary>
internal sealed partial class CountBounds
{
    // A guard calls a check, which calls another; a longer chain is read by nobody either.
    private const int Deepest = 3;

    // What machines write has thousands of statements in a row. Guards stand at the beginning or nearby.
    private const int MostStatements = 200;

    // Checks that call checks: what is not found after so many steps is not looked for any longer.
    private const int MostSteps = 5_000;

    private readonly ConcurrencyModel _model;
    private int _steps;

    public CountBounds(ConcurrencyModel model) => _model = model;

    /// <summary>The bounds of <paramref name="counted"/> that hold at <paramref name="place"/>, innermost first.</summary>
    public IEnumerable<CountLimit> At(ISymbol counted, IOperation place, bool grows = false) =>
        At(place, new CountSubject(counted) { Grows = grows }).Where(limit => limit.Number is not 0 && !IsChanged(counted, limit, place));

    /// <summary>How many items a filter lets through that is given their index; null where it does not look at that.</summary>
    public CountLimit? OfIndex(IParameterSymbol index, IOperation condition) => Of(condition, true, new CountSubject(index), isGuard: false, 0);

    private IEnumerable<CountLimit> At(IOperation place, CountSubject subject)
    {
        var (child, turns) = (place, subject.Grows);
        for (var around = place.Parent; around is not null and not ILocalFunctionOperation; child = around, around = around.Parent)
        {
            Patience.Check();
            foreach (var limit in Around(around, child, subject, turns))
                yield return limit;
            turns &= around is not ILoopOperation;
        }
    }

    private IEnumerable<CountLimit> Around(IOperation around, IOperation child, CountSubject subject, bool turns)
    {
        switch (around)
        {
            case IConditionalOperation { Condition: var condition } choice when !ReferenceEquals(condition, child):
                return One(Of(condition, ReferenceEquals(choice.WhenTrue, child), subject, isGuard: false, 0), condition);

            case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr } both when ReferenceEquals(both.RightOperand, child):
                return One(Of(both.LeftOperand, both.OperatorKind == BinaryOperatorKind.ConditionalAnd, subject, isGuard: false, 0), both.LeftOperand);

            case IWhileLoopOperation { ConditionIsTop: true, Condition: { } condition } loop when ReferenceEquals(loop.Body, child):
                return One(Of(condition, !loop.ConditionIsUntil, subject, isGuard: false, 0), condition);

            case IForLoopOperation { Condition: { } condition } loop when ReferenceEquals(loop.Body, child):
                return One(Of(condition, true, subject, isGuard: false, 0), condition);

            case ISwitchExpressionArmOperation { Parent: ISwitchExpressionOperation choice } arm when ReferenceEquals(arm.Value, child):
                return One(OfArm(choice, arm, subject), arm);

            case ISwitchCaseOperation { Parent: ISwitchOperation choice } section:
                return One(OfSection(choice, section, subject), section).Concat(Beside(section.Body, child, subject, turns));

            case IBlockOperation { Operations: var statements }:
                return Beside(statements, child, subject, turns);

            default:
                return Enumerable.Empty<CountLimit>();
        }
    }

    private static IEnumerable<CountLimit> One(CountLimit? limit, IOperation because) => limit is null ? Enumerable.Empty<CountLimit>() : new[] { limit with { Because = because } };

    /// <summary>What the statements ahead say; for what grows with each turn, also those that end the turn.</summary>
    private IEnumerable<CountLimit> Beside(System.Collections.Immutable.ImmutableArray<IOperation> statements, IOperation child, CountSubject subject, bool turns)
    {
        var at = statements.IndexOf(child);
        for (var i = at - 1; i >= 0; i--)
        {
            if (i > MostStatements && at - i > MostStatements)
                i = MostStatements;
            if (After(statements[i], subject, 0) is { } limit)
                yield return limit with { Because = statements[i] };
        }

        for (var i = at + 1; turns && i < statements.Length && i - at < MostStatements; i++)
        {
            if (After(statements[i], subject, 0) is { } limit)
                yield return limit with { Because = statements[i] };
        }
    }

    /// <summary>What is known once <paramref name="statement"/> has completed.</summary>
    private CountLimit? After(IOperation statement, CountSubject subject, int depth)
    {
        if (depth > DeepestCondition || ++_steps > MostSteps)
            return null;

        switch (statement)
        {
            case IConditionalOperation { Condition: var condition, WhenTrue: var then } choice:
                var (leaves, otherwise) = (Leaves(then, subject), choice.WhenFalse);
                var counter = subject.Grows && IsNumber(subject.Counted);
                var known = leaves || !counter && Changes(then, subject) ? Of(condition, false, counter && Continues(then) ? subject with { Grows = false } : subject, isGuard: true, 0) : null;
                if (otherwise is not null && Leaves(otherwise, subject))
                    known = CountLimit.And(known, Of(condition, true, subject, isGuard: true, 0));
                return otherwise is null ? known : CountLimit.And(known, After(otherwise, subject, depth + 1));

            case ISwitchOperation choice:
                return AfterSwitch(choice, subject);

            case IBlockOperation { Operations: var inner }:
                return AfterAll(inner, subject, depth + 1);
            case ILockOperation { Body: var inner }:
                return After(inner, subject, depth + 1);
            case IUsingOperation { Body: var inner }:
                return After(inner, subject, depth + 1);
            case ITryOperation { Body: var inner }:
                return After(inner, subject, depth + 1);
            case ILabeledOperation { Operation: { } inner }:
                return After(inner, subject, depth + 1);
            case IExpressionStatementOperation { Operation: var expression }:
                return AfterValue(expression, subject);
            case IReturnOperation { ReturnedValue: { } value } when subject.Call is not null:
                return AfterValue(value, subject);
            case IVariableDeclarationGroupOperation { Declarations: { Length: 1 } declarations } when declarations[0].Declarators is { Length: 1 } one && one[0].GetVariableInitializer() is { Value: var value }:
                return AfterValue(value, subject);
            default:
                return null;
        }
    }

    private CountLimit? AfterAll(System.Collections.Immutable.ImmutableArray<IOperation> statements, CountSubject subject, int depth)
    {
        CountLimit? all = null;
        foreach (var statement in statements.Take(MostStatements))
            all = CountLimit.And(all, After(statement, subject, depth));
        return all;
    }

    /// <summary>What is known once a value has been computed.</summary>
    private CountLimit? AfterValue(IOperation value, CountSubject subject)
    {
        value = value.Unwrapped();
        while (value is IAwaitOperation { Operation: var awaited })
            value = awaited.WithoutConfiguration();

        switch (value)
        {
            case ISimpleAssignmentOperation { Target: var target, Value: var assigned }:
                return Names(target, subject) ? new CountLimit(null, null) { Assigned = assigned } : AfterValue(assigned, subject);
            case IConditionalOperation { Condition: var condition, WhenTrue: var first, WhenFalse: { } second }:
                return first.Unwrapped() is IThrowOperation ? Of(condition, false, subject, isGuard: true, 0)
                    : second.Unwrapped() is IThrowOperation ? Of(condition, true, subject, isGuard: true, 0)
                    : null;
            case ICoalesceOperation { Value: var first }:
                return AfterValue(first, subject);
            case IInvocationOperation call:
                return AfterCall(call, subject);
            default:
                return null;
        }
    }

    private CountLimit? OfArm(ISwitchExpressionOperation choice, ISwitchExpressionArmOperation arm, CountSubject subject)
    {
        var all = CountLimit.And(Matched(choice.Value, arm.Pattern, true, subject), arm.Guard is { } own ? Of(own, true, subject, isGuard: false, 0) : null);
        foreach (var earlier in choice.Arms)
        {
            if (ReferenceEquals(earlier, arm))
                break;
            all = CountLimit.And(all, earlier switch
            {
                { Guard: null } => Matched(choice.Value, earlier.Pattern, false, subject),
                { Pattern: IDiscardPatternOperation, Guard: { } guard } => Of(guard, false, subject, isGuard: true, 0),
                _ => null,
            });
        }

        return all;
    }

    private CountLimit? OfSection(ISwitchOperation choice, ISwitchCaseOperation section, CountSubject subject)
    {
        CountLimit? own = null, others = null;
        for (var i = 0; i < section.Clauses.Length; i++)
            own = i == 0 ? OfClause(choice, section.Clauses[i], true, subject) : CountLimit.Or(own, OfClause(choice, section.Clauses[i], true, subject));

        // Who comes to the default has passed all the others; a section has passed those ahead of it.
        var isLast = section.Clauses.Any(clause => clause is IDefaultCaseClauseOperation);
        foreach (var other in choice.Cases)
        {
            if (ReferenceEquals(other, section))
            {
                if (isLast)
                    continue;
                break;
            }

            foreach (var clause in other.Clauses)
                others = CountLimit.And(others, OfClause(choice, clause, false, subject));
        }

        return CountLimit.And(own, others);
    }

    private CountLimit? AfterSwitch(ISwitchOperation choice, CountSubject subject)
    {
        CountLimit? all = null;
        foreach (var section in choice.Cases)
        {
            if (section.Body.LastOrDefault() is not { } last || last is IBranchOperation { BranchKind: BranchKind.Break } || !Leaves(last, subject))
                continue;

            foreach (var clause in section.Clauses)
                all = CountLimit.And(all, OfClause(choice, clause, false, subject));
        }

        return all;
    }

    private CountLimit? OfClause(ISwitchOperation choice, ICaseClauseOperation clause, bool holds, CountSubject subject) => clause switch
    {
        IPatternCaseClauseOperation { Pattern: var pattern, Guard: var guard } => holds
            ? CountLimit.And(Matched(choice.Value, pattern, true, subject), guard is null ? null : Of(guard, true, subject, isGuard: false, 0))
            : guard is null ? Matched(choice.Value, pattern, false, subject) : pattern is IDiscardPatternOperation ? Of(guard, false, subject, isGuard: true, 0) : null,
        ISingleValueCaseClauseOperation { Value: var value } => Counts(choice.Value, subject) ? Compared(BinaryOperatorKind.Equals, value, holds, subject)
            : holds && value.IsNull() && Names(choice.Value, subject) ? CountLimit.None : null,
        _ => null,
    };

    private CountLimit? Matched(IOperation value, IPatternOperation pattern, bool holds, CountSubject subject) =>
        Counts(value, subject) ? OfNumber(pattern, holds, subject, 0) : OfValue(pattern, holds, Names(value, subject), subject, 0);

    /// <summary>True where what comes after is not reached. Who returns from a method that is looked into comes back to its caller.</summary>
    private bool Leaves(IOperation branch, CountSubject subject)
    {
        for (var depth = 0; depth < DeepestCondition; depth++)
        {
            switch (branch)
            {
                case IThrowOperation or IExpressionStatementOperation { Operation: IThrowOperation }:
                    return true;
                case IReturnOperation or IBranchOperation:
                    return subject.Call is null;
                case IExpressionStatementOperation { Operation: IInvocationOperation { TargetMethod: var method } }:
                    return method.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "DoesNotReturnAttribute") || OnlyThrows(method);
                case IBlockOperation { Operations: { Length: > 0 } statements }:
                    branch = statements[statements.Length - 1];
                    continue;
                case ILockOperation { Body: var inner }:
                    branch = inner;
                    continue;
                case IUsingOperation { Body: var inner }:
                    branch = inner;
                    continue;
                case IConditionalOperation { WhenTrue: var first, WhenFalse: { } second } when Leaves(first, subject):
                    branch = second;
                    continue;
                default:
                    return false;
            }
        }

        return false;
    }

    /// <summary>True where only this turn ends: what is counted goes on past the number.</summary>
    private static bool Continues(IOperation branch) => (branch is IBlockOperation block ? block.Operations.LastOrDefault() : branch) is IBranchOperation { BranchKind: BranchKind.Continue };

    /// <summary>True where the branch sees to it that there are fewer.</summary>
    private static bool Changes(IOperation branch, CountSubject subject) => branch.OwnOperations().Any(operation => operation switch
    {
        ISimpleAssignmentOperation { Target: var target } => SymbolOf(target.Unwrapped()) is { } symbol && IsSame(symbol, subject.Counted),
        IInvocationOperation { TargetMethod.Name: "Clear" or "RemoveRange" or "RemoveAt" or "Remove" or "Dequeue" or "Pop", Instance: { } instance } => SymbolOf(instance.Unwrapped()) is { } symbol && IsSame(symbol, subject.Counted),
        _ => false,
    });

    /// <summary>True for what is given something else, or more items, after it was counted.</summary>
    private static bool IsChanged(ISymbol counted, CountLimit limit, IOperation place)
    {
        var (guard, use) = (limit.Because!.Syntax, place.Syntax);
        var from = guard.Span.End;
        if (guard.SyntaxTree != use.SyntaxTree || guard.SpanStart > use.SpanStart || guard.Span.Contains(use.Span))
            return false;

        // What a turn adds is there in the next one, unless the guard stands in the loop as well.
        var loop = use.Ancestors().LastOrDefault(around => around is ForEachStatementSyntax or ForStatementSyntax or WhileStatementSyntax or DoStatementSyntax && !around.Span.Contains(guard.Span));
        var to = loop?.Span.End ?? use.SpanStart;
        foreach (var name in use.ScopeOfLocals().Named(counted.Name))
        {
            if (name.SpanStart < from || name.SpanStart >= to || loop is null && name.Parent?.Parent?.Span.Contains(use.Span) == true)
                continue;

            ExpressionSyntax whole = name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? access : name;
            if (whole.Parent is AssignmentExpressionSyntax assignment && assignment.Left == whole
                || whole.Parent is ArgumentSyntax { RefOrOutKeyword.RawKind: not 0 }
                || whole.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Add" or "AddRange" or "Insert" or "InsertRange" or "Push" or "Enqueue" or "UnionWith" or "TryAdd" } more && more.Expression == whole && more.Parent is InvocationExpressionSyntax)
            {
                return true;
            }
        }

        return false;
    }
}
