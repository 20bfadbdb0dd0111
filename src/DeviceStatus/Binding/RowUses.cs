using System.Management.Automation;

namespace DeviceStatus.Binding;

/// <summary>Maps the verb of a command to the use of its rows.</summary>
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
