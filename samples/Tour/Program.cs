using System.CommandLine;
using Tour;
using Tour.Running;

var quick = new Option<bool>("--quick") { Description = "Fewer repetitions: done in about 40 seconds." };
var html = new Option<FileInfo>("--html")
{
    Description = "Where to write the page with the timelines.",
    DefaultValueFactory = _ => new FileInfo(Path.Combine("artifacts", "tour.html")),
};
var json = new Option<FileInfo?>("--json") { Description = "Where to write the figures, for other programs." };

var root = new RootCommand("Finds trouble with concurrency in real source, fixes it, and measures the program before and after.") { quick, html, json };
root.SetAction((arguments, cancellationToken) =>
    new Demonstration(arguments.GetValue(quick), arguments.GetValue(html)!, arguments.GetValue(json)).RunAsync(cancellationToken));
foreach (var command in ChildCommands.All())
    root.Add(command);

return await root.Parse(args).InvokeAsync();
