namespace DeviceStatus.Graph.Filtering;

/// <summary>The kind of a token of a <c>$filter</c>.</summary>
internal enum FilterTokenKind
{
    End,
    Open,
    Close,
    Comma,

    /// <summary>A name, an operator, a number, a date or null.</summary>
    Word,

    /// <summary>A text in quotes, unescaped; also an enumeration's member after its type name.</summary>
    Text,
}
