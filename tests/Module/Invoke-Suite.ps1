<#
.SYNOPSIS
    Runs the Pester suite against out/DeviceStatus and writes a report in the JUnit format. Run it in a pwsh of its own: the module's engine stays loaded.
.NOTES
    Exit codes: 0 when every test passed, 1 when one failed, 77 when Pester is not installed.
#>
param(
    [Parameter(Mandatory)]
    [string] $ResultPath,

    [string] $Path = $PSScriptRoot
)

$ErrorActionPreference = 'Stop'
if (-not (Get-Module Pester -ListAvailable | Where-Object Version -GE '5.0')) { exit 77 }

# A variable of the caller's shell would take the colours away that some tests look for.
Remove-Item Env:NO_COLOR -ErrorAction Ignore
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
exit [int] ($result.FailedCount + $result.FailedContainersCount + $result.FailedBlocksCount -gt 0)
