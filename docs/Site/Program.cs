using Spillway.Pages;
using Spillway.Site;

if (args is not [var folder])
{
    Console.Error.WriteLine("usage: dotnet run --project docs/Site -- OUT");
    return 2;
}

var pages = Documentation.Read(Repository.Root);
var written = SiteWriter.Write(pages, Path.GetFullPath(folder));
var broken = LinkCheck.Of(Path.GetFullPath(folder)).ToList();
foreach (var complaint in broken)
    Console.Error.WriteLine(complaint);

Console.WriteLine($"{written} pages in {folder}, {broken.Count} broken links");
return broken.Count == 0 ? 0 : 1;
