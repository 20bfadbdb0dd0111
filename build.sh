#!/usr/bin/env bash
# The door for a machine that has only the .NET SDK. Where PowerShell is at hand, build.ps1 does the work; where it is not, what needs
# none is done here, and what was left out is said.
set -euo pipefail
cd "$(dirname "$0")"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 POWERSHELL_TELEMETRY_OPTOUT=1 POWERSHELL_UPDATECHECK=Off

task=${1:-build}
case "$task" in
  build | test | demo | bench | help | pack) ;;
  *)
    echo "usage: ./build.sh build|test|demo|bench|help|pack" >&2
    exit 2
    ;;
esac

find_pwsh() {
  if command -v pwsh >/dev/null 2>&1; then
    pwsh=(pwsh)
  elif dotnet tool restore >/dev/null 2>&1 && dotnet tool run pwsh -NoProfile -Command exit >/dev/null 2>&1; then
    pwsh=(dotnet tool run pwsh)
  else
    return 1
  fi
}

left_out() { echo "LEFT OUT, because there is no PowerShell here (neither on the PATH nor from the tool manifest): $*" >&2; }

if find_pwsh; then
  exec "${pwsh[@]}" -NoProfile -NonInteractive -File build.ps1 "$@"
fi

bin=out/artifacts/bin
build() { dotnet build DeviceStatus.sln --configuration Release --verbosity quiet -nologo -clp:ErrorsOnly; }

case "$task" in
  build)
    build
    dotnet "$bin/DeviceStatus.Help/release/DeviceStatus.Help.dll" maml out/DeviceStatus/en-US
    echo "The module is in out/DeviceStatus."
    ;;
  test)
    build
    log=out/xunit.log
    status=0
    dotnet "$bin/DeviceStatus.Graph.Tests/release/DeviceStatus.Graph.Tests.dll" -noColor -noLogo >"$log" 2>&1 || status=$?
    grep -E '\[(FAIL|SKIP)\]' "$log" || true
    [ "$status" -eq 0 ] || cat "$log"
    summary=$(grep -E 'Total: [0-9]+' "$log" | tail -n 1)
    number() { sed -nE "s/.*$1: ([0-9]+).*/\1/p" <<<"$summary"; }
    total=$(number Total) failed=$(($(number Failed) + $(number Errors))) skipped=$(number Skipped)
    left_out "the Pester suite, which imports the built module into a child pwsh."
    echo "$((total - failed - skipped)) passed, $failed failed, $skipped skipped"
    exit "$status"
    ;;
  demo)
    build
    left_out "the demo through the module; this is the same job through the engine alone (samples/QuickStart)."
    dotnet "$bin/QuickStart/release/QuickStart.dll" samples
    ;;
  bench)
    build
    left_out "the rows of the benchmark that run in PowerShell."
    dotnet "$bin/DeviceStatus.Bench/release/DeviceStatus.Bench.dll" "${@:2}"
    ;;
  help)
    build
    dotnet "$bin/DeviceStatus.Help/release/DeviceStatus.Help.dll" docs
    ;;
  pack)
    build
    dotnet "$bin/DeviceStatus.Pack/release/DeviceStatus.Pack.dll" out/DeviceStatus out/package
    ;;
esac
