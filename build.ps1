#!/usr/bin/env pwsh
<#
.SYNOPSIS
    Builds, tests and shows the module: Build | Test | Demo | Bench | Help | Pack.
.DESCRIPTION
    Everything goes to out/; out/DeviceStatus is the module as it is shipped. build.sh is the same door for a machine without PowerShell.
#>
[CmdletBinding()]
param(
    [Parameter(Position = 0)]
    [ValidateSet('Build', 'Test', 'Demo', 'Bench', 'Help', 'Pack')]
    [string] $Task = 'Build',

    # Passed on to the benchmark.
    [Parameter(Position = 1, ValueFromRemainingArguments)]
    [string[]] $Arguments = @()
)

$ErrorActionPreference = 'Stop'
$env:DOTNET_NOLOGO = '1'
$env:DOTNET_CLI_TELEMETRY_OPTOUT = '1'
$bin = Join-Path $PSScriptRoot 'out/artifacts/bin'
$module = Join-Path $PSScriptRoot 'out/DeviceStatus'
$pwsh = (Get-Process -Id $PID).Path

function Invoke-Native {
    param([string] $Command, [string[]] $ArgumentList)
    & $Command @ArgumentList
    if ($LASTEXITCODE -ne 0) { throw "'$Command $ArgumentList' ended with $LASTEXITCODE." }
}

function Invoke-Tool {
    param([string] $Name, [string[]] $ArgumentList)
    Invoke-Native dotnet (@(Join-Path $bin "$Name/release/$Name.dll") + $ArgumentList)
}

function Build {
    Invoke-Native dotnet @('build', (Join-Path $PSScriptRoot 'DeviceStatus.sln'), '--configuration', 'Release', '--verbosity', 'quiet', '-nologo', '-clp:ErrorsOnly')
    Invoke-Tool DeviceStatus.Help @('maml', (Join-Path $module 'en-US'))
}

function Test-Engine {
    $lines = & dotnet (Join-Path $bin 'DeviceStatus.Graph.Tests/release/DeviceStatus.Graph.Tests.dll') -noColor -noLogo 2>&1 | ForEach-Object ToString
    $failed = $LASTEXITCODE
    $lines | Where-Object { $failed -or $_ -match '\[(FAIL|SKIP)\]' } | Out-Host
    if (($lines -join "`n") -notmatch 'Total: (?<Total>\d+), Errors: (?<Errors>\d+), Failed: (?<Failed>\d+), Skipped: (?<Skipped>\d+)') {
        $lines | Out-Host
        throw 'The engine tests gave no summary.'
    }

    [pscustomobject]@{
        Passed  = [int] $Matches.Total - [int] $Matches.Errors - [int] $Matches.Failed - [int] $Matches.Skipped
        Failed  = [int] $Matches.Errors + [int] $Matches.Failed
        Skipped = [int] $Matches.Skipped
    }
}

function Test-Module {
    if (-not (Get-Module Pester -ListAvailable | Where-Object Version -GE '5.0')) {
        Write-Host 'LEFT OUT, because Pester 5 is not installed (Install-PSResource Pester): the Pester suite.'
        return [pscustomobject]@{ Passed = 0; Failed = 0; Skipped = 0 }
    }

    $result = Join-Path $PSScriptRoot 'out/pester.json'
    Remove-Item $result -ErrorAction Ignore
    & $pwsh -NoProfile -NonInteractive -File (Join-Path $PSScriptRoot 'tests/Module/Invoke-Suite.ps1') -ResultPath $result | Out-Host
    if (-not (Test-Path $result)) { throw 'The Pester suite ended without a result.' }
    Get-Content $result -Raw | ConvertFrom-Json
}

Push-Location $PSScriptRoot
try {
    switch ($Task) {
        'Build' {
            Build
            Write-Host "The module is in $module."
        }
        'Test' {
            Build
            $results = @(Test-Engine; Test-Module)
            $sum = foreach ($name in 'Passed', 'Failed', 'Skipped') { ($results | Measure-Object $name -Sum).Sum }
            Write-Host ('{0} passed, {1} failed, {2} skipped' -f $sum)
            if ($sum[1] -gt 0) { exit 1 }
        }
        'Demo' {
            Build
            Invoke-Native $pwsh @('-NoProfile', '-File', (Join-Path $PSScriptRoot 'samples/demo.ps1'))
        }
        'Bench' {
            Build
            Invoke-Tool DeviceStatus.Bench (@('--pwsh', $pwsh) + $Arguments)
        }
        'Help' {
            Build
            Invoke-Tool DeviceStatus.Help @('docs')
        }
        'Pack' {
            Build
            Invoke-Tool DeviceStatus.Pack @($module, (Join-Path $PSScriptRoot 'out/package'))
        }
    }
}
finally {
    Pop-Location
}
