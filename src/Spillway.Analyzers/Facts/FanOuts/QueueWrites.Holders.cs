using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <content>Who holds the queue or an end of it, and what each of them does with it.</content>
internal sealed partial class QueueWrites
{
    private const int MostTrees = 40;
    private const int MostHolders = 5;

    // Set where a use gives the channel to the container, until its users are known.
    private ITypeSymbol? _registered;

    /// <summary>True where the container gives the channel to whoever asks for it.</summary>
    public bool IsRegistered { get; private set; }

    private IEnumerable<IOperation> UsesOf(ISymbol symbol, SyntaxNode creation)
    {
        // What others can see, others may write to.
        var scopes = symbol is ILocalSymbol
            or IParameterSymbol
            ? new[] { (symbol.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() ?? creation).ScopeOfLocals() }
            : symbol.DeclaredAccessibility == Accessibility.Private
                ? symbol.ContainingType.DeclaringSyntaxReferences.Select(reference => reference.GetSyntax())
                : _model.TreesWith(symbol.Name).Take(MostTrees).Select(tree => tree.GetRoot());
        foreach (var scope in scopes.Where(scope => _model.Compilation.ContainsSyntaxTree(scope.SyntaxTree)))
        {
            foreach (var name in scope.Named(symbol.Name).OfType<IdentifierNameSyntax>())
            {
                ExpressionSyntax whole = name.Parent switch
                {
                    MemberAccessExpressionSyntax access when access.Name == name => access,
                    MemberBindingExpressionSyntax binding => binding,
                    _ => name,
                };
                var semantics = _model.Semantics(name.SyntaxTree);
                if (SymbolEqualityComparer.Default.Equals(semantics.GetSymbolInfo(name).Symbol, symbol) && semantics.GetOperation(whole) is { } operation)
                    yield return operation;
            }
        }
    }

    /// <summary>Takes note of one use; gives the variable that keeps the writer's end, if this is where it is kept.</summary>
    private Holder? Look(IOperation use, bool isOfMany)
    {
        var end = use;
        if (isOfMany)
        {
            switch (OneOf(use))
            {
                case { } taken:
                    end = taken;
                    break;
                default:
                    return EachOf(use) is { } one ? new Holder(one, false) : null;
            }
        }

        while (end.Parent is IPropertyReferenceOperation { Property.Name: "Writer" } or IPropertyReferenceOperation { Property: { Name: "Value", ContainingType.Name: "Lazy" } } or IConversionOperation or IConditionalAccessOperation)
            end = end.Parent;

        switch (end.Parent)
        {
            case IPropertyReferenceOperation { Property.Name: "Count" or "InputCount" or "OutputCount" }:
                IsCounted = true;
                return null;

            case IPropertyReferenceOperation { Property.Name: "Reader" } reader:
                IsCounted |= reader.Parent is IPropertyReferenceOperation { Property.Name: "Count" };
                _readers.Add(FunctionAround(use));
                NoteRegistration(reader);
                return null;

            case IInvocationOperation { TargetMethod.Name: "Take" or "TryTake" or "GetConsumingEnumerable" } taking when ReferenceEquals(taking.Instance, end):
                _readers.Add(FunctionAround(use));
                return null;

            case IInvocationOperation { TargetMethod.Name: "TryWrite" or "WriteAsync" or "Add" or "TryAdd" or "Post" or "SendAsync" } write when ReferenceEquals(write.Instance, end):
                Record(write);
                return null;

            // Extension methods get the block as their first argument.
            case IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "Post" or "SendAsync" } write } argument when write.Arguments[0] == argument:
                Record(write);
                return null;

            case IInvocationOperation { TargetMethod.Name: "Complete" or "TryComplete" } closing when ReferenceEquals(closing.Instance, end):
                _closings.Add(closing);
                return null;

            case ISimpleAssignmentOperation { Target: IMemberReferenceOperation { Member: var kept }, Value: var value } when !ReferenceEquals(use, end) && ReferenceEquals(value, end):
                return new Holder(kept, false);

            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } } when !ReferenceEquals(use, end):
                return new Holder(local, false);

            // _subscribers.Add(channel)
            case IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "Add" or "TryAdd", Instance: { } collection } } when QueueKeeper.MemberOf(collection) is { } many:
                return new Holder(many, true);

            case ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } collection }, Value: var put } when ReferenceEquals(put, end) && QueueKeeper.MemberOf(collection) is { } many:
                return new Holder(many, true);

            case IArgumentOperation:
                NoteRegistration(end);
                return null;

            // public ChannelWriter<T> Writer => _channel.Writer;
            case IReturnOperation when !ReferenceEquals(use, end) && _model.Semantics(use.Syntax.SyntaxTree).GetEnclosingSymbol(use.Syntax.SpanStart) is { } around && (around as IPropertySymbol ?? (around as IMethodSymbol)?.AssociatedSymbol as IPropertySymbol) is { } given:
                return new Holder(given, false);

            default:
                return null;
        }
    }

    /// <summary>The queue that a use of a collection of queues takes out: <c>_queues[name]</c>.</summary>
    private static IOperation? OneOf(IOperation use) => use.Parent switch
    {
        IPropertyReferenceOperation { Property.IsIndexer: true } indexer when ReferenceEquals(indexer.Instance, use) && !(indexer.Parent is IAssignmentOperation { Target: var target } && ReferenceEquals(target, indexer)) => indexer,
        IInvocationOperation { TargetMethod.Name: "GetOrAdd" } call when ReferenceEquals(call.Instance, use) => call,
        _ => null,
    };

    /// <summary>The variable that holds one queue of a collection after another, or the one that was looked up.</summary>
    private static ISymbol? EachOf(IOperation use)
    {
        var all = use;
        while (all.Parent is IConversionOperation or IPropertyReferenceOperation { Property.Name: "Values" } or IArgumentOperation or IInvocationOperation { TargetMethod: { Name: "ToArray" or "ToList", ContainingType.Name: "Enumerable" or "List" or "ConcurrentBag" } })
            all = all.Parent;

        return all.Parent switch
        {
            IForEachLoopOperation { Locals: { Length: 1 } locals } each when ReferenceEquals(each.Collection, all) => locals[0],
            IInvocationOperation { TargetMethod.Name: "TryGetValue", Arguments: { Length: 2 } arguments } call when ReferenceEquals(call.Instance, use)
                && arguments[1].Value is IDeclarationExpressionOperation { Expression: ILocalReferenceOperation { Local: var found } } => found,
            _ => null,
        };
    }

    /// <summary>Takes note of a channel, or an end of it, that is given to the container.</summary>
    private void NoteRegistration(IOperation given)
    {
        if (given.Parent is IArgumentOperation { Parent: IInvocationOperation call } && (_model.Apis.Of(call.TargetMethod) & ApiFlags.Singleton) != 0 && given.Type is INamedTypeSymbol { Name: "Channel" or "ChannelWriter" or "ChannelReader", TypeArguments: { Length: 1 } items })
            _registered = items[0];
    }

    /// <summary>What holds a queue, or several of them.</summary>
    private readonly record struct Holder(ISymbol Symbol, bool IsOfMany);
}
