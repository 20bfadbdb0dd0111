#!/usr/bin/env pwsh
<#
.SYNOPSIS
    Builds, tests and shows the module: build | test | demo | bench | help | pack.
.DESCRIPTION
    The tasks are in tools/DeviceStatus.Build; build.sh starts the same program. Arguments after the task are passed on.
#>
$env:DOTNET_NOLOGO = $env:DOTNET_CLI_TELEMETRY_OPTOUT = '1'

# A pwsh that was started by its path is the one to test in.
$env:PATH = $PSHOME + [IO.Path]::PathSeparator + $env:PATH
Push-Location $PSScriptRoot
try { dotnet run --project tools/DeviceStatus.Build --configuration Release --verbosity quiet -- @args }
finally { Pop-Location }
exit $LASTEXITCODE
