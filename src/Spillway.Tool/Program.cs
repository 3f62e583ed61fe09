using Spillway.Tool;

return await CommandLine.RunAsync(args, Surroundings.OfThisProcess(), CancellationToken.None);
