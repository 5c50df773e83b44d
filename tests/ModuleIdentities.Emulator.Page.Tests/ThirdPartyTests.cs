using System.Security.Cryptography;
using System.Text;

namespace ModuleIdentities.Emulator.Page.Tests;

/// <summary>The files of others in the page are those that their makers published, and their notice says which.</summary>
public sealed class ThirdPartyTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "src", "ModuleIdentities.Emulator.Page", "wwwroot", "vendor");

    [Fact]
    public void Each_file_is_as_published_and_none_is_without_notice()
    {
        string notice = File.ReadAllText(Path.Combine(Folder, "THIRD-PARTY-NOTICES.txt"));
        string[] files = [.. Directory.GetFiles(Folder).Select(file => Path.GetFileName(file)).Where(name => name != "THIRD-PARTY-NOTICES.txt")];

        Assert.Equal(5, files.Length);
        Assert.All(files, name =>
        {
            // What the notice says of the one import is undone.
            string text = File.ReadAllText(Path.Combine(Folder, name)).Replace("from\"./preact.mjs\"", "from\"preact\"", StringComparison.Ordinal);
            string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
            string line = notice.Split('\n').Single(each => each.StartsWith($"{name} ", StringComparison.Ordinal));
            Assert.EndsWith($" {hash}", line.TrimEnd(), StringComparison.Ordinal);
        });
        Assert.Contains("Copyright (c) 2015-present Jason Miller", notice, StringComparison.Ordinal);
        Assert.Contains("Copyright (c) 2022 Leon Sorokin", notice, StringComparison.Ordinal);
        Assert.Contains("Copyright 2018 Google Inc.", notice, StringComparison.Ordinal);
    }
}
