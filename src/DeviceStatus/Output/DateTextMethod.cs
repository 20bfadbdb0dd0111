using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Reflection;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Output;

/// <summary>The ToString method of a date of a row: ISO 8601 without arguments, and that of .NET with a format or a culture.</summary>
internal sealed class DateTextMethod : PSCodeMethod
{
    private static readonly MethodInfo Method = typeof(DateTextMethod).GetMethod(nameof(Text), BindingFlags.Public | BindingFlags.Static)!;

    /// <summary>The format of dates in the views: day and minute in local time, the same in every culture.</summary>
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
            // PowerShell passes the format of '{0:yyyy}' -f only to a method with several overloads.
            Collection<string> definitions = base.OverloadDefinitions;
            definitions.Add("static string ToString(string format, IFormatProvider provider)");
            return definitions;
        }
    }

    /// <summary>Formats a date; called by PowerShell.</summary>
    /// <param name="date">The date.</param>
    /// <param name="arguments">None, a format, a provider, or both.</param>
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
