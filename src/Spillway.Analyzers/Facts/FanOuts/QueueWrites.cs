using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>How much a write to a queue may write.</summary>
internal enum QueueWriteKind
{
    /// <summary>As much as the program fixes.</summary>
    Closed,

    /// <summary>Once whenever it is called.</summary>
    Call,

    /// <summary>As much as the data says, or as often as a framework calls.</summary>
    Flood,
}

/// <summary>A write to a queue.</summary>
/// <param name="Call">The call.</param>
/// <param name="Kind">How much it may write.</param>
/// <param name="Why">What shows it, in words.</param>
internal sealed record QueueWrite(IInvocationOperation Call, QueueWriteKind Kind, string Why);

/// <summary>Everything in view that is done with a queue: who writes, and whether somebody looks at how much is in it.</summary>
internal sealed partial class QueueWrites
{

    private readonly ConcurrencyModel _model;
    private readonly ISymbol? _keeper;
    private readonly List<QueueWrite> _writes = new();
    private readonly List<IInvocationOperation> _closings = new();
    private readonly HashSet<SyntaxNode> _readers = new();

    // The writer's end is open to others, who may be out of view.
    private bool _isShown;

    public QueueWrites(ConcurrencyModel model, QueueKeeper keeper, SyntaxNode creation)
    {
        _model = model;
        _keeper = keeper.Symbol;
        _isShown = keeper.IsOfMany || keeper.IsLazy;

        // The writer's end is often kept for itself.
        var holders = new Queue<Holder>();
        var seen = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        if (keeper.Registered is { } item)
            Register(item);
        else if (keeper.Symbol is { } symbol)
            Add(new Holder(symbol, keeper.IsOfMany));

        while (holders.Count > 0)
        {
            var holder = holders.Dequeue();
            foreach (var use in UsesOf(holder.Symbol, creation))
            {
                if (Look(use, holder.IsOfMany) is not { } alias)
                {
                    if (_registered is { } registered)
                        Register(registered);
                    continue;
                }

                _isShown |= alias.IsOfMany || alias.Symbol is not ILocalSymbol && alias.Symbol.DeclaredAccessibility != Accessibility.Private;
                if (seen.Count < MostHolders)
                    Add(alias);
            }
        }

        void Add(Holder holder)
        {
            if (seen.Add(holder.Symbol))
                holders.Enqueue(holder);
        }

        void Register(ITypeSymbol item)
        {
            _registered = null;
            if (IsRegistered)
                return;

            IsRegistered = _isShown = true;
            foreach (var user in InjectedQueues.Of(item, _model))
                Add(new Holder(user, false));
        }
    }

    /// <summary>The writes in view.</summary>
    public ImmutableArray<QueueWrite> All => _writes.ToImmutableArray();

    /// <summary>True when somebody asks how much is waiting, or takes a permit before writing: that is a bound.</summary>
    public bool IsCounted { get; private set; }

    private void Record(IInvocationOperation write)
    {
        if (IsGuarded(write))
        {
            IsCounted = true;
            return;
        }

        // A loop over many queues writes once to each.
        var queue = write.Instance is { } end ? end.OwnOperations().OfType<ILocalReferenceOperation>().FirstOrDefault()?.Local : null;
        var loops = write.OwnAncestors().OfType<ILoopOperation>().Where(loop => !(loop is IForEachLoopOperation && queue is not null && loop.Locals.Contains(queue, SymbolEqualityComparer.Default))).ToList();
        if (loops.Count > 0)
        {
            // A loop without a count may as well try again until it has written once.
            var counts = loops.Where(loop => loop is not IWhileLoopOperation).Select(loop => Origin.OfIterations(loop, _model)).ToList();
            var count = counts.Count == 0 ? Origin.Unknown : counts.Aggregate((a, b) => a.Or(b));
            if (!count.IsData)
            {
                _writes.Add(new QueueWrite(write, count.Kind == OriginKind.Unknown ? QueueWriteKind.Call : QueueWriteKind.Closed, "this writes to it"));
                return;
            }

            // What is in memory already is not made worse by a queue beside it.
            var isInMemory = _keeper is ILocalSymbol && !_isShown && loops.All(loop => loop is IForLoopOperation || loop is IForEachLoopOperation { IsAsynchronous: false, Collection: var items } && !IsRead(items));
            _writes.Add(new QueueWrite(write, isInMemory ? QueueWriteKind.Closed : QueueWriteKind.Flood, $"a loop writes to it for every item, and how many there are comes from {count.Source}"));
            return;
        }

        _writes.Add(RootOf(write) is { Overlaps: true } root
            ? new QueueWrite(write, QueueWriteKind.Flood, $"'{root.Name}' writes to it {root.Frequency}")
            : new QueueWrite(write, QueueWriteKind.Call, "this writes to it"));
    }

