using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace Spillway.Analyzers.Facts;

/// <summary>Checks the ids of a catalogue against the types that a compilation really has.</summary>
internal static class KnownApisResolver
{
    /// <summary>What an id leads to.</summary>
    internal enum Outcome
    {
        /// <summary>The type or the member exists.</summary>
        Found,

        /// <summary>The type is not in this compilation.</summary>
        NoSuchType,

        /// <summary>The type exists, the member does not.</summary>
        NoSuchMember,

        /// <summary>The member exists, the asynchronous form that the line names does not.</summary>
        NoSuchTwin,
    }

    /// <summary>Everything in these files that cannot be used. Types that are not referenced are no error: libraries differ.</summary>
    internal static ImmutableArray<CatalogueError> ErrorsOf(ImmutableArray<KnownApisFile> files, Compilation compilation)
    {
        var errors = ImmutableArray.CreateBuilder<CatalogueError>();
        var described = new Dictionary<string, (KnownApisLine Line, KnownApisFile File)>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            errors.AddRange(file.Errors);
            var unresolved = 0;
            foreach (var line in file.Lines)
            {
                var wrong = WhatIsWrong(line, compilation) ?? (described.TryGetValue(line.Id, out var other) ? Conflict(line, other.Line, other.File) : null);
                described[line.Id] = (line, file);
                if (wrong is null)
                    continue;

                if (unresolved++ == KnownApisReader.MaxErrors)
                {
                    errors.Add(KnownApisReader.ErrorAt(file.Path, file.Text, line.IdSpan, $"checking stopped here after {KnownApisReader.MaxErrors} lines that name nothing; correct those first"));
                    break;
                }

                errors.Add(KnownApisReader.ErrorAt(file.Path, file.Text, line.IdSpan, wrong));
            }
        }

        return errors.ToImmutable();
    }

    internal static Outcome Resolve(KnownApisLine line, Compilation compilation)
    {
        var types = TypesOf(line, compilation);
        if (types.IsEmpty)
            return Outcome.NoSuchType;

        if (line.Member is null)
            return Outcome.Found;

        var members = types.SelectMany(t => t.GetMembers()).Where(m => Matches(line, m)).ToList();
        if (members.Count == 0)
            return Outcome.NoSuchMember;

        return line.Twin is null || members.Any(m => KnownApisId.HasMethod(m.ContainingType, line.TwinOf(m.Name)!)) ? Outcome.Found : Outcome.NoSuchTwin;
    }

    private static string? WhatIsWrong(KnownApisLine line, Compilation compilation)
    {
        switch (Resolve(line, compilation))
        {
            case Outcome.NoSuchTwin:
                return $"'{line.Type}' has no method '{line.Twin}'; name the asynchronous method of the same type, or leave 'twin=' out";

            case Outcome.NoSuchMember:
                var names = TypesOf(line, compilation).SelectMany(t => t.GetMembers()).Where(IsNamed).Select(KnownApisId.NameOf).Distinct();
                var nearest = Spelling.Nearest(line.Member!, names.Where(n => n != line.Member));
                var known = TypesOf(line, compilation).SelectMany(t => t.GetMembers()).Any(m => KnownApisId.NameOf(m) == line.Member);
                return known
                    ? $"'{line.Type}' has a member '{line.Member}', but not as '{line.Id}'; leave the parameter list out to mean all overloads, and check the letter before the colon"
                    : $"'{line.Type}' declares no member '{line.Member}'" + (nearest is null ? "; inherited members are named on the type that declares them" : $"; did you mean '{nearest}'?");

            default:
                return null;
        }
    }

    /// <summary>A file may override what an earlier one says, but two that say the opposite were hardly written by people who knew of each other.</summary>
    private static string? Conflict(KnownApisLine line, KnownApisLine earlier, KnownApisFile file) =>
        KnownApisFlags.Contradiction(line.Flags | earlier.Flags) is not { } contradiction ? null
            : $"'{contradiction.Words}' cannot hold together, because {contradiction.Why}; line {file.Text.Lines.GetLinePosition(earlier.IdSpan.Start).Line + 1} of '{Path.GetFileName(file.Path)}' also describes "
                + $"'{Spelling.Shown(line.Id)}', and this line overrides it: keep one of the two";

    private static ImmutableArray<INamedTypeSymbol> TypesOf(KnownApisLine line, Compilation compilation) =>
        DocumentationCommentId.GetSymbolsForDeclarationId("T:" + line.Type, compilation).OfType<INamedTypeSymbol>().ToImmutableArray();

    private static bool Matches(KnownApisLine line, ISymbol member)
    {
        if (line.IsPattern)
            return IsNamed(member) && line.Covers(KnownApisId.KindOf(member), KnownApisId.NameOf(member));

        if (KnownApisId.KindOf(member) != line.Kind)
            return false;

        // The id of a member is dear, its name is not.
        var name = KnownApisId.NameOf(member);
        if (line.Parameters is not null)
            return line.Member!.StartsWith(name, StringComparison.Ordinal) && member.GetDocumentationCommentId() == line.Id.Replace("()", "");

        return name == line.Member || member is IMethodSymbol { Arity: > 0 } generic && name + "``" + generic.Arity == line.Member;
    }

    private static bool IsNamed(ISymbol member) =>
        member.DeclaredAccessibility is Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal
        && member is not INamedTypeSymbol and not IMethodSymbol { AssociatedSymbol: not null };
}
