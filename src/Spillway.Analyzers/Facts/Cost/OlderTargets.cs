using System;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Spillway.Analyzers.Facts;

/// <summary>
/// A project may be built for several frameworks, of which one compilation sees one. What .NET Standard 2.0 and .NET Framework do not have cannot be written where the project is
/// built for those too.
/// </summary>
internal static class OlderTargets
{
    /// <summary>True when the asynchronous form of <paramref name="call"/> is missing in one of the frameworks of the project.</summary>
    public static bool LackFormOf(CallSite call, ConcurrencyModel model)
    {
        if (call.Target is not { } target || !AreBuilt(model))
            return false;

        var name = model.Apis.TwinOf(target) ?? target.Name + "Async";
        foreach (var type in target.ContainingType.SelfAndBases())
        {
            var forms = type.GetMembers(name);
            if (!forms.IsEmpty)
                return forms.Any(form => (model.Apis.Of(form) & ApiFlags.Newer) != 0);
        }

        return false;
    }

    /// <summary>True when one of the frameworks of the project has no <c>System.Threading.Lock</c>, which came with .NET 9.</summary>
    public static bool LackLocks(ConcurrencyModel model) => AreBefore(9, model);

    /// <summary>True when one of the frameworks of the project is older than .NET of this number, which is 5 or more.</summary>
    public static bool AreBefore(int version, ConcurrencyModel model) => AreBefore(version, model.Options.GlobalOptions);

    /// <summary>The same, asked with the options of the compilation.</summary>
    public static bool AreBefore(int version, AnalyzerConfigOptions options) => AreBuilt(options, framework =>
        IsOlder(framework) || framework.StartsWith("netstandard", StringComparison.Ordinal) || framework.StartsWith("netcoreapp", StringComparison.Ordinal)
        || (framework.Length > 4 && framework.StartsWith("net", StringComparison.Ordinal) && framework[4] == '.' && framework[3] is >= '5' and <= '9' && framework[3] - '0' < version));

    /// <summary>True where the project names the frameworks it is built for.</summary>
    public static bool AreSeveral(AnalyzerConfigOptions options) => AreBuilt(options, _ => true);

    private static bool AreBuilt(ConcurrencyModel model) => AreBuilt(model.Options.GlobalOptions, IsOlder);

    /// <summary>Separated by bars: a semicolon would begin a comment where the compiler reads it.</summary>
    private static bool AreBuilt(AnalyzerConfigOptions options, Func<string, bool> isMeant) =>
        options.TryGetValue("build_property.SpillwayTargetFrameworks", out var frameworks)
        && frameworks.Split(new[] { '|', ';' }, StringSplitOptions.RemoveEmptyEntries).Any(framework => isMeant(framework.Trim().ToLowerInvariant()));

    /// <summary><c>netstandard1.6</c>, <c>netstandard2.0</c>, and <c>net48</c>, which has no dot as <c>net10.0</c> has.</summary>
    private static bool IsOlder(string framework) =>
        framework.StartsWith("netstandard1.", StringComparison.Ordinal) || framework == "netstandard2.0"
        || (framework.StartsWith("net", StringComparison.Ordinal) && framework.Length is > 4 and <= 6 && framework.Skip(3).All(char.IsDigit));
}
