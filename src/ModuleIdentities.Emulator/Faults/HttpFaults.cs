using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using ModuleIdentities.Emulator.Wire;
using ModuleIdentities.Emulator.Wire.Http;

namespace ModuleIdentities.Emulator.Faults;

/// <summary>The faults between an HTTPS request and the service that answers it.</summary>
internal sealed class HttpFaults(FaultList faults)
{
    /// <summary>Lets the faults meet the request, then the service answer it, then the faults meet the answer.</summary>
    public async Task AnswerAsync(HttpContext context, HttpCall call, Func<HttpCall, Task> answer)
    {
        if (faults.IsEmpty)
        {
            await answer(call).ConfigureAwait(false);
            return;
        }

        Occasion occasion = HttpRoutes.OccasionOf(call);
        if (await MeetRequestAsync(new Exchange(occasion, call.Caller.Token is not null, call.Aborted)).ConfigureAwait(false) is { } refusal)
        {
            await RefuseAsync(call, occasion.Operation, refusal).ConfigureAwait(false);
            return;
        }

        if (faults.Active.Any(handle => handle.Armed is IAnswerFault && handle.Fault.Matches(occasion)))
        {
            await AnswerThroughFaultsAsync(context, call, occasion, answer).ConfigureAwait(false);
        }
        else
        {
            await answer(call).ConfigureAwait(false);
        }

        foreach (FaultHandle handle in faults.Active)
        {
            (handle.Armed as IRequestFault)?.Observe(occasion, context.Response.StatusCode);
        }
    }

    private async ValueTask<Refusal?> MeetRequestAsync(Exchange exchange)
    {
        foreach (FaultHandle handle in faults.Active)
        {
            if (handle.Armed is IRequestFault fault && fault.Concerns(exchange) && handle.TryHit(exchange.Occasion)
                && await fault.ApplyAsync(exchange, handle).ConfigureAwait(false) is { } refusal)
            {
                return refusal;
            }
        }

        return null;
    }

    private async Task RefuseAsync(HttpCall call, EmulatorOperations operation, Refusal refusal)
    {
        DateTimeOffset now = faults.Time.GetUtcNow();
        if (refusal.RetryAfter is { } wait)
        {
            call.SetHeader("Retry-After", ((long)wait.TotalSeconds).ToString(CultureInfo.InvariantCulture));
        }

        if ((operation & (EmulatorOperations.Provisioning | EmulatorOperations.ManageEnrollments)) != 0)
        {
            await call.AnswerAsync(refusal.Status, RegistrationJson.Error(refusal.Number, refusal.Message, now)).ConfigureAwait(false);
            return;
        }

        await call.RefuseAsync((HubErrorCode)refusal.Number, refusal.Message, now).ConfigureAwait(false);
    }

    private async Task AnswerThroughFaultsAsync(HttpContext context, HttpCall call, Occasion occasion, Func<HttpCall, Task> next)
    {
        IHttpResponseBodyFeature client = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        using MemoryStream body = new();
        context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(body));
        try
        {
            await next(call).ConfigureAwait(false);
            await context.Response.CompleteAsync().ConfigureAwait(false);
        }
        finally
        {
            context.Features.Set(client);
        }

        Answer answer = new(context.Response.StatusCode, body.ToArray());
        foreach (FaultHandle handle in faults.Active)
        {
            if (handle.Armed is IAnswerFault fault && fault.Concerns(answer) && handle.TryHit(occasion))
            {
                fault.Apply(answer, handle);
            }
        }

        await DeliverAsync(context, call, answer).ConfigureAwait(false);
    }

    private async Task DeliverAsync(HttpContext context, HttpCall call, Answer answer)
    {
        if (answer.Delay > TimeSpan.Zero)
        {
            await Task.Delay(answer.Delay, faults.Time, call.Aborted).ConfigureAwait(false);
        }

        if (answer.IsLost)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = answer.Status;
        context.Response.ContentLength = answer.Body.Length == 0 ? null : answer.Body.Length;
        if (answer.RetryAfter is { } wait)
        {
            call.SetHeader("Retry-After", ((long)wait.TotalSeconds).ToString(CultureInfo.InvariantCulture));
        }

        if (answer.Pace == TimeSpan.Zero)
        {
            await context.Response.Body.WriteAsync(answer.Body, call.Aborted).ConfigureAwait(false);
            return;
        }

        TimeSpan pause = answer.Pace / answer.Body.Length;
        for (int i = 0; i < answer.Body.Length; i++)
        {
            await context.Response.Body.WriteAsync(answer.Body.Slice(i, 1), call.Aborted).ConfigureAwait(false);
            await context.Response.Body.FlushAsync(call.Aborted).ConfigureAwait(false);
            await Task.Delay(pause, faults.Time, call.Aborted).ConfigureAwait(false);
        }
    }
}
