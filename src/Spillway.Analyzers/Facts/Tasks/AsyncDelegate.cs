using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>Async code that is given away as a delegate that returns nothing: whoever runs it cannot know when it ends, or how.</summary>
/// <param name="Marked">The word or name to underline.</param>
/// <param name="What">The code, in words.</param>
/// <param name="Taker">What it is given to.</param>
/// <param name="Consequence">What happens then.</param>
/// <param name="Because">The evidence.</param>
/// <param name="Limit">How many items a rewritten loop may have in flight.</param>
internal sealed record AsyncDelegate(Location Marked, string What, string Taker, string Consequence, ImmutableArray<Witness> Because, string Limit)
{
    private const string Lambda = "lambda";

    /// <summary>True where every await in it is in a <c>try</c> that catches everything, here or in the callee, and nobody would wait for the rest anyway.</summary>
    public bool IsSeen { get; init; }

    /// <summary>True for a lambda; false for a method that is given by its name.</summary>
    public bool IsLambda => What == Lambda;

    public static ImmutableArray<AsyncDelegate> FindIn(MethodFacts method)
    {
        ImmutableArray<AsyncDelegate>.Builder? found = null;
        foreach (var operation in method.Operations)
        {
            if (operation is IDelegateCreationOperation creation && Read(creation, method) is { } one)
                (found ??= ImmutableArray.CreateBuilder<AsyncDelegate>()).Add(one);
        }

        return found?.ToImmutable() ?? ImmutableArray<AsyncDelegate>.Empty;
    }

    private static AsyncDelegate? Read(IDelegateCreationOperation creation, MethodFacts method)
    {
        var called = creation.Target switch
        {
            IAnonymousFunctionOperation { Symbol: { IsAsync: true, ReturnsVoid: true } symbol } => symbol,
            IMethodReferenceOperation { Method: { IsAsync: true, ReturnsVoid: true } symbol } => symbol,
            _ => null,
        };
        if (called is null || EventHandlers.HasShape(called))
            return null;

        var user = creation.User(static around => around is IConditionalOperation { Type: not null } or ICoalesceOperation);

        // What a user interface calls when it likes is an event, whatever its type; so is a delegate of an object to which others are added.
        if (user is IEventAssignmentOperation or ICompoundAssignmentOperation { OperatorKind: BinaryOperatorKind.Add, Target: IMemberReferenceOperation } || (user is IArgumentOperation argument && EventHandlers.TakeIt(argument, method.Model)))
            return null;

        var taker = TakerOf(user);
        var flags = user is IArgumentOperation { Parent: IInvocationOperation { TargetMethod: var target } call } && !IsDropped(call) ? method.Model.Apis.Of(target) : ApiFlags.None;
        var waits = (flags & ApiFlags.Invokes) != 0 && ((flags & ApiFlags.Offloads) == 0 || (flags & ApiFlags.Blocks) != 0);

        // Where nobody would wait anyway, and no failure can leave, nothing is lost.
        var code = waits ? null : BodyOf(creation.Target, method.Model);
        if (code is not null && method.Model.SeenFailures.In(code) || IsToldBefore(creation, user, method.Model))
            return null;

        var consequence = waits ? $"'{taker}' does not wait for the rest, and a failure there ends the process" : "nobody can wait for the rest, and a failure there ends the process";
        var limit = Option.MaxConcurrency.NumberFor(method.Model.Options, creation.Syntax.SyntaxTree).ToString(CultureInfo.InvariantCulture);
        return new AsyncDelegate(
            Mark(creation.Target.Syntax),
            creation.Target is IAnonymousFunctionOperation ? Lambda : $"method '{called.Name}'",
            taker,
            consequence,
            FirstAwait(creation.Target, called),
            limit)
        {
            // Whoever made a task of it thinks that it is over.
            IsSeen = code is not null && user is not IArgumentOperation { Parent: IObjectCreationOperation { Type.Name: "Task" } } && method.Model.SeenFailures.OfAwaits(code),
        };
    }

