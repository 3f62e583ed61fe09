using System;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <content>What a call returns: from the operators of sequences, from what the callee reaches, or from its own returns.</content>
internal sealed partial class OriginReader
{
    private Origin OfCall(IInvocationOperation call, int depth)
    {
        var (method, type) = (call.TargetMethod, call.TargetMethod.ContainingType);
        if (IsSequenceOperators(type) && !call.Arguments.IsEmpty)
            return OfOperator(call, depth);
        if (method.Name == "Empty")
            return Origin.Constant(0);
        if (method.Name is "GetValues" or "GetNames" or "GetValuesAsUnderlyingType" && type.SpecialType == SpecialType.System_Enum)
            return OfEnumeration(method.TypeArguments.FirstOrDefault() ?? (call.Arguments.FirstOrDefault()?.Value.Unwrapped() as ITypeOfOperation)?.TypeOperand);
        if (method.Name is "GetEnumValues" or "GetEnumNames" && call.Instance?.Unwrapped() is ITypeOfOperation { TypeOperand: var enumeration })
            return OfEnumeration(enumeration);

        var flags = _model.Apis.Of(method);
        if ((flags & ApiFlags.Machine) != 0)
            return Origin.Machine;

        // 'ImmutableArray.Create(first, second)', or of an array.
        if (method is { Name: "Create", IsStatic: true } && type.ContainingNamespace is { Name: "Immutable" or "Frozen", ContainingNamespace.Name: "Collections" })
            return call.Arguments.Length == 1 && IsSequence(call.Arguments[0].Value.Unwrapped().Type) ? OfItems(call.Arguments[0].Value, depth + 1) : Origin.Constant(call.Arguments.Length);

        if ((flags & ApiFlags.Few) != 0 || IsReflection(type))
            return Origin.FixedSmall;

        // The pieces of one text.
        if (type.SpecialType == SpecialType.System_String)
            return call.Instance is { } text && (IsFromOutside(text, depth + 1) || IsListed(call) && IsOfRequest(text)) ? Origin.Data("the text") : Origin.FixedSmall;

        // What a pattern finds in a text grows with the text.
        if (method.Name is "Matches" or "Split" && type is { Name: "Regex", ContainingNamespace.Name: "RegularExpressions" } && call.Arguments.Any(argument => IsFromOutside(argument.Value, depth + 1) || IsOfRequest(argument.Value) || method.Name == "Matches" && IsGivenText(argument.Value)))
            return Origin.Data("the text");

        // The elements of an array that somebody sent.
        if (method.Name is "EnumerateArray" or "AsArray" && method.ContainingType is { Name: "JsonElement" or "JsonNode", ContainingNamespace: { Name: "Json" or "Nodes" } } && call.Instance is { } json)
            return OfJson(json, depth + 1);

        // Asynchronous and other operators that libraries add to queries: a limit in the query holds for what it returns.
        var subject = call.Arguments.FirstOrDefault()?.Value;
        if (method.IsExtensionMethod && subject is not null && IsSequence(subject.Unwrapped().Type) && IsSequence(method.ReturnType.AwaitedResult() ?? method.ReturnType))
        {
            if (NamingConventions.CutsIntoBatches(method.Name))
                return OfItems(subject, depth + 1);

            var queried = OfItems(subject, depth + 1);
            if (queried.Kind != OriginKind.Unknown)
                return queried;
        }

        if (method is { Name: "ConvertAll" or "FindAll", IsStatic: true } && type.SpecialType == SpecialType.System_Array)
            return OfItems(call.Arguments[0].Value, depth + 1);

        if (call.Instance is { } list && IsSequence(list.Type))
        {
            if (method.Name is "GetRange" or "Slice" && call.Arguments.Length == 2)
                return Limited(OfItems(list, depth + 1), call.Arguments[1].Value, depth);
            if (method.Name is "ConvertAll" or "FindAll" or "ToArray" or "ToList" or "AsReadOnly" or "Reverse" or "GetConsumingEnumerable")
                return OfItems(list, depth + 1);
        }

        return IsOutside(method) ? Asked(call, depth) : OfReturns(call, depth);
    }

    private static Origin OfEnumeration(ITypeSymbol? type) =>
        type is { TypeKind: TypeKind.Enum } ? Origin.Members(type.GetMembers().Count(member => member is IFieldSymbol { HasConstantValue: true })) : Origin.FixedSmall;

    /// <summary>What a request or a query returns: as much as there is, or as the call allows.</summary>
    private Origin Asked(IInvocationOperation call, int depth)
    {
        var all = Origin.Data($"what '{call.TargetMethod.Name}' returns");
        foreach (var argument in call.Arguments)
        {
            if (argument is { IsImplicit: false, Parameter: { Type.SpecialType: SpecialType.System_Int32 or SpecialType.System_Int64, Name: var name } } && NamingConventions.IsLimit(name))
                return Limited(all, argument.Value, depth);
        }

        return all;
    }

