using System.Text;

namespace ModuleIdentities.Emulator.Tests.Fuzz;

/// <summary>Makes wrong input out of right input.</summary>
internal sealed class Mutator(int seed)
{
    private static readonly string[] Nasty =
    [
        "", " ", "\0", "/", "//", "?", "#", "+", "%", "%2", "%zz", "%00", "%F0%28", "&", "=", "&&==", "$", "$rid", "$.", "$version", "..", "../..", "é", "𝒳", "\uFFFD", "*", "\"*\"", "null",
        "-1", "0", "9223372036854775808", "1e999", "0001-01-01T00:00:00", "SharedAccessSignature ", "api-version", "devices", "modules", "twins", "registrations", "{}", "[]", "\\ud800",
    ];

    private readonly Random _random = new(seed);

    public int Next(int below) => _random.Next(below);

    public T Choose<T>(params IReadOnlyList<T> from) => from[_random.Next(from.Count)];

    public bool Rarely => _random.Next(4) == 0;

    /// <summary>A few bytes changed, taken out, put in, repeated or cut off.</summary>
    public byte[] Mutate(ReadOnlySpan<byte> right)
    {
        List<byte> wrong = [.. right];
        for (int change = _random.Next(4); change >= 0; change--)
        {
            int at = _random.Next(wrong.Count + 1);
            switch (_random.Next(6))
            {
                case 0 when at < wrong.Count:
                    wrong[at] = (byte)_random.Next(256);
                    break;
                case 1 when at < wrong.Count:
                    wrong[at] ^= (byte)(1 << _random.Next(8));
                    break;
                case 2:
                    wrong.RemoveRange(at, Math.Min(_random.Next(8), wrong.Count - at));
                    break;
                case 3:
                    byte[] more = new byte[_random.Next(16)];
                    _random.NextBytes(more);
                    wrong.InsertRange(at, more);
                    break;
                case 4:
                    wrong.InsertRange(at, wrong.GetRange(at, Math.Min(_random.Next(64), wrong.Count - at)));
                    break;
                case 5 when Rarely:
                    wrong.RemoveRange(at, wrong.Count - at);
                    break;
            }
        }

        return [.. wrong];
    }

    public string Mutate(string right)
    {
        StringBuilder wrong = new(right);
        for (int change = _random.Next(3); change >= 0; change--)
        {
            int at = _random.Next(wrong.Length + 1);
            switch (_random.Next(4))
            {
                case 0 when at < wrong.Length:
                    wrong[at] = (char)_random.Next(32, 0x250);
                    break;
                case 1:
                    wrong.Insert(at, Choose(Nasty));
                    break;
                case 2:
                    wrong.Remove(at, Math.Min(_random.Next(8), wrong.Length - at));
                    break;
                case 3 when at < wrong.Length:
                    wrong[at] = char.IsUpper(wrong[at]) ? char.ToLowerInvariant(wrong[at]) : char.ToUpperInvariant(wrong[at]);
                    break;
            }
        }

        return wrong.ToString();
    }

    /// <summary>JSON of any shape, with the names that the service looks for.</summary>
    public string Json(int depth = 0) => _random.Next(depth > 4 ? 4 : 8) switch
    {
        0 => Choose("null", "true", "false", "1", "-0.0", "1e400", "4503599627370496"),
        1 => $"\"{Choose("d", "m", "sas", "none", "selfSigned", "disabled", "*", "\\ud800", "\\u0000", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", "not base64!")}\"",
        2 => "{}",
        3 => "[]",
        4 or 5 => $"[{string.Join(',', Repeat(() => Json(depth + 1)))}]",
        _ => $"{{{string.Join(',', Repeat(() => $"\"{Choose(Names)}\":{Json(depth + 1)}"))}}}",
    };

    private static readonly string[] Names =
    [
        "deviceId", "moduleId", "etag", "status", "statusReason", "authentication", "type", "symmetricKey", "primaryKey", "secondaryKey", "x509Thumbprint", "primaryThumbprint", "capabilities", "iotEdge",
        "managedBy", "registrationId", "payload", "tags", "properties", "desired", "reported", "$version", "$metadata", "methodName", "responseTimeoutInSeconds", "connectTimeoutInSeconds", "query",
        "attestation", "enrollmentGroupId", "x509", "clientCertificates", "signingCertificates", "primary", "certificate", "iotHubs", "allocationPolicy", "reprovisionPolicy", "initialTwin", "mode", "enrollments",
        "a", "a.b", "$a", "", "\\ud800",
    ];

    private IEnumerable<string> Repeat(Func<string> make) => Enumerable.Range(0, _random.Next(5)).Select(_ => make());
}
