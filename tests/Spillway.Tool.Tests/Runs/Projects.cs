namespace Spillway.Tool.Tests.Runs;

/// <summary>Small projects, as a user would have them: nothing in them knows of Spillway.</summary>
internal static class Projects
{
    public const string Library = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <ImplicitUsings>enable</ImplicitUsings>
            <Nullable>enable</Nullable>
          </PropertyGroup>
        </Project>
        """;

    /// <summary>One loop that is reported, at line 7.</summary>
    public const string Catalog = """
        namespace Shop;

        public static class Catalog
        {
            public static async Task WarmUpAsync(HttpClient http, IReadOnlyList<string> pages)
            {
                foreach (var page in pages)
                {
                    // Only the server's cache needs the answer.
                    await http.GetStringAsync(page + "?version=latest");
                }
            }
        }

        """;

    /// <summary>The same loop twice, one of them kept on purpose.</summary>
    public const string Prices = """
        namespace Shop;

        public class Prices(HttpClient http)
        {
            [System.Diagnostics.CodeAnalysis.SuppressMessage("Sequential", "SPW1001:Independent awaits in a loop", Justification = "The partner allows one request at a time.")]
            public async Task LoadAsync(IReadOnlyList<string> pages)
            {
                foreach (var page in pages)
                    await http.GetStringAsync(page);
            }

            public async Task ReloadAsync(IReadOnlyList<string> pages)
            {
                foreach (var page in pages)
                    await http.GetStringAsync(page);
            }
        }

        """;

    public static Folder One()
    {
        var folder = new Folder();
        folder["Shop.csproj"] = Library;
        folder["Catalog.cs"] = Catalog;
        return folder;
    }

    /// <summary>A solution of two projects; the one that the other builds on has two frameworks and takes warnings for errors.</summary>
    public static Folder Two()
    {
        var folder = new Folder();
        folder["Shop.slnx"] = """
            <Solution>
              <Project Path="Prices/Prices.csproj" />
              <Project Path="Web/Web.csproj" />
            </Solution>
            """;
        folder["Prices/Prices.csproj"] = Library.Replace("<TargetFramework>net10.0</TargetFramework>", "<TargetFrameworks>net8.0;net10.0</TargetFrameworks><TreatWarningsAsErrors>true</TreatWarningsAsErrors>");
        folder["Prices/Prices.cs"] = Prices;
        folder["Web/Web.csproj"] = Library.Replace("</Project>", """  <ItemGroup><ProjectReference Include="../Prices/Prices.csproj" /></ItemGroup></Project>""");
        folder["Web/Catalog.cs"] = Catalog;
        return folder;
    }
}