    /// <summary>True for what is read piece by piece while a loop goes over it: the lines of a file, what an iterator gives.</summary>
    private bool IsRead(IOperation items)
    {
        items = items.Unwrapped();
        while (items is IInvocationOperation { TargetMethod: { Name: "Select" or "Where" or "OfType" or "Cast" or "Skip", ContainingType.Name: "Enumerable" }, Arguments: { Length: > 0 } arguments })
            items = arguments[0].Value.Unwrapped();
        return items is IInvocationOperation { TargetMethod: var source } && source.ReturnType.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T
            && ((_model.Apis.Of(source) & ApiFlags.Io) != 0
                || _model.Implementations.TargetsOf(source) is { Length: 1 } targets && _model.Summaries.BodiesOf(targets[0]).Any(body => body.OwnOperations().Any(o => o is IReturnOperation { Kind: OperationKind.YieldReturn })));
    }

    private Root? RootOf(IOperation place)
    {
        for (var around = place.Parent; around is not null; around = around.Parent)
        {
            if (around is IAnonymousFunctionOperation lambda && _model.Roots.Of(lambda) is { } root)
                return root;
        }

        return _model.Semantics(place.Syntax.SyntaxTree).GetEnclosingSymbol(place.Syntax.SpanStart) is IMethodSymbol method ? Around(method) : null;
    }

    private Root? Around(IMethodSymbol method)
    {
        while (method is { MethodKind: MethodKind.LocalFunction or MethodKind.AnonymousFunction, ContainingSymbol: IMethodSymbol outer })
            method = outer;
        return _model.Roots.Of(method);
    }

    /// <summary>True when the code decides by a number, or by a permit, whether to write.</summary>
    private bool IsGuarded(IInvocationOperation write)
    {
        IOperation child = write;
        foreach (var around in write.OwnAncestors())
        {
            if (around is IConditionalOperation { Condition: var condition } && condition.OwnOperations().Any(IsLimit))
                return true;
            if (around is IBlockOperation block)
            {
                foreach (var before in block.Operations.TakeWhile(statement => !ReferenceEquals(statement, child)))
                {
                    if (before is IConditionalOperation { Condition: var check, WhenTrue: var leaves } && check.OwnOperations().Any(IsLimit) && leaves.OwnOperations().Any(o => o is IReturnOperation or IThrowOperation or IBranchOperation))
                        return true;
                    if (before.OwnOperations().OfType<IInvocationOperation>().Any(call => (_model.Apis.Of(call.TargetMethod) & ApiFlags.Acquires) != 0 && call.TargetMethod.ContainingType.Name is not "Monitor" and not "Lock"))
                        return true;
                }
            }

            child = around;
        }

        return false;
    }

    /// <summary>A comparison of counts, other than with nothing.</summary>
    public static bool IsLimit(IOperation operation) =>
        operation is IBinaryOperation { OperatorKind: BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual or BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual, LeftOperand: var left, RightOperand: var right }
        && left.Type?.SpecialType is SpecialType.System_Int32 or SpecialType.System_Int64
        && !(right.ConstantValue is { HasValue: true, Value: 0 }) && !(left.ConstantValue is { HasValue: true, Value: 0 });

