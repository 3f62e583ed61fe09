using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>Does an operation by itself keep its thread waiting, and for what?</summary>
internal sealed class Waiting
{
    private readonly ConcurrencyModel _model;
    private readonly Medium _medium;
    private readonly DatabaseQueries _queries;

    public Waiting(ConcurrencyModel model)
    {
        _model = model;
        _medium = new Medium(model);
        _queries = new DatabaseQueries(model);
    }

    public Burden? Of(IOperation operation)
    {
        var kind = operation switch
        {
            IForEachLoopOperation { IsAsynchronous: false, Collection: var collection } => _queries.AreRunBy(collection) ? BlockKind.Database : BlockKind.None,
            IInvocationOperation call => OfCall(call),
            IPropertyReferenceOperation { Property: var property } reference when CallSite.TargetOf(reference) is { MethodKind: MethodKind.PropertyGet } => OfMember(property, reference),
            IObjectCreationOperation { Constructor: { } constructor } => OfMember(constructor, operation),
            _ => BlockKind.None,
        };

        return kind == BlockKind.None || (kind == BlockKind.Task && IsOver(operation))
            ? null
            : new Burden(kind, CallSite.NameOf(operation), ImmutableArray.Create(Witness.At(operation, "the thread waits here")))
            {
                HasAsyncForm = HasAsyncForm(operation, kind),
                IsFormInherited = kind == BlockKind.Database && operation is IInvocationOperation database && InheritsForm(database),
                Computes = CallSite.TargetOf(operation) is { } called && (_model.Apis.Of(called) & (ApiFlags.Grows | ApiFlags.Cpu)) != 0,
                In = kind == BlockKind.Task ? _model.Semantics(operation.Syntax.SyntaxTree).GetEnclosingSymbol(operation.Syntax.SpanStart) : null,
            };
    }

    /// <summary>True when the task is known to be complete, or was never more than a synchronous call.</summary>
    private bool IsOver(IOperation wait)
    {
        var task = wait switch
        {
            IPropertyReferenceOperation property => property.Instance,
            IInvocationOperation { Instance: { } instance } => instance,
            IInvocationOperation { Arguments: { Length: > 0 } arguments } => arguments[0].Value,
            _ => null,
        };
        if (task is null)
            return false;

        var completion = _model.CompletionAround(wait);
        return completion.IsComplete(task, wait.Syntax) || completion.AreAllComplete(task, wait.Syntax) || SynchronousCalls.Made(task) || UnboundedWrites.Made(task, _model);
    }

    private bool HasAsyncForm(IOperation operation, BlockKind kind) =>
        kind is BlockKind.Sleep or BlockKind.Task
        || operation is IForEachLoopOperation
        || (CallSite.TargetOf(operation) is { } target
            && (_model.Apis.TwinOf(target) is not null || target.HasAsyncTwin() || target.ContainingNamespace is { Name: "Linq", ContainingNamespace.Name: "System" }));

    /// <summary>True for a type that leaves the asynchronous form to its base class, where it calls the synchronous one.</summary>
    private bool InheritsForm(IInvocationOperation call)
    {
        if (call.Instance?.Unwrapped().Type is not INamedTypeSymbol type)
            return false;

        // A type that declares a form of its own anywhere below has thought of it.
        var twin = _model.Apis.TwinOf(call.TargetMethod) ?? call.TargetMethod.Name + "Async";
        ImmutableArray<ISymbol>? forms = null;
        foreach (var level in type.SelfAndBases())
        {
            var declared = level.GetMembers(twin);
            if (declared.IsEmpty)
                continue;
            if (forms is not null || SymbolEqualityComparer.Default.Equals(level, type))
                return false;

            forms = declared;
        }

        return forms is { } inherited && inherited.Any(form => (_model.Apis.Of(form) & ApiFlags.Synchronous) != 0);
    }

    private BlockKind OfCall(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        var kind = OfMember(method, call);
        if (kind == BlockKind.None)
            return _queries.AreRunBy(call) ? BlockKind.Database : BlockKind.None;

        if (WaitsForNoTime(call) || EndsSoon(call) || (kind == BlockKind.Process && ReadsWhatIsThere(call)) || (kind == BlockKind.Network && BufferedResponses.Read(call, _model)) || ((_model.Apis.Of(method) & ApiFlags.Lazy) != 0 && !IsGoneThrough(call)))
            return BlockKind.None;

        if (kind == BlockKind.Database && (_queries.IsOverSomethingElse(call) || IsHandedReader(call)))
            return BlockKind.None;

        return kind;
    }

    /// <summary>
    /// True for rows that come from whoever called, or by another type that only has the interface: files of values have it too, and who asked a database has waited for it already.
    /// </summary>
    private static bool IsHandedReader(IInvocationOperation call) =>
        call is { TargetMethod.ContainingType: { Name: "IDataReader", ContainingNamespace: { Name: "Data", ContainingNamespace.Name: "System" } }, Instance: { } reader }
        && (reader.Unwrapped() is IParameterReferenceOperation || reader.Unwrapped().Type is not { Name: "IDataReader" });

