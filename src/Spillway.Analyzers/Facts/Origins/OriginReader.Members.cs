using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <content>Parameters, fields and properties: who sets them.</content>
internal sealed partial class OriginReader
{
    private const int MostCallSites = 16;

    private Origin OfParameter(IParameterSymbol parameter, int depth)
    {
        if (_passed.TryGetValue(parameter.OriginalDefinition, out var argument))
            return OfItems(argument, depth + 1);

        // What is injected as a sequence is what was registered.
        if (parameter.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.Constructor })
            return IsServices(parameter.Type) ? Origin.FixedSmall : Origin.Unknown;
        if (parameter.IsParams || parameter.RefKind == RefKind.Out)
            return Origin.Unknown;

        if (parameter.ContainingSymbol is not IMethodSymbol method)
            return Origin.Unknown;
        if (method.MethodKind == MethodKind.AnonymousFunction)
            return RootOf(method) is { Overlaps: true } ? Origin.Data($"parameter '{parameter.Name}'") : Origin.Unknown;
        if (IsBehaviour(ElementOf(parameter.Type)) && !IsGoods(ElementOf(parameter.Type)))
            return Origin.Unknown;

        // Somebody types the arguments of a program.
        if (method is { IsStatic: true, Name: "Main" or "<Main>$" })
            return Origin.FixedSmall;

        if (IsPrivate(method) && depth <= LongestChain)
        {
            // A recursion hands on what it was given.
            if (!_open.Add(parameter))
                return Origin.Constant(0);

            var called = OfArguments(parameter, method, depth);
            _open.Remove(parameter);
            if (called is { } origin)
                return origin;
        }

