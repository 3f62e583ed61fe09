using Microsoft.AspNetCore.Http;

namespace Quiet.State;

/// <summary>A request belongs to one flow of control.</summary>
public static class SessionLoops
{
    public static async Task<List<string>> ReadFormsAsync(HttpContext context, IReadOnlyList<string> names)
    {
        var values = new List<string>();
        foreach (var name in names)
        {
            await context.Session.LoadAsync(context.RequestAborted);
            values.Add(context.Session.GetString(name) ?? "");
        }

        return values;
    }

    public static async Task<long> SaveFilesAsync(IFormFileCollection files, Stream archive, CancellationToken ct)
    {
        long length = 0;
        foreach (var file in files)
        {
            await file.CopyToAsync(archive, ct);
            length += file.Length;
        }

        return length;
    }
}
