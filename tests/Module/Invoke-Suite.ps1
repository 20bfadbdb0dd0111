<#
.SYNOPSIS
    Runs the Pester suite against out/DeviceStatus and writes a report in the JUnit format. Run it in a pwsh of its own: the module's engine stays loaded.
.NOTES
    Exit codes: 0 when every test passed, 77 when Pester is not installed, otherwise the number of failures.
#>
param(
    [Parameter(Mandatory)]
    [string] $ResultPath,

    [string] $Path = $PSScriptRoot
)

$ErrorActionPreference = 'Stop'
if (-not (Get-Module Pester -ListAvailable | Where-Object Version -GE '5.0')) { exit 77 }

# The tests set these variables themselves where they matter, and expect the defaults elsewhere.
Remove-Item Env:NO_COLOR, Env:TERM -ErrorAction Ignore
Import-Module Pester -MinimumVersion 5.0
$configuration = New-PesterConfiguration
$configuration.Run.Path = $Path
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = 'Normal'
$configuration.Output.CIFormat = 'None'
$configuration.TestResult.Enabled = $true
$configuration.TestResult.OutputFormat = 'JUnitXml'
$configuration.TestResult.OutputPath = $ResultPath
$result = Invoke-Pester -Configuration $configuration

# A file that cannot be discovered and a block that fails are failures too.
exit $result.FailedCount + $result.FailedContainersCount + $result.FailedBlocksCount
