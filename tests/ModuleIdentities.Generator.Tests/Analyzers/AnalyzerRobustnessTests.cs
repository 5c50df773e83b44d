using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using ModuleIdentities.Generator.Diagnostics.Analyzers;
using ModuleIdentities.Generator.Tests.Infrastructure;

namespace ModuleIdentities.Generator.Tests.Analyzers;

/// <summary>Source and settings are typed letter by letter, and no analyzer may fall over what is not there yet.</summary>
public class AnalyzerRobustnessTests
{
    private static readonly string Source = $$$""""
        using Microsoft.Extensions.Configuration;
        [ModuleIdentity("osconfig")] partial class Module { [Telemetry] public partial Task SendAsync(int x = 0); }
        class Program(Module module)
        {
            void Run(ModuleIdentityOptions options, IConfiguration configuration)
            {
                module.SendAsync(); _ = module.SendAsync(1).ConfigureAwait(false); Task task = module?.SendAsync(2)!;
                string key = "{{{Secret.Key}}}", other = $@"HostName={key};SharedAccessKeyName=a" + """;SharedAccessKey=""" + key;
                options = new() { Provisioning = { SymmetricKey = new() { PrimaryKey = key }, X509 = { Password = nameof(key) } } };
                configuration["ModuleIdentities:Provisioning:X509:Password"] = "a\tb";
                Module.ConnectAsync(options);
            }
        }
        """";

    private const string Settings = """
        { // a
          "ModuleIdentities": { "Provisioning:IdScope": "0ne-", "UseEmulator": [ tru\u0065 ], "Netwrk": null, /* b */ "Network": { "MqttPort": -1.5e3, } },
          "X": "HostName=h;SharedAccessKeyName=a\n;SharedAccessKey=", "X": {}
        }
        """;

    [Fact]
    public async Task No_file_that_ends_before_a_token_or_lacks_one_throws()
    {
        foreach (TextSpan token in TestCompilation.Parse(Source, "").GetRoot(TestContext.Current.CancellationToken).DescendantTokens().Select(token => token.Span))
        {
            await AnalyzerTest.DiagnoseAsync(GeneratorRun.Start(TestCompilation.Create(Source[..token.Start])));
            await AnalyzerTest.DiagnoseAsync(GeneratorRun.Start(TestCompilation.Create(Source.Remove(token.Start, token.Length))));
        }
    }

    [Fact]
    public async Task No_settings_that_end_early_or_lack_a_character_throw()
    {
        CSharpCompilation compilation = TestCompilation.Create(SettingsFile.Module);
        for (int i = 0; i < Settings.Length; i++)
        {
            foreach (string text in new[] { Settings[..i], Settings.Remove(i, 1) })
            {
                CompilationWithAnalyzers analysis = compilation.WithAnalyzers(
                    [new AppSettingsAnalyzer()], new AnalyzerOptions([new SettingsFile("appsettings.json", text)]));
                Findings.AssertNone((await analysis.GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken)).Where(diagnostic => diagnostic.Id == "AD0001"));
            }
        }
    }
}