    /// <summary>
    /// What a rewrite needs to know. A full queue makes its writers wait, so each of them has to be able to; one that also reads would wait
    /// for itself, and so would one that the reader runs.
    /// </summary>
    public ImmutableDictionary<string, string?>? RewriteFor(IOperation creation)
    {
        var tree = creation.Syntax.SyntaxTree;
        if (_isShown || _keeper is null || _keeper.DeclaredAccessibility != Accessibility.Private && _keeper is not ILocalSymbol || _writes.Any(write => write.Call.Syntax.SyntaxTree != tree || Reads(write.Call))
            || (creation.Type as INamedTypeSymbol)?.TypeArguments.FirstOrDefault() is { } item && _readers.Any(reader => Runs(item, reader)))
        {
            return null;
        }

        var kind = creation is IInvocationOperation { TargetMethod.Name: "CreateUnbounded" } ? "channel"
            : creation is IObjectCreationOperation { Type.Name: "BlockingCollection", Arguments.IsEmpty: true } ? "collection" : null;
        var canWait = kind switch
        {
            "channel" => _writes.All(write => write.Call.TargetMethod.Name == "WriteAsync" ? write.Call.Parent is IAwaitOperation or IInvocationOperation { TargetMethod.Name: "ConfigureAwait" } : write.Call.Parent is IExpressionStatementOperation && IsInAsync(write.Call) && IsClosedAfter(write.Call)),
            "collection" => _writes.All(write => write.Call.TargetMethod.Name == "Add" && !IsInAsync(write.Call)),
            _ => false,
        };
        return canWait ? ImmutableDictionary<string, string?>.Empty.Add(Findings.RewriteKey, kind)
            .Add("capacity", Option.QueueCapacity.NumberFor(_model.Options, tree).ToString(System.Globalization.CultureInfo.InvariantCulture))
            .Add("writes", _writes.Count(write => write.Call.TargetMethod.Name == "TryWrite").ToString(System.Globalization.CultureInfo.InvariantCulture)) : null;
    }

    /// <summary>
    /// True where nothing is written once the queue is closed: by the function that writes, or for a queue of one method by a function that has waited. What comes later is refused without
    /// a word by one way of writing, and with a failure by the other.
    /// </summary>
    private bool IsClosedAfter(IOperation write) => _closings.All(closing =>
        FunctionAround(closing) == FunctionAround(write)
        || _keeper is ILocalSymbol && FunctionAround(closing).DescendantNodes().OfType<AwaitExpressionSyntax>().Any(wait => wait.Span.End <= closing.Syntax.SpanStart));

    private static SyntaxNode FunctionAround(IOperation place) =>
        place.Syntax.Ancestors().FirstOrDefault(a => a is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or MemberDeclarationSyntax and not GlobalStatementSyntax) ?? place.Syntax.SyntaxTree.GetRoot();

    private static bool Reads(IOperation write)
    {
        var function = FunctionAround(write);
        return function.DescendantNodes().OfType<IdentifierNameSyntax>().Any(n => n.Identifier.ValueText is "Reader" or "Take" or "TryTake" or "GetConsumingEnumerable");
    }

    /// <summary>
    /// True where what is read is run, or handed to code that nobody can name: a method of the item's own, a delegate, a member that others implement. That may well write to the same queue.
    /// </summary>
    private bool Runs(ITypeSymbol item, SyntaxNode reader)
    {
        var semantics = _model.Semantics(reader.SyntaxTree);
        return reader.DescendantNodes().OfType<InvocationExpressionSyntax>().Any(call => semantics.GetSymbolInfo(call).Symbol is IMethodSymbol method
            && (method.MethodKind == MethodKind.DelegateInvoke || (method.IsAbstract || method.IsVirtual || method.IsOverride) && !method.ContainingAssembly.IsFramework())
            && call.DescendantNodesAndSelf().OfType<ExpressionSyntax>().Any(part => part != call && SymbolEqualityComparer.Default.Equals(semantics.GetTypeInfo(part).Type, item)));
    }

    private bool IsInAsync(IOperation write) =>
        _model.Semantics(write.Syntax.SyntaxTree).GetEnclosingSymbol(write.Syntax.SpanStart) is IMethodSymbol { IsAsync: true };
}