    private Origin OfOperator(IInvocationOperation call, int depth)
    {
        var first = call.Arguments[0].Value;
        Origin Source() => OfItems(first, depth + 1);
        Origin Second() => call.Arguments.Length > 1 ? OfItems(call.Arguments[1].Value, depth + 1) : Origin.Unknown;
        switch (call.TargetMethod.Name)
        {
            case "Range" or "Repeat" when call.Arguments.Length == 2:
                return OfNumber(call.Arguments[1].Value, depth + 1);
            case "Empty":
                return Origin.Constant(0);
            case "Take" or "TakeLast" when call.Arguments.Length == 2:
                return Limited(Source(), call.Arguments[1].Value, depth);
            case "Concat" or "Union" or "UnionBy":
                return Source().And(Second());
            case "Append" or "Prepend":
                return Source().And(Origin.Constant(1));
            case "Zip" or "Intersect" or "IntersectBy":
                return Source().AtMost(Second());
            case "SelectMany":
                return Source().Or(OfSelected(call, depth));
            case "Where" or "TakeWhile":
                return OfFiltered(call, depth);
            case "AsEnumerable" or "AsQueryable" or "Cast" or "OfType" or "Select" or "OrderBy" or "OrderByDescending" or "ThenBy" or "ThenByDescending" or "Order"
                or "OrderDescending" or "Distinct" or "DistinctBy" or "Reverse" or "Skip" or "SkipLast" or "SkipWhile" or "ToList" or "ToArray" or "ToHashSet" or "ToDictionary"
                or "ToLookup" or "GroupBy" or "Except" or "ExceptBy" or "DefaultIfEmpty" or "Index" or "Join" or "GroupJoin" or "AsParallel" or "ToAsyncEnumerable":
                return Source();
            case "Chunk":
                return call.Arguments.Length == 2 && IsShare(call.Arguments[1].Value, 0) ? Origin.FixedSmall : Source();
            default:
                return Origin.Unknown;
        }
    }

