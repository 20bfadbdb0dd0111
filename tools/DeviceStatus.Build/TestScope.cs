namespace DeviceStatus.Build;

/// <summary>Which tests a run includes.</summary>
internal enum TestScope
{
    /// <summary>Every test that is not asked for by name.</summary>
    Usual,

    /// <summary>Also the test that follows "Adding a collection" of CONTRIBUTING in a copy of the sources.</summary>
    WithRecipe,
}
