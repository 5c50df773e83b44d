using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace ModuleIdentities.Tests.Errors;

public sealed class ServiceFaultTests
{
    [Theory]
    [InlineData("""{"errorCode":409301,"message":"Device x already contains Module m.","trackingId":"t1","timestampUtc":"2026-08-15T09:09:19Z"}""", "409301", "t1")]
    [InlineData("""{"Message":"{\"errorCode\":404103,\"message\":\"…\",\"trackingId\":\"t2\",\"info\":null}","ExceptionMessage":""}""", "404103", "t2")]
    [InlineData("""{"Message":"ErrorCode:DeviceAlreadyExists;A device with ID 'x' is already registered.","ExceptionMessage":"Tracking ID:t3-G2:-TimeStamp:2026-08-15T09:07:36.7Z"}""", "DeviceAlreadyExists", "t3-G2:")]
    [InlineData("""{"errorCode":401002,"trackingId":"t4","message":"Invalid certificate.","timestampUtc":"…","info":{}}""", "401002", "t4")]
    public void Reads_every_envelope(string body, string errorCode, string trackingId)
    {
        ServiceFault fault = ServiceFault.Read(400, Encoding.UTF8.GetBytes(body));

        Assert.Equal(errorCode, fault.ErrorCode);
        Assert.Equal(trackingId, fault.TrackingId);
    }

    [Theory]
    [InlineData("""{"errorCode":413003,"trackingId":"t5","message":"…"}""", "413003", "t5")]
    [InlineData("ErrorCode:TooManyModulesOnDevice;Device x has 50 modules.", "TooManyModulesOnDevice", null)]
    [InlineData("HTTP error 413003", null, null)]
    [InlineData("", null, null)]
    public void Reads_the_words_of_a_hub_that_another_service_hands_on(string message, string? errorCode, string? trackingId) =>
        Assert.Equal(new ServiceFault(404, errorCode, trackingId, null), ServiceFault.ReadMessage(404, message));

    [Fact]
    public void The_header_names_the_error_better_than_the_body()
    {
        ServiceFault fault = ServiceFault.Read(404, """{"errorCode":404010,"trackingId":"t"}"""u8, "ModuleNotFound");

        Assert.Equal(" (status 404, error ModuleNotFound, tracking id t)", fault.ToString());
    }

    [Fact]
    public void No_free_text_of_an_answer_gets_through()
    {
        ServiceFault fault = ServiceFault.Read(500, """{"errorCode":"see key AAEC+/==","trackingId":"two words"}"""u8, "<html>");

        Assert.Equal(" (status 500)", fault.ToString());
    }

    [Fact]
    public void Never_throws_whatever_the_body_is() => Prop.ForAll<NonNull<string>, byte[]>((text, bytes) =>
    {
        foreach (string body in new[] { text.Item, $$"""{"Message":"{{text.Item}}"}""", $$"""{"errorCode":{{text.Item}}}""", $$"""{"Message":"{\"errorCode\":{{text.Item}}""" })
        {
            ServiceFault.Read(500, Encoding.UTF8.GetBytes(body));
        }

        ServiceFault.Read(500, bytes);
    }).QuickCheckThrowOnFailure();
}
