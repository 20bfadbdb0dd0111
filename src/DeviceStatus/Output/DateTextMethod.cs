using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Reflection;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Output;

/// <summary>The ToString of a date of a row: ISO 8601 when nothing is asked for, and what .NET does with a format or a culture.</summary>
internal sealed class DateTextMethod : PSCodeMethod
{
    private static readonly MethodInfo Method = typeof(DateTextMethod).GetMethod(nameof(Text), BindingFlags.Public | BindingFlags.Static)!;

    /// <summary>The format with which the views show a date: day and minute in local time, alike in every culture.</summary>
    private const string MinuteFormat = "minute";

    internal DateTextMethod()
        : base("ToString", Method)
    {
    }

    /// <inheritdoc/>
    public override Collection<string> OverloadDefinitions
    {
        get
        {
            // PowerShell hands over the format of '{0:yyyy}' -f only where it sees more than one.
            Collection<string> definitions = base.OverloadDefinitions;
            definitions.Add("static string ToString(string format, IFormatProvider provider)");
            return definitions;
        }
    }

    /// <summary>The text of a date; PowerShell calls it.</summary>
    /// <param name="date">The date.</param>
    /// <param name="arguments">Nothing; or a format, a provider, or both.</param>
    /// <returns>The text.</returns>
    public static string Text(PSObject date, params object?[]? arguments)
    {
        if (date?.BaseObject is not DateTimeOffset value)
        {
            return string.Empty;
        }

        object?[] given = [.. (arguments ?? []).Select(PSValue.Unwrap)];
        string? format = given.OfType<string>().FirstOrDefault();
        if (format == MinuteFormat)
        {
            return StatusFormatter.Minute(value);
        }

        bool isPlain = format is null && given.Length != 1;
        return isPlain ? PropertyConverter.FormatDate(value) : value.ToString(format, given.OfType<IFormatProvider>().FirstOrDefault());
    }

    /// <inheritdoc/>
    public override PSMemberInfo Copy() => new DateTextMethod();
}
