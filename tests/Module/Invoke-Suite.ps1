<#
.SYNOPSIS
    Runs the Pester suite against out/DeviceStatus and writes a report in the JUnit format. Run it in a separate pwsh, because the assemblies
    of the module stay loaded.
.NOTES
    Exit codes: 0 when every test passed, 1 when one failed, 77 when Pester is not installed.
#>
param(
    [Parameter(Mandatory)]
    [string] $ResultPath,

    [string] $Path = $PSScriptRoot,

    # Of the files in the order of their names, each -Parts-th, from that of this number on.
    [int] $Part = 0,

    [int] $Parts = 1
)

$ErrorActionPreference = 'Stop'
if (-not (Get-Module Pester -ListAvailable | Where-Object Version -GE '5.0')) { exit 77 }

# Variables of the machine that change what the module does; a test that is about one of them sets it.
Get-ChildItem Env: |
    Where-Object Name -Match '^((HTTP|HTTPS|ALL|NO)_PROXY|NO_COLOR|IMDS_ENDPOINT|REGION_NAME|DEVICESTATUS_TRACE_BODY|(AZURE|IDENTITY|MSI|MSAL)_.*)$' |
    ForEach-Object { Remove-Item "Env:$($_.Name)" }
Import-Module Pester -MinimumVersion 5.0
$configuration = New-PesterConfiguration
$files = @(Get-ChildItem $Path -Filter *.Tests.ps1 -File | Sort-Object Name)
$configuration.Run.Path = @(for ($i = $Part; $i -lt $files.Count; $i += $Parts) { $files[$i].FullName })
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = 'Normal'
$configuration.Output.CIFormat = 'None'
$configuration.Output.RenderMode = 'Plaintext'
$result = Invoke-Pester -Configuration $configuration

# Pester's own report cannot hold the names of tests about invalid text: XML has no lone surrogate and no control character.
$invalid = '[^\t\n\r -\uD7FF\uE000-\uFFFD]'
$report = [xml] '<testsuites><testsuite name="Pester" /></testsuites>'

function Add-TestCase {
    param([string] $Name, [string] $Element, [string] $Message)
    $case = $report.DocumentElement.FirstChild.AppendChild($report.CreateElement('testcase'))
    $case.SetAttribute('name', ($Name -replace $invalid, '?'))
    if ($Element) { $case.AppendChild($report.CreateElement($Element)).SetAttribute('message', ($Message -replace $invalid, '?')) }
}

foreach ($test in $result.Tests | Where-Object Result -NE 'NotRun') {
    $element = switch ($test.Result) { 'Passed' { '' } 'Failed' { 'failure' } default { 'skipped' } }
    Add-TestCase $test.ExpandedPath $element "$($test.ErrorRecord)"
}

# A file that cannot be discovered and a block that fails are failures too.
foreach ($part in @($result.FailedContainers) + @($result.FailedBlocks)) { Add-TestCase "$part" 'error' "$($part.ErrorRecord)" }
$report.Save($ResultPath)
exit [int] ($result.FailedCount + $result.FailedContainersCount + $result.FailedBlocksCount -gt 0)
