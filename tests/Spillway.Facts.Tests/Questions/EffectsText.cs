using Spillway.Analyzers.Facts;

namespace Spillway.Facts.Tests.Questions;

/// <summary>How pages write down effects and places.</summary>
internal static class EffectsText
{
    /// <summary>Each effect in words; what happens to objects that nobody else has is left out.</summary>
    public static IEnumerable<string> Words(this Effects effects)
    {
        foreach (var access in effects.Accesses.Where(access => access.Place.Kind != RootKind.Fresh))
            yield return $"{Verb(access.Kind)} {access.Place.Text()}{(access.Guarded ? " (guarded)" : "")}";

        foreach (var (parameter, _) in effects.Invoked)
            yield return $"invokes {parameter.Name}";

        foreach (var (mark, word) in new[]
        {
            (effects.Unknown, "unknown"),
            (effects.Io, "io"),
            (effects.Ordered, "ordered"),
            (effects.Delay, "delay"),
            (effects.Acquires, "acquires"),
            (effects.Pump, "pump"),
            (effects.Serialised, "serialised"),
        })
        {
            if (mark is not null)
                yield return word;
        }
    }

    /// <summary>The place's name; a star stands for the content of the object behind it.</summary>
    public static string Text(this Place place) => place.Kind switch
    {
        RootKind.Fresh => "fresh",
        RootKind.Unknown => "?",
        _ => place.Name + (place.Below ? ".*" : ""),
    };

    private static string Verb(AccessKind kind) => kind switch
    {
        AccessKind.Read => "reads",
        AccessKind.Write => "writes",
        AccessKind.PerhapsWrite => "perhaps writes",
        AccessKind.Confined => "confined",
        AccessKind.AsksOutside => "asks outside",
        AccessKind.ChangesOutside => "changes outside",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "an effect without a word"),
    };
}
