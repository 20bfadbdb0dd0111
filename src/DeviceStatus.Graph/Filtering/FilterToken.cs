namespace DeviceStatus.Graph.Filtering;

/// <summary>One token of a <c>$filter</c>.</summary>
internal readonly record struct FilterToken(FilterTokenKind Kind, string Value);