        return Origin.Data($"parameter '{parameter.Name}'");
    }

    private Origin OfNumberFrom(IParameterSymbol parameter, int depth)
    {
        if (_passed.TryGetValue(parameter.OriginalDefinition, out var argument))
            return OfNumber(argument, depth + 1);
        if (parameter.ContainingSymbol is not IMethodSymbol method)
            return Origin.Unknown;
        if (RootOf(method) is { Occasion: Occasion.Request })
            return Origin.Data($"parameter '{parameter.Name}'");
        if (!IsPrivate(method) || !_open.Add(parameter))
            return Origin.Unknown;

        var origin = ArgumentsFor(parameter, method) is { Count: > 0 } arguments
            ? arguments.Select(argument => OfNumber(argument, depth + 1)).Aggregate((a, b) => a.Or(b))
            : Origin.Unknown;
        _open.Remove(parameter);
        return origin;
    }

    /// <summary>What all callers pass; null where nobody in view calls.</summary>
    private Origin? OfArguments(IParameterSymbol parameter, IMethodSymbol method, int depth) =>
        ArgumentsFor(parameter, method) is { Count: > 0 } arguments
            ? arguments.Select(argument => OfItems(argument, depth + 1)).Aggregate((a, b) => a.Or(b))
            : null;

    /// <summary>The arguments of all calls of a private method or local function; null where they are too many, or it is passed on as a delegate.</summary>
    private List<IOperation>? ArgumentsFor(IParameterSymbol parameter, IMethodSymbol method)
    {
        var arguments = new List<IOperation>();
        foreach (var scope in ScopesOf(method))
        {
            if (!_model.Compilation.ContainsSyntaxTree(scope.SyntaxTree))
                continue;

            foreach (var name in scope.Named(method.Name))
            {
                var semantics = _model.Semantics(name.SyntaxTree);
                if (semantics.GetSymbolInfo(name).Symbol is not IMethodSymbol called || !SymbolEqualityComparer.Default.Equals(called.OriginalDefinition, method.OriginalDefinition))
                    continue;

                var expression = name.WithOwner();
                if (expression.Parent is not InvocationExpressionSyntax invocation || semantics.GetOperation(invocation) is not IInvocationOperation call || arguments.Count >= MostCallSites)
                    return null;

                if (call.Arguments.FirstOrDefault(a => a.Parameter?.Ordinal == parameter.Ordinal)?.Value is { } value)
                    arguments.Add(value);
            }
        }

        return arguments;
    }

    private static IEnumerable<SyntaxNode> ScopesOf(IMethodSymbol method) => method.MethodKind == MethodKind.LocalFunction
        ? method.DeclaringSyntaxReferences.Select(reference => reference.GetSyntax().ScopeOfLocals())
        : method.ContainingType.DeclaringSyntaxReferences.Select(reference => reference.GetSyntax());

    private static bool IsPrivate(IMethodSymbol method) =>
        method.MethodKind == MethodKind.LocalFunction || method is { MethodKind: MethodKind.Ordinary, DeclaredAccessibility: Accessibility.Private, PartialDefinitionPart: null };

    private Origin OfProperty(IPropertyReferenceOperation reference, IPropertySymbol property, int depth)
    {
        // The parts of a dictionary, or of a result that is handed on.
        if (reference.Instance is { } holder && property.Name is "Keys" or "Values" && IsSequence(holder.Type))
            return OfItems(holder, depth + 1);
        if (reference.Instance is { } task && property.Name == "Result" && task.Type.IsTaskLike())
            return OfAwaited(task, depth);

        return OfMember(reference, property, depth);
    }

    private Origin OfMember(IMemberReferenceOperation reference, ISymbol member, int depth)
    {
        if (_model.Apis.Of(member) is var flags && (flags & (ApiFlags.Few | ApiFlags.Machine)) != 0)
            return (flags & ApiFlags.Few) != 0 ? Origin.FixedSmall : Origin.Machine;
        if (IsQuery(TypeOf(member)))
            return Origin.Data($"the query '{member.Name}'");
        if (reference.Instance is { } settings && (IsSettings(settings) || NamingConventions.IsSettings(settings.Type)))
            return Origin.Configured;
        if (IsFromRequest(reference))
            return Origin.Data("the request");
        if (reference.Instance is { } holder && holder.Unwrapped() is not IInstanceReferenceOperation && IsFromOutside(holder, depth + 1))
            return Origin.Data($"'{member.Name}', which was read from outside");

        return SetOnce(member, depth) ?? SetRightBefore(reference, depth) ?? OfPlainData(reference, member, depth);
    }

    /// <summary>A member that a statement further up in the same block sets: what it had before does not count.</summary>
    private Origin? SetRightBefore(IMemberReferenceOperation reference, int depth)
    {
        if (reference.Instance?.Unwrapped() is not (null or IInstanceReferenceOperation))
            return null;

        IOperation child = reference;
        foreach (var around in reference.OwnAncestors())
        {
            for (var i = around is IBlockOperation block ? block.Operations.IndexOf(child) - 1 : -1; i >= 0; i--)
            {
                if (((IBlockOperation)around).Operations[i] is IExpressionStatementOperation { Operation: ISimpleAssignmentOperation { Target: IMemberReferenceOperation target, Value: var value } }
                    && SymbolEqualityComparer.Default.Equals(target.Member, reference.Member) && target.Instance?.Unwrapped() is null or IInstanceReferenceOperation)
                {
                    return OfItems(value, depth + 1) is { Kind: OriginKind.Constant } constant ? constant : null;
                }
            }

            child = around;
        }

        return null;
    }

    private static ITypeSymbol? TypeOf(ISymbol member) => member switch
    {
        IFieldSymbol field => field.Type,
        IPropertySymbol property => property.Type,
        _ => null,
    };

    /// <summary>A collection in an object that only holds data: one that a caller passes, or one of several that are data themselves.</summary>
    private Origin OfPlainData(IMemberReferenceOperation reference, ISymbol member, int depth)
    {
        if (reference.Instance?.Unwrapped() is not { Type: INamedTypeSymbol type } holder || member is not IPropertySymbol property || !property.IsAutoProperty() || !IsPlainData(type) || IsBehaviour(ElementOf(property.Type)) && !IsGoods(ElementOf(property.Type)))
            return Origin.Unknown;

        return holder switch
        {
            IParameterReferenceOperation { Parameter: { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Ordinary } method } parameter } when !IsPrivate(method) && method.Name != "Main" => Origin.Data($"'{member.Name}' of parameter '{parameter.Name}'"),
            ILocalReferenceOperation { Local: { IsForEach: true } item } when depth <= LongestChain && item.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is ForEachStatementSyntax each
                && OfSyntax(each.Expression, depth + 1).Kind == OriginKind.Data => Origin.Data($"'{member.Name}' of each '{item.Name}'"),
            _ => Origin.Unknown,
        };
    }

    /// <summary>True for a class or record in source that has properties and no methods of its own.</summary>
    private static bool IsPlainData(INamedTypeSymbol type) =>
        type is { DeclaringSyntaxReferences.IsEmpty: false, TypeKind: TypeKind.Class or TypeKind.Struct, IsAbstract: false, IsStatic: false }
        && !type.GetMembers().Any(m => m is IMethodSymbol { MethodKind: MethodKind.Ordinary, IsImplicitlyDeclared: false, IsOverride: false });

    /// <summary>A member that only its declaration and the constructors set.</summary>
    private Origin? SetOnce(ISymbol member, int depth)
    {
        var isOnce = member is IFieldSymbol { IsReadOnly: true } or IPropertySymbol { SetMethod: null, IsVirtual: false, IsAbstract: false, IsOverride: false };
        if (!isOnce || !_open.Add(member))
            return null;

        Origin? all = null;
        foreach (var value in ValuesOf(member))
        {
            var origin = OfSyntax(value, depth + 1);
            all = all is { } other ? other.Or(origin) : origin;
        }

        _open.Remove(member);

        // A literal in a mutable collection can grow; only arrays and read-only views keep their length.
        if (all is null || !IsGrowing(TypeOf(member)) || all.Value.Kind == OriginKind.FixedSmall)
            return all;
        if (all is { Kind: OriginKind.Constant, Count: var made } && Registrations.OfConstructors(member, _model) is { } put && made + put > 0)
            return Origin.Constant(made + put);
        return Registrations.Of(member, _model) is { } adder && !TypeArguments(TypeOf(member)).Any(IsBehaviour) ? Origin.Registered(adder) : Origin.Unknown;
    }

    private static IEnumerable<ITypeSymbol> TypeArguments(ITypeSymbol? type) => (type as INamedTypeSymbol)?.TypeArguments ?? Enumerable.Empty<ITypeSymbol>();

    private IEnumerable<ExpressionSyntax> ValuesOf(ISymbol member)
    {
        foreach (var reference in member.DeclaringSyntaxReferences)
        {
            var value = reference.GetSyntax() switch
            {
                VariableDeclaratorSyntax { Initializer.Value: { } v } => v,
                PropertyDeclarationSyntax { Initializer.Value: { } v } => v,
                PropertyDeclarationSyntax { ExpressionBody.Expression: { } v } => v,
                _ => null,
            };
            if (value is not null)
                yield return value;
        }

        foreach (var constructor in member.ContainingType.InstanceConstructors.Concat(member.ContainingType.StaticConstructors))
        {
            foreach (var body in constructor.DeclaringSyntaxReferences.Select(r => r.GetSyntax()).OfType<ConstructorDeclarationSyntax>())
            {
                foreach (var set in body.DescendantNodes().OfType<AssignmentExpressionSyntax>())
                {
                    var target = set.Left is MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax, Name: var own } ? own : set.Left;
                    if (target is IdentifierNameSyntax { Identifier.ValueText: var name } && name == member.Name)
                        yield return set.Right;
                }
            }
        }
    }

    /// <summary>True for what is reached through a parameter of code that answers requests, whose content the client chooses.</summary>
    private bool IsFromRequest(IOperation member)
    {
        var root = member;
        while (root is IMemberReferenceOperation { Instance: { } holder })
            root = holder.Unwrapped();
        return root is IParameterReferenceOperation { Parameter: var parameter } && !ReferenceEquals(root, member)
            && parameter.ContainingSymbol is IMethodSymbol method && RootOf(method) is { Occasion: Occasion.Request };
    }

    private Root? RootOf(IMethodSymbol method)
    {
        if (method.MethodKind != MethodKind.AnonymousFunction)
            return _model.Roots.Of(method);

        return method.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is { } syntax
            && _model.Compilation.ContainsSyntaxTree(syntax.SyntaxTree)
            && Lambdas.In(_model.Semantics(syntax.SyntaxTree).GetOperation(syntax)) is { } lambda
            ? _model.Roots.Of(lambda)
            : null;
    }

    /// <summary>True for an object of settings: what options hold, and what hangs on it.</summary>
    private static bool IsSettings(IOperation holder)
    {
        for (IOperation? link = holder.Unwrapped(); link is not null; link = (link as IMemberReferenceOperation)?.Instance?.Unwrapped())
        {
            if (NamingConventions.IsSettings(link.Type))
                return true;
        }

        return false;
    }

    private static bool IsGrowing(ITypeSymbol? type) => type is INamedTypeSymbol { TypeKind: TypeKind.Class } named && IsSequence(named) && !named.Name.StartsWith("Immutable", StringComparison.Ordinal)
        && !named.Name.StartsWith("Frozen", StringComparison.Ordinal) && !named.Name.StartsWith("ReadOnly", StringComparison.Ordinal);

    /// <summary>True for a sequence of what dependency injection would build: classes and interfaces with behaviour, not values.</summary>
    private static bool IsServices(ITypeSymbol type) => ElementOf(type) is { TypeKind: TypeKind.Interface or TypeKind.Class, SpecialType: SpecialType.None } element
        && (element.TypeKind == TypeKind.Interface || element.IsAbstract || IsBehaviour(element));

    /// <summary>True for types that do something, such as handlers and delegates, rather than hold something.</summary>
    private static bool IsBehaviour(ITypeSymbol? type) => type switch
    {
        { TypeKind: TypeKind.Delegate } => true,
        INamedTypeSymbol { TypeKind: TypeKind.Interface, SpecialType: SpecialType.None } contract =>
            contract.GetMembers().Any(member => member is IMethodSymbol { MethodKind: MethodKind.Ordinary, IsStatic: false }) && !IsSequence(contract),
        INamedTypeSymbol { TypeKind: TypeKind.Class, IsAbstract: true, SpecialType: SpecialType.None } => true,
        _ => false,
    };

    /// <summary>True for what has methods and is handed about all the same, one for each of something: a file that a client has sent.</summary>
    private bool IsGoods(ITypeSymbol? type) => type is INamedTypeSymbol { TypeKind: TypeKind.Interface } named && (_model.Apis.Of(named) & ApiFlags.Confined) != 0;

    private static ITypeSymbol? ElementOf(ITypeSymbol type)
    {
        if (type is IArrayTypeSymbol array)
            return array.ElementType;

        return Interfaces(type).FirstOrDefault(i => i.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T)?.TypeArguments[0];
    }

    private static IEnumerable<INamedTypeSymbol> Interfaces(ITypeSymbol type) => type is INamedTypeSymbol named ? type.AllInterfaces.Insert(0, named) : type.AllInterfaces;

    private static bool IsSequence(ITypeSymbol? type) =>
        type is IArrayTypeSymbol || (type is not null && type.SpecialType != SpecialType.System_String
            && Interfaces(type).Any(i => i.SpecialType == SpecialType.System_Collections_IEnumerable || i is { Name: "IAsyncEnumerable" }));

    private static bool IsQuery(ITypeSymbol? type) =>
        type is INamedTypeSymbol named && Interfaces(named).Any(i => i is { Name: "IQueryable", ContainingNamespace: { Name: "Linq", ContainingNamespace.Name: "System" } });

    private static bool IsSequenceOperators(INamedTypeSymbol? type) =>
        type is { Name: "Enumerable" or "AsyncEnumerable" or "Queryable" or "ParallelEnumerable", ContainingNamespace: { Name: "Linq", ContainingNamespace.Name: "System" } };
}