    /// <summary>True for a call whose task nobody keeps: what it waits for itself, nobody waits for.</summary>
    private static bool IsDropped(IInvocationOperation call) => call.Type.IsTaskLike() && call.Parent is IExpressionStatementOperation or ISimpleAssignmentOperation { Target: IDiscardOperation };

    /// <summary>True for a method that was given to the same taker further up in its type: it is one method to change.</summary>
    private static bool IsToldBefore(IDelegateCreationOperation creation, IOperation? user, ConcurrencyModel model)
    {
        if (creation.Target is not IMethodReferenceOperation { Method: { DeclaredAccessibility: Accessibility.Private } method } || user is not IArgumentOperation { Parent: { } taker }
            || CallSite.TargetOf(taker) is not { } target || method.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is not { } declaration)
        {
            return false;
        }

        foreach (var name in AsyncReach.NamesOf(declaration, method))
        {
            if (name.SyntaxTree != creation.Syntax.SyntaxTree || name.SpanStart >= creation.Syntax.SpanStart)
                continue;
            if (name.Parent is ArgumentSyntax { Parent.Parent: { } earlier } && model.Semantics(name.SyntaxTree).GetSymbolInfo(earlier).Symbol is { } other && other.Name == target.Name && SymbolEqualityComparer.Default.Equals(other.ContainingType, target.ContainingType)
                && model.Semantics(name.SyntaxTree).GetSymbolInfo(name).Symbol is { } given && SymbolEqualityComparer.Default.Equals(given, method))
            {
                return true;
            }
        }

        return false;
    }

    private static string TakerOf(IOperation? user) => user switch
    {
        IArgumentOperation { Parent: IInvocationOperation call } => call.TargetMethod.Name,
        IArgumentOperation { Parent: IObjectCreationOperation { Type: { } type } } => type.Name,
        IAssignmentOperation { Target: IMemberReferenceOperation { Member: var member } } => member.Name,
        IAssignmentOperation { Target: ILocalReferenceOperation { Local: var local } } => local.Name,
        IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } } => local.Name,
        IFieldInitializerOperation { InitializedFields: { Length: > 0 } fields } => fields[0].Name,
        IPropertyInitializerOperation { InitializedProperties: { Length: > 0 } properties } => properties[0].Name,
        IInvocationOperation call => call.TargetMethod.Name,
        _ => "a delegate",
    };

    private static IBlockOperation? BodyOf(IOperation target, ConcurrencyModel model)
    {
        if (target is IAnonymousFunctionOperation lambda)
            return lambda.Body;

        return target is IMethodReferenceOperation { Method: { } method } && method.DeclaringSyntaxReferences.FirstOrDefault() is { } reference
            && model.Compilation.ContainsSyntaxTree(reference.SyntaxTree) && AsyncForm.BodyOf(reference.GetSyntax()) is { } body
            ? model.Semantics(reference.SyntaxTree).GetOperation(body) as IBlockOperation
            : null;
    }

    private static Location Mark(SyntaxNode target) => target switch
    {
        AnonymousFunctionExpressionSyntax lambda => lambda.AsyncKeyword.GetLocation(),
        _ => target.GetLocation(),
    };

    private static ImmutableArray<Witness> FirstAwait(IOperation target, IMethodSymbol code)
    {
        if (target is IAnonymousFunctionOperation { Body: { } body } && body.OwnOperations().FirstOrDefault(o => o is IAwaitOperation) is { } first)
            return ImmutableArray.Create(Witness.At(first, "it returns here for the first time"));

        return code.Locations.FirstOrDefault() is { IsInSource: true } declared && target is IMethodReferenceOperation
            ? ImmutableArray.Create(new Witness(declared, "this is async and returns nothing"))
            : ImmutableArray<Witness>.Empty;
    }
}
