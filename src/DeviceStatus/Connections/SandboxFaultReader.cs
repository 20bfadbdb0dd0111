using System.Collections;
using System.Globalization;
using System.Management.Automation;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Sandbox;

namespace DeviceStatus.Connections;

/// <summary>Reads the hashtables of -SandboxFault. A separate class, so that no other command loads the assembly of the sandbox.</summary>
internal static class SandboxFaultReader
{
    private const string Example = "@{ StatusCode = 503; Share = 0.1; RetryAfter = 2 }";

    private static readonly string[] Keys =
        ["StatusCode", "Kind", "Share", "Call", "Method", "Path", "Scope", "RetryAfter", "ErrorCode", "Message"];

    // The kinds of faults that are not just a status code.
    private static readonly SandboxFaultKind[] Kinds =
    [
        SandboxFaultKind.LostBefore, SandboxFaultKind.LostAfter, SandboxFaultKind.MissingBefore, SandboxFaultKind.MissingAfter,
        SandboxFaultKind.NotImplemented,
    ];

    /// <summary>Reads the rules.</summary>
    /// <exception cref="ArgumentException">A hashtable is invalid; the message contains its number and the expected content.</exception>
    internal static IReadOnlyList<SandboxFaultRule> Read(IReadOnlyList<Hashtable> tables) =>
        [.. tables.Select((table, index) => new Reader(table, index + 1).Read())];

    private sealed class Reader(Hashtable table, int number)
    {
        private readonly Dictionary<string, object?> _values = table.Keys.Cast<object>().ToDictionary(
            key => Convert.ToString(key, CultureInfo.InvariantCulture)!,
            key => PSValue.Unwrap(table[key]),
            StringComparer.OrdinalIgnoreCase);

        internal SandboxFaultRule Read()
        {
            foreach (string key in _values.Keys.Where(key => !Keys.Contains(key, StringComparer.OrdinalIgnoreCase)))
            {
                string near = NearestName.Find(key, Keys) is { } known ? $" Did you mean '{known}'?" : string.Empty;
                throw Wrong($"'{key}' is not a key of a fault.{near} The keys are {string.Join(", ", Keys)}.");
            }

            int? status = Number("StatusCode", 400, 599);
            SandboxFaultKind? kind = Kind();
            if ((status is null) == (kind is null))
            {
                throw Wrong("Give either StatusCode or Kind.");
            }

            return new SandboxFaultRule
            {
                Fault = new SandboxFault(
                    kind ?? SandboxFaultKind.Error,
                    Number("RetryAfter", 0, 86_400)?.ToString(CultureInfo.InvariantCulture))
                {
                    StatusCode = status ?? 0,
                    ErrorCode = Text("ErrorCode"),
                    Message = Text("Message"),
                },
                Scope = Scope(),
                Method = Text("Method")?.ToUpperInvariant(),
                Path = Text("Path"),
                Share = Share(),
                Calls = Calls(),
            };
        }

        private ArgumentException Wrong(string problem) =>
            new($"Fault {number} of -SandboxFault: {problem} Example: {Example}");

        private string? Text(string key) => _values.GetValueOrDefault(key) switch
        {
            null => null,
            string text when text.Trim().Length > 0 => text.Trim(),
            object value => throw Wrong($"{key} is a text, not '{value}'."),
        };

        private int? Number(string key, int least, int most) => _values.GetValueOrDefault(key) switch
        {
            null => null,
            object value when ToInt(value) is { } given && given >= least && given <= most => given,
            object value => throw Wrong($"{key} is a whole number from {least} to {most}, not '{value}'."),
        };

        private double Share() => _values.GetValueOrDefault("Share") switch
        {
            null => 1,
            object value when LanguagePrimitives.TryConvertTo(value, CultureInfo.InvariantCulture, out double share)
                && share is >= 0 and <= 1 => share,
            object value => throw Wrong($"Share is a number from 0 to 1, not '{value}'."),
        };

        private int[] Calls()
        {
            if (_values.GetValueOrDefault("Call") is not { } given)
            {
                return [];
            }

            if (_values.ContainsKey("Share"))
            {
                throw Wrong("Give either Share or Call.");
            }

            return
            [
                .. (given is IEnumerable list and not string ? list.Cast<object>() : [given])
                    .Select(value => ToInt(PSValue.Unwrap(value)) is { } call and >= 1
                        ? call
                        : throw Wrong($"Call is the number of a call, counted from 1, or a list of such numbers, not '{value}'.")),
            ];
        }

        private SandboxFaultScope Scope() => Text("Scope") switch
        {
            null => SandboxFaultScope.Operation,
            string text when Enum.TryParse(text, ignoreCase: true, out SandboxFaultScope scope) && Enum.IsDefined(scope) => scope,
            string text => throw Wrong($"Scope is {string.Join(", ", Enum.GetNames<SandboxFaultScope>())}, not '{text}'."),
        };

        private SandboxFaultKind? Kind() => Text("Kind") switch
        {
            null => null,
            string text when Enum.TryParse(text, ignoreCase: true, out SandboxFaultKind kind) && Kinds.Contains(kind) => kind,
            string text => throw Wrong($"Kind is {string.Join(", ", Kinds)}, not '{text}'."),
        };

        private static int? ToInt(object? value) =>
            value is not null && value is not bool
            && LanguagePrimitives.TryConvertTo(value, CultureInfo.InvariantCulture, out double number)
            && number == Math.Truncate(number) && Math.Abs(number) <= int.MaxValue
                ? (int)number
                : null;
    }
}
