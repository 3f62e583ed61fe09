using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>Which code does a framework call, on which occasion, and where does the program run?</summary>
internal sealed class Roots
{
    private readonly RootLines _lines;
    private readonly ConcurrentDictionary<IMethodSymbol, Root?> _known = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<INamedTypeSymbol, ImmutableArray<(IMethodSymbol Member, Occasion Occasion)>> _called = new(SymbolEqualityComparer.Default);
    private readonly Lazy<HostKind> _host;
    private readonly Lazy<PassedGroups> _groups;

    public Roots(ConcurrencyModel model)
    {
        _lines = RootLines.Of(model.Apis);
        _host = new Lazy<HostKind>(() => Hosts.Of(model, _lines), LazyThreadSafetyMode.PublicationOnly);
        _groups = new Lazy<PassedGroups>(() => new PassedGroups(model, _lines), LazyThreadSafetyMode.PublicationOnly);
    }

    /// <summary>Where the code of this compilation runs.</summary>
    public HostKind Host => _host.Value;

    /// <summary>When a framework calls this method or local function; null when it does not, as far as is known.</summary>
    public Root? Of(IMethodSymbol method) => _known.GetOrAdd(method.OriginalDefinition, Find);

    /// <summary>True for a method that a framework finds by an attribute on it, and so takes in the form that it has.</summary>
    public bool IsMarked(IMethodSymbol method) => OfAttributes(method) is not null;

    /// <summary>On which occasion a framework uses objects of this type, and calls what derives from it; null where that is not known.</summary>
    public Occasion? UseOf(INamedTypeSymbol type) => _lines.Of(type);

    /// <summary>When a framework calls this lambda: it depends on what it is passed to.</summary>
    public Root? Of(IAnonymousFunctionOperation lambda)
    {
        return Lambdas.UserOf(lambda) switch
        {
            IArgumentOperation { Parent: IInvocationOperation call } when _lines.Of(call.TargetMethod) is { } occasion =>
                Make(occasion, call.TargetMethod.Name, lambda.Syntax.GetLocation()),
            IArgumentOperation { Parent: IObjectCreationOperation { Constructor: { } constructor } } when _lines.Of(constructor) is { } occasion =>
                Make(occasion, constructor.ContainingType.Name, lambda.Syntax.GetLocation()),
            IEventAssignmentOperation { Adds: true, EventReference: IEventReferenceOperation { Event: var @event } } =>
                Make(_lines.Of(@event) ?? Occasion.Event, @event.Name, lambda.Syntax.GetLocation()),
            _ => null,
        };
    }

    private Root? Find(IMethodSymbol method)
    {
        if (method.Locations.FirstOrDefault(location => location.IsInSource) is not { } place)
            return null;

        return OccasionOf(method) is { } occasion ? Make(occasion, method.Name, place) : null;
    }

    private Root Make(Occasion occasion, string name, Location at) =>
        Root.Of(occasion == Occasion.Event && Host == HostKind.Ui ? Occasion.Ui : occasion, name, at);

    private Occasion? OccasionOf(IMethodSymbol method)
    {
        if (method.MethodKind is MethodKind.Ordinary or MethodKind.ExplicitInterfaceImplementation)
        {
            var declared = OfAttributes(method) ?? OfOverridden(method) ?? OfImplemented(method) ?? OfType(method) ?? OfContext(method);
            if (declared is not null)
                return declared;
            if (IsEventHandler(method))
                return _groups.Value.Of(method) ?? Occasion.Event;
        }

        return method.MethodKind is MethodKind.Ordinary or MethodKind.LocalFunction ? _groups.Value.Of(method) : null;
    }

    private Occasion? OfAttributes(ISymbol symbol)
    {
        foreach (var attribute in symbol.GetAttributes())
        {
            foreach (var type in attribute.AttributeClass.SelfAndBases())
            {
                if (_lines.Of(type) is { } occasion)
                    return occasion;
            }
        }

        return null;
    }

