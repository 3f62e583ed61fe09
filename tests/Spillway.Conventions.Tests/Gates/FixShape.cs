using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Spillway.CodeFixes;

namespace Spillway.Conventions.Tests.Gates;

/// <summary>What every code fix looks like.</summary>
internal static class FixShape
{
    /// <summary>A fix is on the frame, exported, named after a rule whose id it serves, and fixes all in the project's own way.</summary>
    /// <param name="type">The fix.</param>
    /// <param name="idOf">The id of the rule with a name, or null where there is no such rule.</param>
    public static IEnumerable<string> Of(Type type, Func<string, string?> idOf)
    {
        if (!type.IsSubclassOf(typeof(Fix)))
            yield return $"{type.Name} does not derive from Fix";
        if (type.Namespace != "Spillway.Rules")
            yield return $"{type.Name} is in {type.Namespace}, not in Spillway.Rules";
        if (!type.IsSealed || !type.IsPublic)
            yield return $"{type.Name} is not public and sealed";
        if (type.GetCustomAttribute<ExportCodeFixProviderAttribute>()?.Languages is not [LanguageNames.CSharp])
            yield return $"{type.Name} is not exported for C#";

        var fix = (CodeFixProvider)Activator.CreateInstance(type)!;
        var id = type.Name.EndsWith("Fix", StringComparison.Ordinal) ? idOf(type.Name[..^"Fix".Length]) : null;
        if (id is null)
            yield return $"{type.Name} is not named after a rule";
        else if (!fix.FixableDiagnosticIds.Contains(id))
            yield return $"{type.Name} does not fix {id}";

        if (fix.GetFixAllProvider() is not { } provider)
            yield return $"{type.Name} cannot fix all";
        else if (provider.GetType().Assembly != typeof(Fix).Assembly)
            yield return $"{type.Name} fixes all by {provider.GetType().Name}, which is not the project's own";
    }
}
