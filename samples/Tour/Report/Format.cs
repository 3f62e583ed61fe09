using System.Globalization;
using Tour.Running;

namespace Tour.Report;

/// <summary>Figures as people read them.</summary>
internal static class Format
{
    public static string Milliseconds(double value) => value.ToString("N0", CultureInfo.InvariantCulture) + " ms";

    public static string Value(double value, Unit unit) => unit switch
    {
        Unit.Milliseconds => value < 10 ? value.ToString("N1", CultureInfo.InvariantCulture) + " ms" : Milliseconds(value),
        Unit.Megabytes => value.ToString("N0", CultureInfo.InvariantCulture) + " MB",
        Unit.PerSecond => value.ToString("N0", CultureInfo.InvariantCulture) + " /s",
        _ => value.ToString("N0", CultureInfo.InvariantCulture),
    };

    public static string Factor(double value) => value.ToString("N1", CultureInfo.InvariantCulture) + "×";

    public static string Count(int count, string noun) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {noun}{(count == 1 ? "" : "s")}");

    /// <summary>A number for markup: no grouping, few digits.</summary>
    public static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