    private Occasion? OfOverridden(IMethodSymbol method)
    {
        for (var overridden = method.OverriddenMethod; overridden is not null; overridden = overridden.OverriddenMethod)
        {
            if ((_lines.Of((ISymbol)overridden) ?? OfAttributes(overridden)) is { } occasion)
                return occasion;
        }

        return null;
    }

    private Occasion? OfImplemented(IMethodSymbol method)
    {
        if (method.ContainingType is not { TypeKind: TypeKind.Class or TypeKind.Struct } type)
            return null;

        foreach (var implemented in type.AllInterfaces)
        {
            foreach (var (member, occasion) in _called.GetOrAdd(implemented, CalledIn))
            {
                if (method.Name.EndsWith(member.Name, StringComparison.Ordinal) && Reaches(method, type.FindImplementationForInterfaceMember(member)))
                    return occasion;
            }
        }

        return null;
    }

    /// <summary>The methods of an interface that a framework calls.</summary>
    private ImmutableArray<(IMethodSymbol Member, Occasion Occasion)> CalledIn(INamedTypeSymbol implemented)
    {
        var called = ImmutableArray.CreateBuilder<(IMethodSymbol, Occasion)>();
        foreach (var member in implemented.GetMembers().OfType<IMethodSymbol>())
        {
            if ((_lines.Of((ISymbol)member) ?? OfAttributes(member)) is { } occasion)
                called.Add((member, occasion));
        }

        return called.ToImmutable();
    }

    /// <summary>True for the implementation itself, and for what overrides it.</summary>
    private static bool Reaches(IMethodSymbol method, ISymbol? implementation)
    {
        for (IMethodSymbol? level = method; level is not null; level = level.OverriddenMethod)
        {
            if (SymbolEqualityComparer.Default.Equals(level.OriginalDefinition, implementation?.OriginalDefinition))
                return true;
        }

        return false;
    }

    /// <summary>The public methods of a class that derives from, or is marked as, what a framework calls.</summary>
    private Occasion? OfType(IMethodSymbol method)
    {
        if (method is not { IsStatic: false, DeclaredAccessibility: Accessibility.Public, IsAbstract: false } || OverridesObject(method) || IsExcluded(method))
            return null;

        foreach (var type in method.ContainingType.SelfAndBases())
        {
            if ((_lines.Of(type) ?? OfAttributes(type)) is { } occasion)
                return occasion;
        }

        return null;
    }

    /// <summary>Middleware and service methods are known by what they are given.</summary>
    private Occasion? OfContext(IMethodSymbol method)
    {
        var isConvention = method is { IsStatic: false, DeclaredAccessibility: Accessibility.Public, Name: "Invoke" or "InvokeAsync" };
        if (!method.IsOverride && !isConvention)
            return null;

        foreach (var parameter in method.Parameters)
        {
            if (parameter.Type is INamedTypeSymbol type && _lines.Of(type) is { } occasion)
                return occasion;
        }

        return null;
    }

    private static bool OverridesObject(IMethodSymbol method)
    {
        while (method.OverriddenMethod is { } overridden)
            method = overridden;
        return method.ContainingType.SpecialType == SpecialType.System_Object || method.Name is "Dispose" or "DisposeAsync";
    }

    // The framework's own word for "a public method of a controller that is no action".
    private static bool IsExcluded(IMethodSymbol method) =>
        method.GetAttributes().Any(attribute => attribute.AttributeClass is { Name: "NonActionAttribute" or "NonHandlerAttribute" });

    private bool IsEventHandler(IMethodSymbol method) =>
        method is { IsOverride: false, IsVirtual: false, IsAbstract: false, Parameters: { Length: 2 } parameters }
        && (method.ReturnsVoid || method.ReturnType.IsTaskLike())
        && parameters[0].Type.SpecialType == SpecialType.System_Object
        && IsEventArgs(parameters[1].Type);

    private static bool IsEventArgs(ITypeSymbol type) =>
        type.SelfAndBases().Any(level => level is { Name: "EventArgs", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } });
}
