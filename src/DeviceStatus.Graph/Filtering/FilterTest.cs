namespace DeviceStatus.Graph.Filtering;

/// <summary>The result of a <c>$filter</c> for a row: true, false, or null if it is undecided.</summary>
/// <typeparam name="T">A row.</typeparam>
internal delegate bool? FilterTest<in T>(T row);
