using System.Text.Json;
using System.Text.Json.Nodes;

namespace ModuleIdentities.Emulator.Faults;

/// <summary>A fault that makes DPS say something else than what it decided.</summary>
internal abstract record RegistrationFault(EmulatorOperations Possible) : Fault(Possible), IAnswerFault
{
    public bool Concerns(Answer answer) => answer.Status == 200 && Read(answer) is { } operation && (string?)operation["status"] == "assigned";

    public void Apply(Answer answer, FaultHandle handle)
    {
        JsonObject operation = Read(answer)!;

        // The status look-up answers the bare state.
        Change(answer, operation, operation["registrationState"] as JsonObject ?? operation);
        answer.Body = JsonSerializer.SerializeToUtf8Bytes(operation, FaultJsonContext.Default.JsonObject);
    }

    protected abstract void Change(Answer answer, JsonObject operation, JsonObject state);

    protected static void End(JsonObject operation, JsonObject state, string status)
    {
        state.Remove("assignedHub");
        state.Remove("deviceId");
        state.Remove("substatus");
        state["status"] = status;
        operation["status"] = status;
    }

    private static JsonObject? Read(Answer answer)
    {
        try
        {
            return JsonNode.Parse(answer.Body.Span) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

internal sealed record KeepAssigningFault() : RegistrationFault(EmulatorOperations.PollRegistration)
{
    public TimeSpan RetryAfter { get; init; }

    protected override void Change(Answer answer, JsonObject operation, JsonObject state)
    {
        answer.Status = 202;
        answer.RetryAfter = RetryAfter;
        End(operation, state, "assigning");
    }
}

internal sealed record FailRegistrationFault(int ErrorCode) : RegistrationFault(EmulatorOperations.Provisioning)
{
    protected override void Change(Answer answer, JsonObject operation, JsonObject state)
    {
        End(operation, state, "failed");
        state["errorCode"] = ErrorCode;
        state["errorMessage"] = ErrorCode switch
        {
            400207 => "Custom allocation failed.",
            400208 => "No hub is available.",
            400209 => "The hub refused the provisioning service.",
            _ => "A fault made the registration fail.",
        };
    }
}

internal sealed record DisableRegistrationFault() : RegistrationFault(EmulatorOperations.Provisioning)
{
    protected override void Change(Answer answer, JsonObject operation, JsonObject state) => End(operation, state, "disabled");
}

internal sealed record AssignElsewhereFault(string Hub) : RegistrationFault(EmulatorOperations.Provisioning)
{
    protected override void Change(Answer answer, JsonObject operation, JsonObject state) => state["assignedHub"] = Hub;

    internal override void Validate()
    {
        base.Validate();
        ArgumentException.ThrowIfNullOrEmpty(Hub);
    }
}
