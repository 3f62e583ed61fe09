using System.Collections.Immutable;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Spillway.Analyzers;

namespace Spillway.Conventions.Tests.Gates;

/// <summary>What every rule class and its descriptor look like.</summary>
internal static partial class RuleShape
{
    private static readonly string[] Articles = ["a", "an", "the"];

    /// <summary>A rule is a sealed class on the frame, with one descriptor that others can find.</summary>
    public static IEnumerable<string> OfClass(Type type)
    {
        if (type.BaseType != typeof(Rule))
            yield return $"{type.Name} derives from {type.BaseType?.Name}, not from Rule itself";
        if (type.Namespace != "Spillway.Rules")
            yield return $"{type.Name} is in {type.Namespace}, not in Spillway.Rules";
        if (!type.IsSealed || !type.IsPublic)
            yield return $"{type.Name} is not public and sealed";

        var field = type.GetField("Descriptor", BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic);
        if (field is not { IsInitOnly: true } || field.FieldType != typeof(DiagnosticDescriptor))
            yield return $"{type.Name} has no static readonly field Descriptor of type DiagnosticDescriptor";

        if (type.GetConstructor(Type.EmptyTypes) is not null
            && !ReferenceEquals(((Rule)Activator.CreateInstance(type)!).Primary, field?.GetValue(null)))
        {
            yield return $"{type.Name} does not report its Descriptor";
        }

        var state = type.GetFields(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Where(other => !other.IsInitOnly && !other.IsLiteral && !other.Name.StartsWith('<'));
        foreach (var other in state)
            yield return $"{type.Name} keeps state in {other.Name}; rules are shared by threads and compilations";
    }

    /// <summary>The id belongs to the family, the name is the title, and the message tells what and where.</summary>
    public static IEnumerable<string> OfDescriptor(string name, DiagnosticDescriptor descriptor)
    {
        if (!Enum.TryParse<Family>(descriptor.Category, out var family))
            yield return $"{name}: '{descriptor.Category}' is not the name of a family";
        else if (!Regex.IsMatch(descriptor.Id, $@"^SPW{(int)family}\d{{3}}$"))
            yield return $"{name}: the id {descriptor.Id} is not SPW{(int)family} and three digits, as family {family} has it";

        if (!string.Equals(Slug(descriptor.Title.ToString()), name, StringComparison.OrdinalIgnoreCase))
            yield return $"{name}: the title '{descriptor.Title}' would be called {Slug(descriptor.Title.ToString())}";

        foreach (var complaint in OfMessage(name, descriptor.MessageFormat.ToString()))
            yield return complaint;

        if (descriptor.CustomTags.Contains(Rule.CandidateTag) == descriptor.IsEnabledByDefault)
            yield return $"{name}: the candidate tier is off by default, and nothing else is";
        if (descriptor.DefaultSeverity == DiagnosticSeverity.Error)
            yield return $"{name}: a rule does not stop a build by default";
    }

    /// <summary>Ids are used once.</summary>
    public static IEnumerable<string> OfIds(IEnumerable<(string Name, string Id)> rules) =>
        rules.GroupBy(rule => rule.Id)
            .Where(group => group.Count() > 1)
            .Select(group => $"{group.Key} is the id of {string.Join(" and ", group.Select(rule => rule.Name))}");

    /// <summary>A title as a class name: its words without articles and punctuation.</summary>
    public static string Slug(string title) =>
        string.Concat(Word().Matches(title.Replace("/", ""))
            .Select(match => match.Value)
            .Where(word => !Articles.Contains(word.ToLowerInvariant()))
            .Select(word => char.ToUpperInvariant(word[0]) + word[1..]));

    private static IEnumerable<string> OfMessage(string name, string message)
    {
        if (message.EndsWith('.'))
            yield return $"{name}: the message ends with a period";
        if (message.Length == 0 || !(char.IsUpper(message[0]) || message[0] == '\''))
            yield return $"{name}: the message starts with neither a capital nor a quoted symbol";

        var used = Placeholder().Matches(message).Select(match => int.Parse(match.Groups[1].Value)).Distinct().Order().ToImmutableArray();
        if (used.Length == 0)
            yield return $"{name}: the message names no symbol";
        else if (used[^1] != used.Length - 1)
            yield return $"{name}: the placeholders of the message leave out a number";
    }

    [GeneratedRegex("[A-Za-z0-9]+")]
    private static partial Regex Word();

    [GeneratedRegex(@"\{(\d+)\}")]
    private static partial Regex Placeholder();
}
