namespace DeviceStatus.Commands;

/// <summary>The base of Get- for the one object that counts the statuses of a policy.</summary>
public abstract class GetOverviewCommand : ReadCommand
{
    private protected GetOverviewCommand()
    {
    }
}
