namespace DeviceStatus.Build;

/// <summary>The tests that a run includes.</summary>
internal enum TestScope
{
    /// <summary>All tests except those that are run by name only.</summary>
    Usual,

    /// <summary>Also the test that follows "Adding a collection" of CONTRIBUTING in a copy of the sources.</summary>
    WithRecipe,
}
