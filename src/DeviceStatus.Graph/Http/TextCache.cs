using System.Runtime.CompilerServices;
using System.Text;

namespace DeviceStatus.Graph.Http;

/// <summary>
/// Stores equal short texts once, because most values of a list (status, model, user) occur many times. Bounded and thread-safe.
/// </summary>
internal sealed class TextCache
{
    private const int Size = 4096;
    private const int MaxBytes = 128;
    private readonly string?[] _texts = new string?[Size];

    /// <summary>Gets the text of some bytes.</summary>
    /// <param name="utf8">UTF-8 without escapes.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > MaxBytes)
        {
            return Encoding.UTF8.GetString(utf8);
        }

        // UTF-8 never has fewer bytes than UTF-16 has characters.
        Span<char> buffer = stackalloc char[MaxBytes];
        ReadOnlySpan<char> text = buffer[..Encoding.UTF8.GetChars(utf8, buffer)];
        ref string? place = ref _texts[string.GetHashCode(text, StringComparison.Ordinal) & (Size - 1)];
        string? known = place;
        if (known is null || !text.SequenceEqual(known))
        {
            place = known = text.ToString();
        }

        return known;
    }
}
