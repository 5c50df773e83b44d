using System.Reflection;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace ModuleIdentities.Emulator.Page;

/// <summary>The files of the page, which are in the assembly.</summary>
internal sealed class PageFiles
{
    private readonly Dictionary<string, (byte[] Content, string Type, string ETag)> _files = new(StringComparer.Ordinal);

    public PageFiles()
    {
        Assembly assembly = typeof(PageFiles).Assembly;
        foreach (string name in assembly.GetManifestResourceNames())
        {
            using Stream stream = assembly.GetManifestResourceStream(name)!;
            byte[] content = new byte[stream.Length];
            stream.ReadExactly(content);
            string path = $"/{name.Replace('\\', '/')}";
            _files[path == "/index.html" ? "/" : path] = (content, TypeOf(path), $"\"{Convert.ToHexStringLower(SHA256.HashData(content))}\"");
        }
    }

    public async Task AnswerAsync(HttpContext context)
    {
        HttpResponse response = context.Response;
        if (!_files.TryGetValue(context.Request.Path.Value ?? "", out (byte[] Content, string Type, string ETag) file))
        {
            response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            return;
        }

        // Asked for each time: another version of the emulator may have the port the next time.
        response.Headers.CacheControl = "no-cache";
        response.Headers.ETag = file.ETag;
        if (context.Request.Headers.IfNoneMatch == file.ETag)
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = file.Type;
        response.ContentLength = file.Content.Length;
        if (HttpMethods.IsGet(context.Request.Method))
        {
            await response.Body.WriteAsync(file.Content, context.RequestAborted).ConfigureAwait(false);
        }
    }

    private static string TypeOf(string path) => Path.GetExtension(path) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" or ".mjs" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => "text/plain; charset=utf-8",
    };
}
