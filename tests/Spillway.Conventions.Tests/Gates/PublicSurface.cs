using System.Reflection;

namespace Spillway.Conventions.Tests.Gates;

/// <summary>An analyzer assembly is no library: public is what a compiler loads, and what the frame of rules needs to be public.</summary>
internal static class PublicSurface
{
    private const BindingFlags Everything = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <param name="types">The public types.</param>
    /// <param name="frame">The base class of what is loaded.</param>
    /// <param name="isLoaded">Whether a compiler creates a type by itself.</param>
    public static IEnumerable<string> Of(IReadOnlyCollection<Type> types, Type frame, Func<Type, bool> isLoaded)
    {
        var needed = new HashSet<Type>();
        Visit(frame);
        return types.Where(type => !needed.Contains(type) && !isLoaded(type))
            .Select(type => $"{type.FullName} is public, but neither loaded by a compiler nor part of the frame's signatures");

        void Visit(Type type)
        {
            foreach (var part in type.IsGenericType ? type.GetGenericArguments() : type.IsArray ? [type.GetElementType()!] : Type.EmptyTypes)
                Visit(part);

            if (type.Assembly != frame.Assembly || !needed.Add(type.IsGenericType ? type.GetGenericTypeDefinition() : type))
                return;

            foreach (var used in Signature(type))
                Visit(used);
        }
    }

    private static IEnumerable<Type> Signature(Type type)
    {
        if (type.BaseType is { } parent)
            yield return parent;

        foreach (var method in type.GetMembers(Everything).OfType<MethodBase>().Where(method => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly))
        {
            if (method is MethodInfo { ReturnType: var result })
                yield return result;
            foreach (var parameter in method.GetParameters())
                yield return parameter.ParameterType;
        }

        foreach (var field in type.GetFields(Everything).Where(field => field.IsPublic || field.IsFamily))
            yield return field.FieldType;
    }
}
