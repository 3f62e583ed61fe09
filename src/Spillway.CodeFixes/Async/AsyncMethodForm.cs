using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;
using Spillway.Analyzers.Facts;
using Spillway.CodeFixes.Loops;

namespace Spillway.CodeFixes.Async;

/// <summary>The form of a call that is given a private async method by its name: the method gets a task, and the call waits for it or hands it to the pool.</summary>
internal static class AsyncMethodForm
{
    /// <summary>What the call and the method become; null where no form means the same, or the method is used elsewhere.</summary>
    public static AsyncDelegateForm? Of(IdentifierNameSyntax name, SemanticModel model, string limit, bool hasNewForms)
    {
        if (name.Parent is not ArgumentSyntax { NameColon: null, Parent: ArgumentListSyntax { Arguments: var arguments, Parent: ExpressionSyntax taker } } argument)
            return null;
        if (taker is BaseObjectCreationExpressionSyntax timer && hasNewForms && TimerField.Of(timer, name, model) is { } ticks)
            return ticks;
        if (OwnMethod.Of(name, model) is not { } method)
            return null;

        switch (model.GetOperation(taker))
        {
            case IInvocationOperation { TargetMethod: { Name: "ForEach", ContainingType: { Name: "List" or "Array", ContainingNamespace: { Name: "Generic" or "System" } } } loop }
                when taker.Parent is ExpressionStatementSyntax { Parent: BlockSyntax or SwitchSectionSyntax or GlobalStatementSyntax } statement && !Comments.AreInside(taker) && AsyncFunctions.Around(taker, model, wrapsFailures: false) is { } around:
                var items = loop.IsStatic ? arguments[0].Expression : ((taker as InvocationExpressionSyntax)?.Expression as MemberAccessExpressionSyntax)?.Expression;
                if (items is null)
                    return null;
                var (item, place) = (new Names(taker).New("item"), new LoopPlace(statement));
                return new AsyncDelegateForm("Use foreach, and await each", "ForEach", around.Append(OwnMethod.WithTask(method))
                    .Append(new TextChange(statement.Span, $"foreach (var {item} in {items}){place.NewLine}{place.Indent}{place.Unit}await {name}({item}){AwaitStyle.SuffixAt(taker)};")).ToList());

            case IInvocationOperation { TargetMethod: { ContainingType: { Name: "Parallel", ContainingNamespace.Name: "Tasks" }, Name: "ForEach" } } parallel
                when hasNewForms && arguments.Count == 2 && arguments[1] == argument && taker is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name: IdentifierNameSyntax called }, Parent: ExpressionStatementSyntax }
                    && method.ParameterList.Parameters.Count == 1 && model.Compilation.Has("System.Threading.Tasks.Parallel", "ForEachAsync") && AsyncDelegateForm.IsEnumerable(parallel.Arguments[0].Value.Unwrapped().Type) && AsyncFunctions.Around(taker, model, wrapsFailures: false) is { } awaits:
                var one = new Names(taker).New("item");
                return new AsyncDelegateForm("Use Parallel.ForEachAsync, and await it", "ParallelAsync", awaits.Concat(new[]
                {
                    OwnMethod.WithTask(method),
                    new TextChange(new TextSpan(taker.SpanStart, 0), "await "),
                    new TextChange(called.Span, "ForEachAsync"),
                    new TextChange(argument.Span, $"new ParallelOptions {{ MaxDegreeOfParallelism = {limit} }}, async ({one}, _) => await {name}({one}){AwaitStyle.SuffixAt(taker)}"),
                    new TextChange(new TextSpan(taker.Span.End, 0), AwaitStyle.SuffixAt(taker)),
                }).ToList());

            case IObjectCreationOperation { Type.Name: "Thread", Arguments.Length: 1 }
                when method.ParameterList.Parameters.Count == 0 && taker.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Start", Parent: InvocationExpressionSyntax { ArgumentList.Arguments.Count: 0, Parent: ExpressionStatementSyntax } start } && !Comments.AreInside(start):
                return new AsyncDelegateForm("Start it with Task.Run", "TaskRun", new[] { OwnMethod.WithTask(method), new TextChange(start.Span, $"_ = Task.Run({name})") });

            default:
                return null;
        }
    }
}
