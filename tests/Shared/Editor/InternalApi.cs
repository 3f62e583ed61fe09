using System.Reflection;

namespace Spillway.Editor;

/// <summary>Calls what Roslyn keeps to itself. Arguments find their parameters by type, so that a parameter more or less in another SDK breaks nothing.</summary>
internal static class InternalApi
{
    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>The result of a method of <paramref name="type"/>, with what is no argument left at its default: all kinds, all ids, no priority.</summary>
    public static object? Call(Type type, object target, string method, params object[] arguments)
    {
        var candidates = type.GetMethods(Any).Where(candidate => candidate.Name == method).ToList();
        if (candidates.Count == 0)
            throw new MissingMethodException($"'{type}' of this SDK has no '{method}'");

        var chosen = candidates.FirstOrDefault(candidate => arguments.All(argument => candidate.GetParameters().Any(parameter => Takes(parameter, argument))))
            ?? throw new MissingMethodException($"no '{method}' of '{type}' takes {string.Join(", ", arguments.Select(argument => argument.GetType()))}");
        return chosen.Invoke(target, [.. chosen.GetParameters().Select(parameter => arguments.FirstOrDefault(argument => Takes(parameter, argument)) ?? Default(parameter.ParameterType))]);
    }

    public static async Task<object> CallAsync(Type type, object target, string method, params object[] arguments)
    {
        var task = (Task)Call(type, target, method, arguments)!;
        await task;
        return task.GetType().GetProperty("Result")!.GetValue(task)!;
    }

    /// <summary>A property or a field.</summary>
    public static T Get<T>(object target, string name)
    {
        for (var type = target.GetType(); type is not null; type = type.BaseType)
        {
            if (type.GetProperty(name, Any | BindingFlags.DeclaredOnly) is { } property)
                return (T)property.GetValue(target)!;
            if (type.GetField(name, Any | BindingFlags.DeclaredOnly) is { } field)
                return (T)field.GetValue(target)!;
        }

        throw new MissingMemberException(target.GetType().FullName, name);
    }

    private static bool Takes(ParameterInfo parameter, object argument) => parameter.ParameterType.IsInstanceOfType(argument);

    private static object? Default(Type type)
    {
        if (type.IsEnum)
            return Enum.Parse(type, "All");

        var all = type.GetField("All", BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic);
        return all?.GetValue(null) ?? (type.IsValueType ? Activator.CreateInstance(type) : null);
    }
}
