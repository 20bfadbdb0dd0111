using System.Management.Automation;

namespace DeviceStatus.Binding;

/// <summary>What the commands of a verb do with each row.</summary>
internal static class RowUses
{
    internal static RowUse OfVerb(string verb) => verb switch
    {
        VerbsCommon.New => RowUse.Create,
        VerbsCommon.Set => RowUse.Update,
        VerbsCommon.Remove => RowUse.Delete,
        _ => RowUse.Read,
    };
}
