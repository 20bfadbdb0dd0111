using System.Text;

namespace DeviceStatus.Graph.Text;

/// <summary>Decodes base64url text (RFC 4648, section 5) and base64 text, with or without padding.</summary>
internal static class Base64Url
{
    /// <summary>Decodes UTF-8 text.</summary>
    /// <exception cref="FormatException">The text is neither base64url nor base64.</exception>
    internal static string DecodeText(string encoded)
    {
        string base64 = encoded.Replace('-', '+').Replace('_', '/');
        return Encoding.UTF8.GetString(Convert.FromBase64String(base64.PadRight((base64.Length + 3) / 4 * 4, '=')));
    }
}
