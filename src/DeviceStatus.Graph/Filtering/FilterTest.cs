namespace DeviceStatus.Graph.Filtering;

/// <summary>What a <c>$filter</c> says of a row: true, false, or null where it cannot be said.</summary>
/// <typeparam name="T">A row.</typeparam>
internal delegate bool? FilterTest<in T>(T row);
