<#
.SYNOPSIS
    Runs the Pester suite against out/DeviceStatus and writes the counts to a file. Run it in a pwsh of its own: the module's engine stays loaded.
#>
param(
    [Parameter(Mandatory)]
    [string] $ResultPath,

    [string] $Path = $PSScriptRoot
)

$ErrorActionPreference = 'Stop'
Import-Module Pester -MinimumVersion 5.0
$configuration = New-PesterConfiguration
$configuration.Run.Path = $Path
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = 'Normal'
$configuration.Output.CIFormat = 'None'
$result = Invoke-Pester -Configuration $configuration

# A container that cannot even be discovered is a failure, not an absence of tests.
@{
    Passed  = $result.PassedCount
    Failed  = $result.FailedCount + $result.FailedContainersCount + $result.FailedBlocksCount
    Skipped = $result.SkippedCount + $result.NotRunCount
} | ConvertTo-Json | Set-Content $ResultPath