    private BlockKind OfMember(ISymbol member, IOperation operation)
    {
        var flags = _model.Apis.Of(member);

        // What waits for work that it spread over other threads computes; it does not wait for the outside.
        if ((flags & ApiFlags.Blocks) == 0 || (flags & ApiFlags.Offloads) != 0 || ReturnsAtOnce(member))
            return BlockKind.None;
        if ((flags & ApiFlags.Terminal) != 0)
            return BlockKind.Terminal;
        if ((flags & ApiFlags.Network) != 0)
            return BlockKind.Network;
        if ((flags & ApiFlags.Database) != 0)
            return BlockKind.Database;
        if ((flags & ApiFlags.Disk) != 0)
            return OnlyOpens(member) ? BlockKind.None : BlockKind.Disk;
        if ((flags & ApiFlags.Process) != 0)
            return BlockKind.Process;
        if ((flags & ApiFlags.Queue) != 0)
            return BlockKind.Queue;
        if ((flags & ApiFlags.Io) != 0)
            return _medium.Of(operation);
        if ((flags & ApiFlags.Delay) != 0)
            return BlockKind.Sleep;
        return IsOfTask(member) ? BlockKind.Task : BlockKind.Wait;
    }

    /// <summary>An overload of a call that waits may give a task instead.</summary>
    private static bool ReturnsAtOnce(ISymbol member) => member is IMethodSymbol { MethodKind: MethodKind.Ordinary or MethodKind.ReducedExtension } method && method.ReturnType.IsTaskLike();

    /// <summary>Opening a file or an archive moves no data to speak of.</summary>
    private static bool OnlyOpens(ISymbol member) =>
        member is IMethodSymbol { ReturnType: var result } && result.AllInterfaces.Any(i => i.SpecialType == SpecialType.System_IDisposable) && result.SpecialType == SpecialType.None;

    private static bool IsOfTask(ISymbol member) =>
        member.ContainingType is { } type && (type.IsTaskLike() || type.ContainingNamespace is { Name: "CompilerServices", ContainingNamespace.Name: "Runtime" });

    /// <summary>A process that was killed a moment ago ends at once.</summary>
    private static bool EndsSoon(IInvocationOperation call) =>
        call.TargetMethod is { Name: "WaitForExit", ContainingType.Name: "Process" } && call.Instance is { } process
        && call.OwnAncestors().OfType<IBlockOperation>().FirstOrDefault() is { } block
        && block.Operations.TakeWhile(statement => !statement.Syntax.Span.Contains(call.Syntax.Span)).Any(statement =>
            statement is IExpressionStatementOperation && statement.OwnOperations().Any(o => o is IInvocationOperation { TargetMethod: { Name: "Kill", ContainingType.Name: "Process" } } kill
                && (kill.Instance is IConditionalAccessInstanceOperation || kill.Instance?.Syntax.IsEquivalentTo(process.Syntax) == true)));

    /// <summary>What a process has written is there when it has ended. A time-out says so only to those who look at the answer.</summary>
    private static bool ReadsWhatIsThere(IInvocationOperation read) =>
        read is { Instance: IPropertyReferenceOperation { Property.Name: "StandardOutput" or "StandardError", Instance: { } process } }
        && read.OwnAncestors().OfType<IBlockOperation>().Any(block => block.Operations.TakeWhile(statement => !statement.Syntax.Span.Contains(read.Syntax.Span)).Any(statement =>
            statement.OwnOperations().Any(o => o is IInvocationOperation { TargetMethod.Name: "WaitForExit" or "WaitForExitAsync", Instance: { } ended } end
                && (end.TargetMethod.ReturnType.SpecialType != SpecialType.System_Boolean || end.Parent is not (IExpressionStatementOperation or ISimpleAssignmentOperation { Target: IDiscardOperation })) && SyntaxFactory.AreEquivalent(ended.Syntax, process.Syntax))));

    /// <summary>A wait with a time-out of nothing only looks.</summary>
    private bool WaitsForNoTime(IInvocationOperation call)
    {
        foreach (var argument in call.Arguments)
        {
            var isTime = argument.Parameter is { } parameter
                && (parameter.Type is { Name: "TimeSpan", ContainingNamespace.Name: "System" }
                    || (parameter.Type.SpecialType == SpecialType.System_Int32 && parameter.Name is "millisecondsTimeout" or "milliseconds" or "microSeconds" or "timeout"));
            if (isTime && NoTime.Is(argument.Value, _model))
                return true;
        }

        return false;
    }

    /// <summary>True where a sequence is gone through on the spot; whoever gets it waits otherwise.</summary>
    private static bool IsGoneThrough(IOperation sequence)
    {
        var user = sequence.User();
        return user is IForEachLoopOperation or IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { ContainingType: { Name: "Enumerable", ContainingNamespace.Name: "Linq" } } } };
    }
}
