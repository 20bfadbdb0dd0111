namespace DeviceStatus.Graph.Filtering;

/// <summary>The comparison operators of a <c>$filter</c>, with their OData names.</summary>
internal enum FilterOperator
{
    Eq,
    Ne,
    Gt,
    Ge,
    Lt,
    Le,
}
