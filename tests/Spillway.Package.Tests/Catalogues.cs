namespace Spillway.Package.Tests;

/// <summary>A <c>*.spillway.txt</c> beside the project tells what its APIs do, without a word in the project file.</summary>
public sealed class Catalogues
{
    [Fact]
    public void A_file_beside_the_project_is_read_and_its_bad_lines_are_reported()
    {
        var consumer = PackedPackages.Shared.Consumer("Catalogue");

        Assert.Equal(consumer.Marks, consumer.Build().Must(succeed: true).Findings().Select(finding => finding.Place).Order());
    }

    [Fact]
    public void Without_the_file_nothing_is_known_and_nothing_reported()
    {
        var consumer = PackedPackages.Shared.Consumer("Catalogue");
        File.Delete(Path.Combine(consumer.Folder, "apis.spillway.txt"));

        Assert.Empty(consumer.Build().Must(succeed: true).Findings());
    }

    [Fact]
    public void A_file_that_the_project_lists_itself_is_read_once()
    {
        var consumer = PackedPackages.Shared.Consumer("Catalogue");
        var project = consumer.Read("Catalogue.csproj");
        consumer.Write("Catalogue.csproj", project.Replace("</Project>", "  <ItemGroup>\n    <AdditionalFiles Include=\"apis.spillway.txt\" />\n  </ItemGroup>\n</Project>"));

        Assert.Equal(consumer.Marks, consumer.Build().Must(succeed: true).Findings().Select(finding => finding.Place).Order());
    }
}
