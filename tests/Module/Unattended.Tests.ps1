# Scripts as a scheduler starts them: pwsh -File in a process of its own, whose output is kept and whose input is nobody's.
BeforeAll {
    Import-Module $PSScriptRoot/Support.psm1
    $root = Split-Path (Split-Path $PSScriptRoot)
    $pwsh = (Get-Process -Id $PID).Path
    $server = Start-TestServer

    # Runs a script file; $module is imported, and the connection is to the server.
    function Invoke-Script([string] $Code, [string[]] $Options = @('-NoProfile', '-NonInteractive'), [hashtable] $Environment = @{}, [switch] $IsOffline) {
        $file = Join-Path $TestDrive "job-$(New-Guid).ps1"
        $connect = $IsOffline ? '' : "`$null = Connect-DeviceStatus -GraphEndpoint $($server.Url) -AccessToken (ConvertTo-SecureString x -AsPlainText -Force)`n"
        "`$PSStyle.OutputRendering = 'PlainText'; Set-Location '$TestDrive'; Import-Module '$ModulePath'`n$connect$Code" | Set-Content $file
        $start = [Diagnostics.ProcessStartInfo]::new($pwsh, [string[]] ($Options + @('-File', $file)))
        $start.RedirectStandardInput = $start.RedirectStandardOutput = $start.RedirectStandardError = $true
        foreach ($name in 'CI', 'DISPLAY', 'WAYLAND_DISPLAY') { $null = $start.Environment.Remove($name) }
        foreach ($name in $Environment.Keys) { $start.Environment[$name] = $Environment[$name] }
        $process = [Diagnostics.Process]::Start($start)
        $process.StandardInput.Close()
        $errors = $process.StandardError.ReadToEndAsync()
        $output = $process.StandardOutput.ReadToEnd()
        $process.WaitForExit()
        [pscustomobject]@{ ExitCode = $process.ExitCode; Output = $output; Errors = $errors.Result }
    }

    $rows = '$null = 1..3 | ForEach-Object { [pscustomobject]@{ UserName = "user $_" } } | New-IosUpdateDeviceStatus'
    $line = 'New-IosUpdateDeviceStatus: 3 rows: 3 done'
}

AfterAll {
    Stop-TestServer $server
}

Describe 'The summary line' {
    BeforeEach { Reset-TestServer $server }

    It 'is no output of the script, and is on the standard error stream' {
        $end = Invoke-Script "$rows`n'the end'"
        $end.Output | Should -BeExactly "the end$([Environment]::NewLine)"
        $end.Errors | Should -BeLike "*$line*"
    }

    It 'is still no output when it is asked for, by -InformationAction and by the preference' {
        $end = Invoke-Script "$rows -InformationAction Continue; `$InformationPreference = 'Continue'; $rows"
        $end.Output | Should -BeNullOrEmpty
        $end.Errors | Should -BeLike "*$line*$line*"
    }

    It 'is left out when it is not wanted' {
        $end = Invoke-Script "$rows -InformationAction SilentlyContinue; $rows -InformationAction Ignore; `$InformationPreference = 'Ignore'; $rows"
        $end.Output | Should -BeNullOrEmpty
        $end.Errors | Should -BeNullOrEmpty
    }

    It 'can be kept: in a variable, and by a redirection' {
        $end = Invoke-Script "$rows -InformationVariable said; `"<`$said>`"; $rows 6> summary.txt; Get-Content summary.txt"
        $end.Output | Should -BeLike "<$line*>*$line*"
    }

    It 'is no output either when the run is stopped' {
        $end = Invoke-Script "& { 1..3 | ForEach-Object { [pscustomobject]@{ UserName = 'a' } }; throw 'the file ends' } | New-IosUpdateDeviceStatus"
        $end.Output | Should -BeNullOrEmpty
        $end.Errors | Should -BeLike '*Stopped. New-IosUpdateDeviceStatus: 3 rows: *'
    }
}

