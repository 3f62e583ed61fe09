using System.IO.Compression;
using System.Net.Mail;
using System.Net.Sockets;
using System.Xml;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.JSInterop;

namespace Quiet.Sinks;

/// <summary>Objects of well-known libraries that allow one operation at a time, or promise an order.</summary>
public static class OneAtATime
{
    public static async Task AddToRolesAsync(UserManager<IdentityUser> users, IdentityUser user, IReadOnlyList<string> roles)
    {
        foreach (var role in roles)
        {
            await users.AddToRoleAsync(user, role);
        }
    }

    public static async Task BroadcastAsync(IHubContext<Hub> hub, IReadOnlyList<string> headlines)
    {
        foreach (var headline in headlines)
        {
            await hub.Clients.All.SendAsync("headline", headline);
        }
    }

    public static async Task ShowAsync(IJSRuntime script, IReadOnlyList<string> lines)
    {
        foreach (var line in lines)
        {
            await script.InvokeVoidAsync("append", line);
        }
    }

    public static async Task MailAsync(SmtpClient smtp, IReadOnlyList<MailMessage> mails, CancellationToken ct)
    {
        foreach (var mail in mails)
        {
            await smtp.SendMailAsync(mail, ct);
        }
    }

    public static async Task SendAsync(Socket socket, IReadOnlyList<byte[]> blocks, CancellationToken ct)
    {
        foreach (var block in blocks)
        {
            await socket.SendAsync(block, ct);
        }
    }

    public static async Task ExtractAsync(ZipArchive archive, string folder, CancellationToken ct)
    {
        // All entries are read through the one stream of the archive.
        foreach (var entry in archive.Entries)
        {
            await using var input = entry.Open();
            await using var output = File.Create(Path.Combine(folder, entry.Name));
            await input.CopyToAsync(output, ct);
        }
    }

    public static async Task WriteNamesAsync(XmlWriter xml, IReadOnlyList<string> names)
    {
        foreach (var name in names)
        {
            await xml.WriteElementStringAsync(null, "name", null, name);
        }
    }

    public static async Task<int> CountSectionsAsync(MultipartReader reader, CancellationToken ct)
    {
        var count = 0;
        for (var section = await reader.ReadNextSectionAsync(ct); section is not null; section = await reader.ReadNextSectionAsync(ct))
        {
            count++;
        }

        return count;
    }

    public static async Task<long> SumAsync(IAsyncEnumerable<int> numbers, CancellationToken ct)
    {
        long sum = 0;
        await using var enumerator = numbers.GetAsyncEnumerator(ct);
        while (await enumerator.MoveNextAsync())
        {
            sum += enumerator.Current;
        }

        return sum;
    }
}
