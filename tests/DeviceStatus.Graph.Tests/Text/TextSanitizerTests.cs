using System.Globalization;
using System.Text;
using CsCheck;
using DeviceStatus.Graph.Text;

namespace DeviceStatus.Graph.Tests.Text;

public sealed class TextSanitizerTests
{
    private const string Jwt = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.eyJ0aWQiOiIxIn0.c2lnbmF0dXJl";

    private static readonly Gen<char> TokenCharacter = Gen.Char["ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"];

    /// <summary>A secret that a pattern must find by what stands around it: no two are equal, and none occurs by chance.</summary>
    private static readonly Gen<string> Secret = Gen.String[TokenCharacter, 12, 40].Select(text => "s3" + text);

    private static readonly Gen<Func<string, string>> Carrier = Gen.OneOfConst<Func<string, string>>(
        secret => $"Authorization: Bearer {secret}",
        secret => $"authorization=Bearer%20{secret}",
        secret => $"client_secret={secret}&grant_type=client_credentials",
        secret => $"client_secret%3D{secret}",
        secret => $"{{\"client_secret\":\"{secret}\"}}",
        secret => $"{{\\\"clientSecret\\\" : \\\"{secret} with blanks\\\"}}",
        secret => $"client_assertion={secret}",
        secret => $"assertion : '{secret}'",
        secret => $"password={secret};",
        secret => $"Password: \"{secret}\"",
        secret => $"http://user:{secret}@proxy.example:8080/",
        secret => $"https://{secret}@host/path",
        secret => $"https://account.blob.core.windows.net/c?sv=2024&sig={secret}%3D&se=1",
        secret => $"eyJhbGciOiJub25lIn0.{secret}.{secret}",
        secret => $"-----BEGIN PRIVATE KEY-----\n{secret}\n-----END PRIVATE KEY-----",
        secret => $"Cookie: {secret}",
        secret => $"\"userPrincipalName\":\"{secret}@contoso.com\"");

    private static readonly Gen<string> Prose = Gen.Frequency(
        (8, Gen.String[Gen.Char[' ', '~'], 0, 30]),
        (4, Gen.String[0, 30]),
        (2, Gen.OneOfConst(
            "\u001b]8;;https://evil.example\u001b\\link\u001b]8;;\u001b\\",
            "\u001b[1A\u001b[2K",
            "\r\nOK: all done",
            "\u202Egnp.exe",
            "\u0085",
            "\uD800")));

    [Fact]
    public void Sanitize_any_text_has_no_control_characters_and_is_bounded() =>
        Gen.Select(Gen.OneOf(Gen.String, Prose), Gen.Int[1, 200]).Sample((text, length) =>
        {
            string clean = TextSanitizer.Sanitize(text, length);
            return clean.Length <= length && clean.All(c => !IsDangerous(c)) && IsWellFormed(clean);
        });

    [Fact]
    public void Sanitize_secret_in_any_carrier_is_not_in_the_result() =>
        Gen.Select(Prose, Carrier, Secret, Prose, Gen.Int[10, 2000]).Sample((before, carrier, secret, after, length) =>
        {
            string clean = TextSanitizer.Sanitize($"{before} {carrier(secret)} {after}", length);

            // A part of the secret would be a leak as well: cutting must come last.
            return !clean.Contains(secret[..8], StringComparison.Ordinal);
        });

    [Fact]
    public void Redact_twice_equals_once() =>
        Gen.Select(Prose, Carrier, Secret).Sample((before, carrier, secret) =>
        {
            string once = TextSanitizer.Redact($"{before} {carrier(secret)}");
            return TextSanitizer.Redact(once) == once;
        });

    [Fact]
    public void EscapeControls_printable_text_is_unchanged() =>
        Gen.String[Gen.Char[' ', '~'], 0, 100].Sample(text => TextSanitizer.EscapeControls(text) == text);

    [Fact]
    public void EscapeControls_twice_equals_once() =>
        Gen.String.Sample(text => TextSanitizer.EscapeControls(TextSanitizer.EscapeControls(text)) == TextSanitizer.EscapeControls(text));

    [Theory]
    [InlineData(null, "")]
    [InlineData("Zoë's iPhone 👩‍🚀", "Zoë's iPhone 👩‍🚀")]
    [InlineData("a\r\nb\tc", "a\\r\\nb\\tc")]
    [InlineData("\u001b[31mred\u001b[0m", "\\u001B[31mred\\u001B[0m")]
    [InlineData("\u009b31m", "\\u009B31m")]
    [InlineData("\u202Eexe.gnp\u2066x\u2069\u200F", "\\u202Eexe.gnp\\u2066x\\u2069\\u200F")]
    [InlineData("\uFEFFa\u200Bb", "\\uFEFFa\\u200Bb")]
    [InlineData("tag \U000E0041", "tag \\U000E0041")]
    public void EscapeControls_shows_what_cannot_be_seen(string? text, string expected) =>
        Assert.Equal(expected, TextSanitizer.EscapeControls(text));

