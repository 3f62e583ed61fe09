using System.Xml.Linq;

namespace Spillway.Package.Tests;

/// <summary>Turns a sample's project, which refers to the source tree, into one that a user would have.</summary>
internal static class SampleProject
{
    public static void UsePackage(string project, string repository, string version)
    {
        var root = XElement.Load(project);
        root.Descendants("ProjectReference").Remove();
        root.Elements("Import").Remove();
        root.Add(new XElement("ItemGroup", new XElement("PackageReference", new XAttribute("Include", "Spillway"), new XAttribute("VersionOverride", version))));
        root.Save(project);

        // The versions of everything else, and the settings of its sources, stay those of the repository.
        var folder = Path.GetDirectoryName(project)!;
        Import(Path.Combine(folder, "Directory.Packages.props"), Path.Combine(repository, "Directory.Packages.props"));
        Import(Path.Combine(folder, "Directory.Build.props"), Path.Combine(repository, "Directory.Build.props"));
    }

    private static void Import(string file, string imported) =>
        new XElement("Project", new XElement("Import", new XAttribute("Project", imported))).Save(file);
}
