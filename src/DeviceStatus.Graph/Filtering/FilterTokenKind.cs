namespace DeviceStatus.Graph.Filtering;

/// <summary>What a piece of a <c>$filter</c> is.</summary>
internal enum FilterTokenKind
{
    End,
    Open,
    Close,
    Comma,

    /// <summary>A name, an operator, a number, a date or null.</summary>
    Word,

    /// <summary>A text in quotes, unescaped; also an enumeration's member with its type in front.</summary>
    Text,
}
