<#
.SYNOPSIS
    A runbook for Azure Automation: updates device statuses from CSV text in an Automation variable.
.DESCRIPTION
    For some hundred rows. For more, and for runs that are longer than a job may be, use Update-FromStorage.ps1.
    Signs in with the managed identity of the Automation account. See docs/azure-automation.md.
.OUTPUTS
    One object with the figures of the run. Each row that failed is an error of the job.
#>
[CmdletBinding()]
param(
    # The Automation variable. Its first line names the columns, e.g. DeviceConfigurationId,Id,Status.
    [string] $VariableName = 'DeviceStatusRows',

    [ValidateSet(
        'Set-IosUpdateDeviceStatus', 'Set-DeviceConfigurationDeviceStatus', 'Set-DeviceCompliancePolicyDeviceStatus',
        'Set-MobileAppConfigurationDeviceStatus', 'Set-IosLobAppProvisioningConfigurationDeviceStatus')]
    [string] $Command = 'Set-DeviceConfigurationDeviceStatus',

    # The client id of a user-assigned identity; without it, the system-assigned one signs in.
    [string] $ClientId,

    [ValidateSet('Global', 'USGov', 'USGovDoD', 'China')]
    [string] $Environment = 'Global',

    # Another root of Graph, for trials against a server of your own.
    [uri] $GraphEndpoint
)

$ErrorActionPreference = 'Stop'

# The sandbox of Azure Automation does not support #Requires.
if ($PSVersionTable.PSVersion -lt [version] '7.4') { throw "This runbook needs PowerShell 7.4 or later, and runs in $($PSVersionTable.PSVersion)." }
Import-Module DeviceStatus

# Jobs may share a process, so everything here goes by a connection of its own name.
$connect = @{ Identity = $true; Environment = $Environment; Name = "job-$(New-Guid)" }
if ($ClientId) { $connect.ClientId = $ClientId }
if ($GraphEndpoint) { $connect.GraphEndpoint = $GraphEndpoint }

# What cannot be rows ends the job before anything is sent.
$lines = @("$(Get-AutomationVariable -Name $VariableName)".Trim() -split '\r?\n')
if ($lines[0] -notlike '*,*' -and $lines[0] -match "[;\t|]") {
    throw "The variable $VariableName separates its columns by '$($Matches[0])'; separate them by commas. Its first line is: $($lines[0])"
}

if ($lines.Count -lt 2) { throw "The variable $VariableName contains no rows: it has $(if ($lines[0]) { 'the line of column names only' } else { 'no text' })." }

# The line behind the last row keeps ConvertFrom-Csv from making a null of a blank last cell.
$rows = ($lines -join "`n") + "`n" | ConvertFrom-Csv
$connection = Connect-DeviceStatus @connect
try {
    $rows | & $Command -Connection $connection -ErrorAction Continue
    Get-DeviceStatusRun | Where-Object Connection -EQ $connection.Name |
        Select-Object Command, ExitCode, Rows, Done, Failed, NotSent, OutcomeUnknown, Requests, Retries, Duration
}
finally {
    Disconnect-DeviceStatus $connection
}
