# The demo in the host for machines without pwsh shows the same screen as in pwsh.
BeforeAll {
    $root = Split-Path (Split-Path $PSScriptRoot)
    $demo = Join-Path $root 'samples/demo.ps1'
    $hostTool = Join-Path $root 'out/artifacts/bin/DeviceStatus.Host/release/DeviceStatus.Host.dll'
    $pwsh = (Get-Process -Id $PID).Path

    # The bytes of a program's output, with what differs from run to run masked.
    function Get-Screen {
        param([string] $Program, [string[]] $ArgumentList, [hashtable] $Environment)
        $start = [Diagnostics.ProcessStartInfo]::new($Program, $ArgumentList)
        $start.RedirectStandardOutput = $true
        foreach ($name in $Environment.Keys) { $start.Environment[$name] = $Environment[$name] }
        $process = [Diagnostics.Process]::Start($start)
        $memory = [IO.MemoryStream]::new()
        $process.StandardOutput.BaseStream.CopyTo($memory)
        $process.WaitForExit()
        $process.ExitCode | Should -Be 0
        [Text.Encoding]::UTF8.GetString($memory.ToArray()) -replace 'in [\d.]+ s \(', 'in 0.0 s (' -replace 'request-id [0-9a-f-]+', 'request-id 0'
    }
}

Describe 'The demo' {
    It 'is the same, byte for byte, in pwsh and in the host: <Case>' -ForEach @(
        @{ Case = 'with colours'; Environment = @{ TERM = 'xterm-256color'; NO_COLOR = $null } }
        @{ Case = 'with NO_COLOR'; Environment = @{ TERM = 'xterm-256color'; NO_COLOR = '1' } }
        @{ Case = 'on a terminal without colours'; Environment = @{ TERM = 'dumb'; NO_COLOR = $null } }
    ) {
        $expected = Get-Screen $pwsh @('-NoProfile', '-File', $demo) $Environment
        $expected.Length | Should -BeGreaterThan 2000
        Get-Screen dotnet @($hostTool, $demo) $Environment | Should -BeExactly $expected
    }
}