    [Fact]
    public void EscapeControls_half_of_a_pair_is_shown()
    {
        Assert.Equal("a\\uD83Db", TextSanitizer.EscapeControls("a\uD83Db"));
        Assert.Equal("a\\uDE80", TextSanitizer.EscapeControls("a\uDE80"));
    }

    [Theory]
    [InlineData("The token Bearer " + Jwt + " is refused.", "The token Bearer [redacted] is refused.")]
    [InlineData(Jwt, "[redacted]")]
    [InlineData("The proxy 'http://pia:p@ss@proxy:1/' failed", "The proxy 'http://[redacted]@proxy:1/' failed")]
    [InlineData(
        "{\"id\":\"a\",\"userName\":\"Pia \\\"P\\\"\",\"status\":\"error\"}",
        "{\"id\":\"a\",\"userName\":\"[redacted]\"P\\\"\",\"status\":\"error\"}")]
    public void Redact_replaces_only_the_secret(string text, string expected) => Assert.Equal(expected, TextSanitizer.Redact(text));

    [Theory]
    [InlineData("The access token expired at 2026-01-01 00:00:00Z: connect again with a new one.")]
    [InlineData("Bearer token was refused by the service.")]
    [InlineData("The client secret is wrong: use the secret's value, not its id, of the application x.")]
    [InlineData(
        "PATCH /v1.0/deviceManagement/deviceConfigurations/52000000-0000-4000-8000-000000000001/deviceStatuses/"
        + "52000000-0000-4000-8000-000000000001_52000000-0000-4000-8000-000000000002_"
        + "52000000-0000-4000-8000-000000000003 was answered 404.")]
    [InlineData(
        "An error has occurred - Operation ID (for customer support): 00000000-0000-0000-0000-000000000000 - Activity ID: 1 - Url: "
        + "https://fef.amsua0502.manage.microsoft.com/DeviceConfiguration_2305/StatelessDeviceConfigurationFEService/"
        + "deviceManagement/deviceConfigurations('x')/deviceStatuses?api-version=5023-03-29")]
    [InlineData("Row 42: Status 'complaint' is not a compliance status; did you mean 'compliant'?")]
    public void Sanitize_message_without_a_secret_is_unchanged(string text) => Assert.Equal(text, TextSanitizer.Sanitize(text));

    [Fact]
    public void Redact_long_opaque_token_is_replaced()
    {
        string token = string.Concat(Enumerable.Range(0, 40).Select(i => string.Create(CultureInfo.InvariantCulture, $"Q{i % 10}kz")));
        Assert.Equal("Token [redacted].", TextSanitizer.Redact($"Token {token}."));
    }

    [Fact]
    public void Sanitize_secret_at_the_limit_of_a_huge_text_is_not_in_the_result()
    {
        string text = new string('x', (256 * 1024) - 30) + " client_secret=" + new string('q', 4000);
        string clean = TextSanitizer.Sanitize(text, 1_000_000);
        Assert.DoesNotContain("qqqq", clean, StringComparison.Ordinal);
        Assert.True(clean.Length < 300_000);
    }

    [Fact]
    public void Sanitize_text_made_to_cost_time_ends_soon()
    {
        string[] texts =
        [
            new('e', 200_000), string.Concat(Enumerable.Repeat("eyJ", 80_000)), string.Concat(Enumerable.Repeat("secret\"", 30_000)),
            "secret:" + new string(' ', 200_000),
            string.Concat(Enumerable.Repeat("://", 80_000)), string.Concat(Enumerable.Repeat("password=\"", 20_000)),
            string.Concat(Enumerable.Repeat("Bearer ", 30_000)),
            string.Concat(Enumerable.Repeat("-----BEGIN PRIVATE KEY-----", 8_000)), "Bearer" + new string(' ', 200_000),
            string.Concat(Enumerable.Repeat("secret ", 30_000)),
            string.Concat(Enumerable.Repeat("secret\\\\\\\\\\\\\\\"", 15_000)),
        ];
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        foreach (string text in texts)
        {
            Assert.True(TextSanitizer.Sanitize(text).Length <= TextSanitizer.DefaultMaxLength);
        }

        Assert.InRange(System.Diagnostics.Stopwatch.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    private static bool IsDangerous(char c) =>
        char.IsControl(c)
            || c is '\u2028' or '\u2029' or '\u200E' or '\u200F' or '\u061C'
            || c is >= '\u202A' and <= '\u202E'
            || c is >= '\u2066' and <= '\u2069';

    private static bool IsWellFormed(string text)
    {
        try
        {
            _ = new UTF8Encoding(false, throwOnInvalidBytes: true).GetByteCount(text);
            return true;
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }
}
