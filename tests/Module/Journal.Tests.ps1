# A run that is killed, or whose disk is full, continues when the same command is run again. Everything else about journals is tested in
# tests/DeviceStatus.Module.Tests.
BeforeAll {
    Import-Module $PSScriptRoot/Support.psm1
    $PSDefaultParameterValues = @{ '*-*DeviceStatus:InformationAction' = 'Ignore' }
    $server = Start-TestServer '--record', '2000'
    $null = Connect-TestServer $server @{ Name = 'Journal' }
    $folder = (Get-PSDrive TestDrive).Root
    $journal = Join-Path $folder 'run.jsonl'

    function Get-Row {
        param([string] $Run, [int] $Count)
        1..$Count | ForEach-Object { [pscustomobject]@{ OsVersion = $Run; UserName = "user $_" } }
    }

    function Get-Created {
        param([string] $Run)
        @(Get-IosUpdateDeviceStatus -Filter "osVersion eq '$Run'")
    }
}

AfterAll {
    Get-DeviceStatusConnection | Disconnect-DeviceStatus
    Stop-TestServer $server
}

Describe 'A process that is killed' {
    BeforeEach {
        Reset-TestServer $server
        Remove-Item $journal -ErrorAction Ignore
    }

    It 'leaves a journal that another process continues, and that nobody else can use meanwhile' {
        $shell = Start-Shell -Environment @{ TEST_URL = $server.Url; TEST_JOURNAL = $journal } {
            Import-Module $env:TEST_MODULE
            $null = Connect-DeviceStatus -GraphEndpoint $env:TEST_URL -AccessToken (ConvertTo-SecureString $env:TEST_TOKEN -AsPlainText -Force)
            & {
                1..30 | ForEach-Object { [pscustomobject]@{ OsVersion = 'killed'; UserName = "user $_" } }

                # Goes on when the server is told to hang.
                $null = [Console]::In.ReadLine()
                31..100 | ForEach-Object { [pscustomobject]@{ OsVersion = 'killed'; UserName = "user $_" } }
            } | New-IosUpdateDeviceStatus -JournalPath $env:TEST_JOURNAL -BatchSize 10 -ThrottleLimit 2
        }
        $limit = [datetime]::UtcNow.AddSeconds(30)
        while ((Get-Created killed).Count -lt 30 -and [datetime]::UtcNow -lt $limit) { }
        Clear-Recorded $server
        Add-ScriptedAnswer $server @{ match = '^POST '; mode = 'hang'; times = 0 }
        $shell.Process.StandardInput.WriteLine()
        Wait-Recorded $server 2
        { New-IosUpdateDeviceStatus -OsVersion other -JournalPath $journal } | Should -Throw -ErrorId 'JournalError*' -ExpectedMessage '*another run*'
        $shell.Process.Kill()
        $shell.Process.WaitForExit()
        $sent = @(Get-RecordedChange $server).Where({ $_.Method -eq 'POST' }).Count
        Clear-ScriptedAnswer $server
        (Get-Created killed).Count | Should -Be 30

        $rows = Get-Row killed 100
        $null = $rows | New-IosUpdateDeviceStatus -JournalPath $journal -BatchSize 10 -ErrorVariable failed -ErrorAction SilentlyContinue
        $run = Get-DeviceStatusRun -Last
        "$($run.Rows) $($run.Skipped) $($run.Done) $($run.OutcomeUnknown)" | Should -Be "100 30 $(70 - $sent) $sent"
        $failed.FullyQualifiedErrorId | Sort-Object -Unique | Should -Be 'OutcomeUnknown,DeviceStatus.Commands.NewIosUpdateDeviceStatusCommand'
        $failed.TargetObject.UserName | Should -Be $rows[30..(29 + $sent)].UserName

        $null = $rows | New-IosUpdateDeviceStatus -JournalPath $journal -RetryInDoubt
        "$((Get-DeviceStatusRun -Last).Skipped) $((Get-DeviceStatusRun -Last).Done)" | Should -Be "$(100 - $sent) $sent"
        (Get-Created killed).UserName | Sort-Object -Unique | Should -HaveCount 100
        (Get-Created killed).Count | Should -Be 100
    }
}

Describe 'A journal that cannot be written' {
    BeforeEach {
        Reset-TestServer $server
        Remove-Item $journal -ErrorAction Ignore
    }

    It 'stops the run when the disk is full, before anything leaves that it does not hold' {
        $disk = Join-Path $folder disk
        $null = New-Item $disk -ItemType Directory
        if ($IsLinux) { mount -t tmpfs -o size=16k none $disk 2>&1 | Out-Null }
        if (-not $IsLinux -or $LASTEXITCODE -ne 0) {
            Set-ItResult -Skipped -Because 'no small disk can be made here'
            return
        }

        try {
            $rows = Get-Row full 200
            $created = $rows | New-IosUpdateDeviceStatus -JournalPath "$disk/run.jsonl" -ThrottleLimit 1 -ErrorVariable failed -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
            $run = Get-DeviceStatusRun -Last
            $run.Done + $run.NotSent | Should -Be 200
            $created.Count | Should -Be $run.Done
            $failed.FullyQualifiedErrorId | Sort-Object -Unique | Should -Be 'NotSent,DeviceStatus.Commands.NewIosUpdateDeviceStatusCommand'
            "$($failed[0])" | Should -BeLike '*journal could not be written*'
            (Get-Created full).Count | Should -Be $run.Done

            # With room again, the journal goes on; a batch whose outcome did not fit is in doubt, and nothing is created twice.
            mount -o 'remount,size=4m' $disk
            $null = $rows | New-IosUpdateDeviceStatus -JournalPath "$disk/run.jsonl" -ErrorAction SilentlyContinue
            $again = Get-DeviceStatusRun -Last
            $again.Skipped + $again.OutcomeUnknown | Should -Be $run.Done
            (Get-Created full).Count | Should -Be 200
            (Get-Created full).UserName | Sort-Object -Unique | Should -HaveCount 200
        }
        finally { umount $disk }
    }
}