Describe 'The exit code' {
    BeforeEach { Reset-TestServer $server }

    It 'is <Expected> when <Case>' -ForEach @(
        @{ Expected = 0; Case = 'everything is done'; Script = { 1..3 | ForEach-Object { [pscustomobject]@{ UserName = 'a' } } | New-IosUpdateDeviceStatus } }
        @{ Expected = 1; Case = 'a row fails'; Script = { 'a', 'b' | ForEach-Object { [pscustomobject]@{ Id = $_; UserName = 'a' } } | Set-IosUpdateDeviceStatus } }
        @{ Expected = 2; Case = 'no response says what was done'; Rule = @{ match = '^PATCH '; times = 0; status = 500; body = '{}' }; Script = { Set-IosUpdateDeviceStatus 52000000-0000-4000-8000-000000000001 -UserName a -RetryLimit 0 } }
        @{ Expected = 75; Case = 'the file is missing'; Script = { Import-Csv ./no-such.csv | Set-IosUpdateDeviceStatus } }
        @{ Expected = 78; Case = 'there is no connection'; IsOffline = $true; Script = { Connect-DeviceStatus -CertificatePath none.pfx -TenantId t -ClientId c; 'a' | Set-IosUpdateDeviceStatus -UserName a } }
    ) {
        if ($Rule) { Add-ScriptedAnswer $server $Rule }
        $end = Invoke-Script "$Script`nexit (Get-DeviceStatusRun -Last).ExitCode" -IsOffline:([bool] $IsOffline)
        $end.ExitCode | Should -Be $Expected -Because $end.Errors
    }
}

Describe 'The run as JSON' {
    BeforeEach { Reset-TestServer $server }

    It 'has the same names as the object' {
        $run = (Invoke-Script "$rows`nGet-DeviceStatusRun -Last | ConvertTo-Json").Output | ConvertFrom-Json
        $run.schemaVersion, $run.exitCode, $run.rows, $run.done | Should -Be 1, 0, 3, 3
        $run.parts.rows, $run.parts.done | Should -Be 3, 3
    }

    It 'of a read is not cut by ConvertTo-Json' {
        $null = Connect-DeviceStatus -Sandbox -Name Json
        $null = Get-DeviceStatus -Connection Json
        $run = Get-DeviceStatusRun -Last | ConvertTo-Json -WarningVariable warnings | ConvertFrom-Json
        $warnings | Should -BeNullOrEmpty
        $run.Parts.Rows, $run.Coverage.Count | Should -Be 17, 17
        Disconnect-DeviceStatus Json
    }
}

Describe 'A Markdown report' {
    BeforeEach { Reset-TestServer $server }

    It 'is appended to the summary of a step' {
        $summary = Join-Path $TestDrive "step_summary_$(New-Guid)"
        '# What the step wrote before' | Set-Content $summary
        $end = Invoke-Script -Environment @{ GITHUB_STEP_SUMMARY = $summary } @"
$rows
Get-DeviceStatusRun -Last | Export-DeviceStatusReport `$env:GITHUB_STEP_SUMMARY -Format Markdown -Append -Title 'First run'
Get-DeviceStatusRun -Last | Export-DeviceStatusReport `$env:GITHUB_STEP_SUMMARY -Append -Title 'Second run'
"@
        $end.Output | Should -BeNullOrEmpty
        $text = Get-Content $summary -Raw
        $text | Should -Match '(?s)^# What the step wrote before\n\n# First run\n.*\n\n# Second run\n'
        $text | Should -Match '3 rows'
        [IO.File]::ReadAllBytes($summary)[0] | Should -Be ([byte][char] '#') -Because 'a byte order mark would be text in the middle of a file'
    }

    It 'alone can be appended, and a file that is not there is made' {
        $end = Invoke-Script "$rows`nGet-DeviceStatusRun -Last | Export-DeviceStatusReport new.md -Append; Get-DeviceStatusRun -Last | Export-DeviceStatusReport new.html -Format Html -Append"
        $end.Errors | Should -BeLike '*-Append supports only Markdown*'
        Get-Content $TestDrive/new.md -TotalCount 1 | Should -Be '# Device status'
        Test-Path $TestDrive/new.html | Should -BeFalse
    }
}

Describe 'The sign-in of a person' {
    # A proxy that is not there: whoever tries to sign in all the same fails on another message.
    It 'is refused at once <Case>, with the browser and with a code' -ForEach @(
        @{ Case = 'with -NonInteractive'; Options = @('-NoProfile', '-NonInteractive'); Because = 'was started with -NonInteractive' }
        @{ Case = 'where the input is redirected'; Options = @('-NoProfile'); Because = 'the input of this process is redirected' }
        @{ Case = 'in a job'; Options = @('-NoProfile'); Environment = @{ CI = 'true' }; Because = 'the environment variable CI' }
    ) {
        $code = "'', '-UseDeviceCode' | ForEach-Object { try { Invoke-Expression `"Connect-DeviceStatus `$_ -Proxy http://127.0.0.1:1`" } catch { `"`$(`$_.FullyQualifiedErrorId) `$_`" } }"
        $end = Invoke-Script $code $Options ($Environment ?? @{}) -IsOffline
        $lines = $end.Output.TrimEnd() -split '\r?\n'
        $lines | Should -HaveCount 2
        foreach ($line in $lines) { $line | Should -BeLike "SignInFailed,*A person cannot sign in here: *$Because*-Identity, -WorkloadIdentity*" }
    }
}
