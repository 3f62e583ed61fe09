namespace Noisy.Reports;

/// <summary>The templates of reports, which another process may be writing just now.</summary>
public sealed class ReportFiles
{
    public string Render(string name)
    {
        WaitFor(name);
        return File.ReadAllText(name);
    }

    private static void WaitFor(string name)
    {
        while (!File.Exists(name))
        {
            Thread.Sleep(50);
        }
    }
}
