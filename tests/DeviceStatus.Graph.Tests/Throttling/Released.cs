namespace DeviceStatus.Graph.Tests.Throttling;

/// <summary>Collects what nothing refers to.</summary>
internal static class Released
{
    /// <summary>Collects until an object is gone; one that is referred to stays.</summary>
    internal static void Collect(WeakReference item)
    {
        for (int i = 0; i < 5 && item.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }
}
