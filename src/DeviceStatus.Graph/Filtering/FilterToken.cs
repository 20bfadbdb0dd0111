namespace DeviceStatus.Graph.Filtering;

/// <summary>One piece of a <c>$filter</c>.</summary>
internal readonly record struct FilterToken(FilterTokenKind Kind, string Value);
