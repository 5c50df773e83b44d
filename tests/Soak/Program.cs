using System.CommandLine;
using System.Globalization;
using ModuleIdentities.Soak;

if (args is [ClientRun.Verb, .. string[] rest])
{
    return await ClientRun.RunAsync(rest);
}

Option<double> minutes = new("--minutes") { Description = "How long there is chaos, in minutes.", DefaultValueFactory = _ => 2 };
Option<int> seed = new("--seed") { Description = "Chooses what goes wrong and when.", DefaultValueFactory = _ => Random.Shared.Next() };
Option<int> modules = new("--modules") { Description = "How many modules send.", DefaultValueFactory = _ => 20 };
Option<double> speed = new("--speed") { Description = "How much faster than the machine's the clock of client and hub goes.", DefaultValueFactory = _ => 10 };
Option<bool> isVerbose = new("--verbose") { Description = "Prints what the client logs." };
RootCommand command = new("Modules that send numbered messages while everything goes wrong; whatever was acknowledged must have arrived.")
{
    minutes, seed, modules, speed, isVerbose,
};
command.SetAction(async (result, cancellationToken) =>
{
    SoakSettings settings = new(
        TimeSpan.FromMinutes(result.GetValue(minutes)), result.GetValue(seed), result.GetValue(modules), result.GetValue(speed), result.GetValue(isVerbose));
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"seed {settings.Seed}; again: dotnet run -c Release --project tests/Soak -- --minutes {settings.Length.TotalMinutes} --seed {settings.Seed}"));
    SoakReport report = await SoakCourse.RunAsync(settings, cancellationToken);
    Console.WriteLine(report);
    return report.Faults.Count == 0 ? 0 : 1;
});
return await command.Parse(args).InvokeAsync();
