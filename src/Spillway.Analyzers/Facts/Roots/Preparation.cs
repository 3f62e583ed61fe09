using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace Spillway.Analyzers.Facts;

/// <content>Code that runs once, before anybody is served or after the last one was.</content>
public sealed partial class MethodFacts
{
    private bool? _isPreparation;
    private bool? _isSetUp;

    /// <summary>
    /// True for the start of a program and of its hosted services, for their end, and for what fills or changes a database beforehand: nobody waits for the thread meanwhile.
    /// </summary>
    internal bool IsPreparation => _isPreparation ??= FindPreparation();

    /// <summary>True for what fills or changes a database beforehand, by its name, and that nobody asks for by a request or a message.</summary>
    internal bool IsSetUp => _isSetUp ??= RootAround is not { Occasion: Occasion.Request or Occasion.Message or Occasion.Timer or Occasion.Ui }
        && (NamingConventions.IsDoneOnce(Owner.Name) || Types().Any(type => NamingConventions.IsDoneOnce(type.Name)) || Spaces().Any(space => NamingConventions.IsDoneOnce(space.Name)));

    /// <summary>True where the program has nobody to serve: what waits there keeps only itself waiting.</summary>
    internal bool ServesNobody => Model.Roots.Host == HostKind.Console && RootAround is null;

    private bool FindPreparation()
    {
        if (RootAround is { Occasion: Occasion.Request or Occasion.Message or Occasion.Timer or Occasion.Ui })
            return false;
        if (Model.IsEntryPoint(Owner))
            return true;
        if (Owner is IMethodSymbol method && IsEndOfLife(method))
            return true;

        return IsSetUp;
    }

    /// <summary>Start and stop of what a host keeps for as long as it lives.</summary>
    private static bool IsEndOfLife(IMethodSymbol method) =>
        method.Name is "StartAsync" or "StopAsync" or "StartingAsync" or "StartedAsync" or "StoppingAsync" or "StoppedAsync" or "WaitForStartAsync"
        && method.ContainingType.AllInterfaces.Any(type => type is { Name: "IHostedService" or "IHostLifetime" or "IHostedLifecycleService", ContainingNamespace.Name: "Hosting" });

    private IEnumerable<INamedTypeSymbol> Types()
    {
        for (var type = Owner.ContainingType; type is not null; type = type.ContainingType)
            yield return type;
    }

    private IEnumerable<INamespaceSymbol> Spaces()
    {
        for (var space = Owner.ContainingNamespace; space is { IsGlobalNamespace: false }; space = space.ContainingNamespace)
            yield return space;
    }
}
