using System.CommandLine;
using Tour;

var quick = new Option<bool>("--quick") { Description = "Fewer repetitions: done within 30 seconds." };
var html = new Option<FileInfo>("--html")
{
    Description = "Where to write the page with the timelines.",
    DefaultValueFactory = _ => new FileInfo(Path.Combine("artifacts", "tour.html")),
};
var json = new Option<FileInfo?>("--json") { Description = "Where to write the figures, for other programs." };

var root = new RootCommand("Finds sequential waits in real source, fixes them, and measures the program before and after.") { quick, html, json };
root.SetAction((arguments, cancellationToken) =>
    new Demonstration(arguments.GetValue(quick), arguments.GetValue(html)!, arguments.GetValue(json)).RunAsync(cancellationToken));

return await root.Parse(args).InvokeAsync();
