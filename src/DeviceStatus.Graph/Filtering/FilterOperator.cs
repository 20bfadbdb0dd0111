namespace DeviceStatus.Graph.Filtering;

/// <summary>The comparisons of a <c>$filter</c>, under the names that they have there.</summary>
internal enum FilterOperator
{
    Eq,
    Ne,
    Gt,
    Ge,
    Lt,
    Le,
}
