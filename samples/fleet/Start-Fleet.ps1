<#
.SYNOPSIS
    The parent runbook of a fleet in Azure Automation: starts the runbook Invoke-Fleet once for each shard, watches the jobs, and says how they ended.
.DESCRIPTION
    Schedule it every three hours: a job of Azure Automation ends after three, and what a shard did not finish by then goes on at the next time. A
    shard that still runs is left alone. See docs/fleet.md.

    Signs in to Azure with the managed identity of the Automation account, which needs the role "Automation Operator" on the account.
.OUTPUTS
    An object for each shard: Shard, JobId, Status, ExitCode and Problem. The job fails when a shard did.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)]
    [string] $ResourceGroupName,

    [Parameter(Mandatory)]
    [string] $AutomationAccountName,

    # The container with tenants.csv and rows/; the state of the tenants goes to state/.
    [Parameter(Mandatory)]
    [uri] $Container,

    [ValidateRange(1, 200)]
    [int] $ShardCount = 4,

    [string] $Command = 'Set-DeviceConfigurationDeviceStatus',

    # The application that the tenants know, for the sign-in with the certificate that is an asset of the account; see docs/fleet.md.
    [string] $ClientId,

    [ValidateSet('Identity', 'Certificate')]
    [string] $SignIn = 'Identity',

    # How long the shards may take. A job is ended after three hours.
    [timespan] $TimeBudget = '02:30:00',

    # How often the jobs are looked at.
    [timespan] $Interval = '00:00:30'
)

$ErrorActionPreference = 'Stop'

# The sandbox of Azure Automation does not support #Requires.
if ($PSVersionTable.PSVersion -lt [version] '7.4') { throw "This runbook needs PowerShell 7.4 or later, and runs in $($PSVersionTable.PSVersion)." }
if ($Container.Scheme -ne 'https') { throw "-Container '$Container' is not https; the token is never sent unencrypted." }

$null = Connect-AzAccount -Identity
$account = @{ ResourceGroupName = $ResourceGroupName; AutomationAccountName = $AutomationAccountName }
$runbook = 'Invoke-Fleet'

# Two jobs of one shard would both want the journals of its tenants.
$busy = @(Get-AzAutomationJob @account -RunbookName $runbook | Where-Object Status -In 'New', 'Queued', 'Starting', 'Running', 'Resuming', 'Stopping', 'Suspending')
if ($busy) { throw "$($busy.Count) jobs of $runbook of an earlier start are still there; nothing is started. Their ids: $($busy.JobId -join ', ')." }

$root = $Container.AbsoluteUri.TrimEnd('/')
$jobs = foreach ($shard in 0..($ShardCount - 1)) {
    $parameters = @{
        TenantsPath = "$root/tenants.csv"
        StatePath   = "$root/state"
        ShardIndex  = $shard
        ShardCount  = $ShardCount
        Command     = $Command
        SignIn      = $SignIn
        TimeBudget  = "$TimeBudget"
    }
    if ($ClientId) { $parameters.ClientId = $ClientId }
    $job = Start-AzAutomationRunbook @account -Name $runbook -Parameters $parameters
    @{ Shard = $shard; Id = $job.JobId; Job = $job }
}

# A child that is over keeps its status; the longest one ends the wait.
$over = 'Completed', 'Failed', 'Stopped', 'Suspended'
$deadline = [datetime]::UtcNow + $TimeBudget + [timespan]::FromMinutes(20)
do {
    foreach ($job in $jobs) { if ($job.Job.Status -notin $over) { $job.Job = Get-AzAutomationJob @account -Id $job.Id } }
    $open = @($jobs | Where-Object { $_.Job.Status -notin $over })
    if ($open) { Start-Sleep -Duration $Interval }
} while ($open -and [datetime]::UtcNow -lt $deadline)

$results = foreach ($job in $jobs) {
    $isDone = $job.Job.Status -eq 'Completed'
    [pscustomobject]@{
        Shard    = $job.Shard
        JobId    = $job.Id
        Status   = $job.Job.Status
        ExitCode = if ($isDone) { 0 } elseif ($job.Job.Exception -match 'ended with exit code (\d+)') { [int] $Matches[1] }
        Problem  = $isDone ? $null : $job.Job.Exception
    }
}
$results
$bad = @($results | Where-Object Status -NE 'Completed')
if ($bad) {
    $list = $bad | ForEach-Object { "shard $($_.Shard): $($_.ExitCode ?? $_.Status)" }
    throw "$($bad.Count) of $ShardCount shards are not done: $($list -join ', '). 75 goes on at the next start; see the job of the shard for the others."
}
