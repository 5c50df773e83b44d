using ModuleIdentities;

namespace Greenhouse;

/// <summary>What is measured at one time.</summary>
public record Reading(double Temperature, int Humidity);

/// <summary>The climate of one greenhouse.</summary>
[ModuleIdentity("climate")]
public partial class ClimateModule(Window window)
{
    [Telemetry]
    public partial Task SendReadingAsync(Reading reading, [MessageProperty] string? alarm = null, CancellationToken cancellationToken = default);

    [ReportedProperty]
    public partial Task ReportWindowAsync(bool isWindowOpen, CancellationToken cancellationToken = default);

    [DesiredProperty]
    private PropertyResponse OnTemperatureLimit(double temperatureLimit)
    {
        if (temperatureLimit is < 10 or > 40)
        {
            return PropertyResponse.Rejected("10 to 40 degrees are possible");
        }

        window.TemperatureLimit = temperatureLimit;
        return PropertyResponse.Completed();
    }

    [DirectMethod("closeWindow")]
    private async Task<bool> CloseWindowAsync(CancellationToken cancellationToken)
    {
        bool wasOpen = window.Close();
        await ReportWindowAsync(window.IsOpen, cancellationToken);
        return wasOpen;
    }
}
