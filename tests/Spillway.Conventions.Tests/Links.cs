extern alias site;

using Spillway.Conventions.Tests.Gates;
using Spillway.Pages;
using Documentation = site::Spillway.Site.Documentation;
using LinkCheck = site::Spillway.Site.LinkCheck;
using SiteWriter = site::Spillway.Site.SiteWriter;

namespace Spillway.Conventions.Tests;

/// <summary>Whoever reads in the repository, or on the site that is made of it, gets where a link says.</summary>
public sealed class Links
{
    [Fact]
    public void Every_link_between_pages_leads_somewhere() => Complaints.None(RepositoryFiles.All
        .Where(file => file.Path.EndsWith(".md", StringComparison.Ordinal))
        .SelectMany(page => MarkdownLinks.Of(page, path => Path.Exists(Path.Combine(Repository.Root, path)), path => File.ReadAllText(Path.Combine(Repository.Root, path)))));

    [Fact]
    public void The_site_has_a_page_for_every_help_link_and_its_links_lead_somewhere()
    {
        var folder = Directory.CreateTempSubdirectory("spillway-site-").FullName;
        try
        {
            SiteWriter.Write(Documentation.Read(Repository.Root), folder);

            Assert.All(Project.Entries, entry => Assert.True(File.Exists(Path.Combine(folder, entry.Id, "index.html")), $"{entry.Id} has no page"));
            Complaints.None(LinkCheck.Of(folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
