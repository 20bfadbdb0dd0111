#!/usr/bin/env bash
# The tasks are in tools/DeviceStatus.Build; build.ps1 starts the same program.
set -euo pipefail
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
cd "$(dirname "$0")"
exec dotnet run --project tools/DeviceStatus.Build --configuration Release --verbosity quiet -- "$@"