    /// <summary>True for the size of a part where it is all there is, divided by the number of parts: as many parts as somebody wanted.</summary>
    private bool IsShare(IOperation size, int depth)
    {
        size = size.Unwrapped();
        return depth < LongestChain && size switch
        {
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Divide, LeftOperand: var all, RightOperand: var parts } => CountsItems(all) && !CountsItems(parts) && OfNumber(parts, depth + 1).Kind != OriginKind.Data,
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Add, LeftOperand: var share, RightOperand: var rest } => IsShare(share, depth + 1) && rest.ConstantValue.HasValue,
            IInvocationOperation { TargetMethod: { Name: "Max" or "Ceiling" or "Round", ContainingType: { Name: "Math", ContainingNamespace.Name: "System" } }, Arguments: var arguments } => arguments.Any(argument => IsShare(argument.Value, depth + 1)),
            IConversionOperation { Operand: var inner } => IsShare(inner, depth + 1),
            ILocalReferenceOperation { Local: var local } => InitializerOf(local) is { } value && _model.Semantics(value.SyntaxTree).GetOperation(value) is { } made && IsShare(made, depth + 1),
            _ => false,
        };
    }

    private static bool CountsItems(IOperation number) => number.OwnOperations().Any(o => o is IPropertyReferenceOperation { Property.Name: "Count" or "Length" } or IInvocationOperation { TargetMethod.Name: "Count" });

    /// <summary>What a selector of several items gives for one item.</summary>
    private Origin OfSelected(IInvocationOperation call, int depth)
    {
        foreach (var argument in call.Arguments.Skip(1))
        {
            if (Lambdas.In(argument.Value) is { } lambda && Lambdas.Result(lambda) is { } value)
                return OfItems(value, depth + 1);
        }

        return Origin.Unknown;
    }

    /// <summary>
    /// At most so many of them. A limit that somebody wrote is meant as one, whatever its value, unless the request decides.
    /// </summary>
    private Origin Limited(Origin source, IOperation limit, int depth)
    {
        var most = OfNumber(limit, depth + 1);
        return most.Kind switch
        {
            OriginKind.Constant => source.AtMost(most),
            OriginKind.Data when !most.IsAnswer => source.Or(most),
            _ => source.AtMost(Origin.Page),
        };
    }

    private Origin OfReturns(IInvocationOperation call, int depth)
    {
        var targets = _model.Implementations.TargetsOf(call.TargetMethod);
        Origin? all = null;
        foreach (var target in targets)
        {
            if (!_open.Add(target))
                continue;

            // In here, a parameter of the callee is what this call passes.
            foreach (var argument in call.Arguments)
            {
                if (argument.Parameter is { } passed && target.Parameters.Length > passed.Ordinal)
                    _passed[target.Parameters[passed.Ordinal]] = argument.Value;
            }

            // What an iterator makes of data is data, and of few it may make many.
            var yielded = OfYields(target, depth);
            if (yielded is { IsData: true } given)
                all = all is { } before ? before.Or(given) : given;

            // That the tasks which it gives ask outside says nothing of how many they are.
            var isOpen = yielded is null || yielded is { Kind: OriginKind.Unknown } && !Tasks.AreIn(target.ReturnType);
            var isAsked = isOpen && _model.Summaries.Of(target, new SummaryRun()).Effects.Io is not null;
            foreach (var value in isAsked || yielded is not null ? System.Linq.Enumerable.Empty<ExpressionSyntax>() : Returned(target))
            {
                var origin = OfSyntax(value, depth + 1);
                all = all is { } other ? other.Or(origin) : origin;
            }

            foreach (var parameter in target.Parameters)
                _passed.Remove(parameter);
            _open.Remove(target);
            if (isAsked)
                return Asked(call, depth);
        }

        return all ?? Origin.Unknown;
    }

    /// <summary>What an iterator gives, one by one: as many as its loops turn. One that goes on until it has found an end says nothing; null for what is no iterator.</summary>
    private Origin? OfYields(IMethodSymbol method, int depth)
    {
        if (method.ReturnType.Name is not ("IEnumerable" or "IAsyncEnumerable"))
            return null;

        Origin? all = null;
        foreach (var declaration in method.DeclaringSyntaxReferences.Select(reference => reference.GetSyntax()))
        {
            if (!_model.Compilation.ContainsSyntaxTree(declaration.SyntaxTree))
                continue;

            foreach (var yield in declaration.DescendantNodes(n => n == declaration || n is not (ExpressionSyntax or LocalFunctionStatementSyntax)).OfType<YieldStatementSyntax>())
            {
                if (yield.Expression is null)
                    continue;

                var once = Repeated(Origin.Constant(1), yield, declaration, depth);
                once = once == Uncounted ? Origin.Unknown : once;
                all = all is { } before ? before.And(once) : once;
            }
        }

        return all;
    }

    private static System.Collections.Generic.IEnumerable<ExpressionSyntax> Returned(IMethodSymbol method)
    {
        foreach (var reference in method.DeclaringSyntaxReferences)
        {
            switch (reference.GetSyntax())
            {
                case MethodDeclarationSyntax { ExpressionBody.Expression: var value }:
                    yield return value;
                    break;
                case LocalFunctionStatementSyntax { ExpressionBody.Expression: var value }:
                    yield return value;
                    break;
                case var declaration:
                    foreach (var node in declaration.DescendantNodes(n => n == declaration || n is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)))
                    {
                        if (node is ReturnStatementSyntax { Expression: { } value })
                            yield return value;
                    }

                    break;
            }
        }
    }

    /// <summary>Asks a database, a service or a file, or makes a sequence of what was read from one.</summary>
    private bool IsOutside(IMethodSymbol method) =>
        (_model.Apis.Of(method) & ApiFlags.Io) != 0
        || IsQuery(method.ReturnType)
        || (method.Name.StartsWith("Deserialize", StringComparison.Ordinal) && method.ContainingType.Name is "JsonSerializer" or "JsonConvert" or "XmlSerializer" or "MessagePackSerializer");

    /// <summary>True for a value that was read from outside: the result of a request, a query or a file.</summary>
    private bool IsFromOutside(IOperation value, int depth)
    {
        if (depth > LongestChain)
            return false;

        value = value.Unwrapped();
        switch (value)
        {
            case IAwaitOperation { Operation: var awaited }:
                return awaited.WithoutConfiguration() is IInvocationOperation asked && (IsOutside(asked.TargetMethod) || Reaches(asked.TargetMethod));
            case IInvocationOperation call:
                return IsOutside(call.TargetMethod) || Reaches(call.TargetMethod) || (call.Instance is { } inner && IsFromOutside(inner, depth + 1));
            case IPropertyReferenceOperation { Instance: { } holder }:
                return IsFromOutside(holder, depth + 1);
            case ICoalesceOperation { Value: var first }:
                return IsFromOutside(first, depth + 1);
            case IParameterReferenceOperation { Parameter: var parameter }:
                return _passed.TryGetValue(parameter, out var passed) && IsFromOutside(passed, depth + 1);
            case ILocalReferenceOperation { Local: var local }:
                return InitializerOf(local) is { } initializer && _model.Semantics(initializer.SyntaxTree).GetOperation(initializer) is { } made && IsFromOutside(made, depth + 1);
            default:
                return false;
        }
    }

    private bool Reaches(IMethodSymbol method) =>
        _model.Implementations.TargetsOf(method).Any(target => _model.Summaries.Of(target, new SummaryRun()).Effects.Io is not null);

    /// <summary>What the program is made of was compiled in, whatever its data.</summary>
    private static bool IsReflection(INamedTypeSymbol type) =>
        type.ContainingNamespace is { Name: "Reflection", ContainingNamespace.Name: "System" } || (IsFrom(type, "Type") && type.ContainingNamespace.Name == "System");
}
