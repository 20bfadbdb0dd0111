# A run that is killed, or stopped, goes on where it was when the same command is run again.
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

Describe 'Running the same command again' {
    BeforeEach {
        Reset-TestServer $server
        Remove-Item $journal -ErrorAction Ignore
    }

    It 'skips what is done, sends the rest, and says how many it skipped' {
        $null = Connect-TestServer $server @{ Name = 'Slow'; WriteLimit = 20 }
        $rows = Get-Row resume 50
        $null = $rows | New-IosUpdateDeviceStatus -JournalPath $journal -TimeBudget 0.5 -Connection Slow -ErrorAction SilentlyContinue
        Disconnect-DeviceStatus Slow
        (Get-DeviceStatusRun -Last).Done | Should -Be 20

        $said = $rows | New-IosUpdateDeviceStatus -JournalPath $journal -InformationAction Continue 6>&1
        $run = Get-DeviceStatusRun -Last
        "$($run.Rows) $($run.Skipped) $($run.Done)" | Should -Be '50 20 30'
        $run.JournalPath | Should -Be $journal
        "$($said[-1])" | Should -BeLike '*50 rows: 30 done, 20 skipped*'
        $created = Get-Created resume
        $created.Count | Should -Be 50
        $created.UserName | Sort-Object -Unique | Should -HaveCount 50

        Reset-TestServer $server
        $rows | New-IosUpdateDeviceStatus -JournalPath $journal | Should -BeNullOrEmpty
        (Get-DeviceStatusRun -Last).Skipped | Should -Be 50
        Get-Recorded $server | Should -BeNullOrEmpty
    }

    It 'sends again what was refused' {
        Add-ScriptedAnswer $server @{ match = '^POST '; status = 403; body = @{ error = @{ code = 'Forbidden'; message = 'Not yet.' } } }
        New-IosUpdateDeviceStatus -OsVersion refused -JournalPath $journal -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'GraphForbidden*'
        $null = New-IosUpdateDeviceStatus -OsVersion refused -JournalPath $journal
        (Get-Created refused).Count | Should -Be 1
    }

    It 'repeats what is safe to repeat' {
        $id = '52000000-0000-4000-8000-000000000001'
        $pipeline = Start-Pipeline -ArgumentList $id, $journal { param($id, $journal) Set-IosUpdateDeviceStatus $id -UserName safe -JournalPath $journal }
        Add-ScriptedAnswer $server @{ match = '^PATCH '; mode = 'hang' }
        Wait-Recorded $server 1
        $pipeline.Shell.Stop()
        $null = Wait-Pipeline $pipeline
        Set-IosUpdateDeviceStatus $id -UserName safe -JournalPath $journal -ErrorVariable failed
        $failed | Should -BeNullOrEmpty
        (Get-IosUpdateDeviceStatus $id).UserName | Should -Be 'safe'
    }

    It 'does not create again what may have been created, unless told to' {
        Add-ScriptedAnswer $server @{ match = '^POST '; mode = 'resetAfter' }
        New-IosUpdateDeviceStatus -OsVersion doubt -JournalPath $journal -ErrorAction SilentlyContinue
        Clear-Recorded $server

        $row = [pscustomobject]@{ OsVersion = 'doubt' }
        $row | New-IosUpdateDeviceStatus -JournalPath $journal -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed[0].FullyQualifiedErrorId | Should -Be 'OutcomeUnknown,DeviceStatus.Commands.NewIosUpdateDeviceStatusCommand'
        $failed[0].ErrorDetails.Message | Should -BeLike '*-RetryInDoubt*'
        [object]::ReferenceEquals($failed[0].TargetObject, $row) | Should -BeTrue
        Get-Recorded $server | Should -BeNullOrEmpty

        # The user looked, took it away, and says so.
        Get-Created doubt | Remove-IosUpdateDeviceStatus -Confirm:$false
        ($row | New-IosUpdateDeviceStatus -JournalPath $journal -RetryInDoubt).OsVersion | Should -Be 'doubt'
        $row | New-IosUpdateDeviceStatus -JournalPath $journal | Should -BeNullOrEmpty
        (Get-Created doubt).Count | Should -Be 1
    }

    It 'takes two equal rows for two rows' {
        $rows = 1..2 | ForEach-Object { [pscustomobject]@{ OsVersion = 'twins' } }
        @($rows | New-IosUpdateDeviceStatus -JournalPath $journal).Count | Should -Be 2
        @($rows + $rows[0] | New-IosUpdateDeviceStatus -JournalPath $journal).Count | Should -Be 1
        (Get-DeviceStatusRun -Last).Skipped | Should -Be 2
        (Get-Created twins).Count | Should -Be 3
    }

    It 'holds addresses and reasons, but no body and no secret, for its owner alone' {
        $null = [pscustomobject]@{ OsVersion = 'private'; UserName = 'Ann Secret' } | New-IosUpdateDeviceStatus -JournalPath $journal
        Set-IosUpdateDeviceStatus nobody -UserName 'Ann Secret' -JournalPath "$journal.2" -ErrorAction SilentlyContinue
        $text = (Get-Content $journal, "$journal.2") -join "`n"
        $text | Should -Not -Match "$Token|Ann Secret|Bearer"
        $text | Should -Match '/v1.0/deviceManagement/iosUpdateStatuses/nobody'
        $text | Should -Match 'GraphNotFound'
        if (-not $IsWindows) { (Get-Item $journal).UnixMode | Should -Be '-rw-------' }
        Get-Content $journal | ForEach-Object { { $_ | ConvertFrom-Json } | Should -Not -Throw }
    }
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

    It 'may have torn the last line' {
        $rows = Get-Row torn 3
        $null = $rows | New-IosUpdateDeviceStatus -JournalPath $journal
        $bytes = [IO.File]::ReadAllBytes($journal)
        $lines = [Text.Encoding]::UTF8.GetString($bytes).TrimEnd("`n") -split "`n"

        # Without the outcome of the last row, and with half of it: in both cases the row is in doubt.
        $whole = ($lines[0..($lines.Count - 2)] -join "`n") + "`n"
        foreach ($tail in '', $lines[-1].Substring(0, 20)) {
            [IO.File]::WriteAllText($journal, $whole + $tail)
            $rows | New-IosUpdateDeviceStatus -JournalPath $journal -ErrorVariable failed -ErrorAction SilentlyContinue
            $failed.FullyQualifiedErrorId | Should -Be 'OutcomeUnknown,DeviceStatus.Commands.NewIosUpdateDeviceStatusCommand'
            (Get-DeviceStatusRun -Last).Skipped | Should -Be 2
        }
        (Get-Created torn).Count | Should -Be 3
    }
}

Describe 'A file that cannot be the journal' {
    BeforeEach {
        Reset-TestServer $server
        Remove-Item $journal -ErrorAction Ignore
    }

    It 'is refused and left as it is when it <Case>' -ForEach @(
        @{ Case = 'is a CSV'; Text = "Id,Status`nx,error`n" }
        @{ Case = 'is JSON of another kind'; Text = "{`"a`":1}`n" }
        @{ Case = 'has no line end'; Text = 'hello' }
        @{ Case = 'is binary'; Text = "`0`u{1}`0`n" }
        @{ Case = 'belongs to another command'; Text = "{`"journal`":`"DeviceStatus`",`"version`":1,`"command`":`"Remove-IosUpdateDeviceStatus`",`"endpoint`":`"SERVER/`"}`n" }
        @{ Case = 'belongs to another service'; Text = "{`"journal`":`"DeviceStatus`",`"version`":1,`"command`":`"New-IosUpdateDeviceStatus`",`"endpoint`":`"https://graph.microsoft.us/`"}`n" }
        @{ Case = 'is of a later version'; Text = "{`"journal`":`"DeviceStatus`",`"version`":2,`"command`":`"New-IosUpdateDeviceStatus`",`"endpoint`":`"SERVER/`"}`n" }
        @{ Case = 'is damaged in the middle'; Text = "{`"journal`":`"DeviceStatus`",`"version`":1,`"command`":`"New-IosUpdateDeviceStatus`",`"endpoint`":`"SERVER/`"}`nrubbish`n{`"run`":`"x`"}`n" }
    ) {
        [IO.File]::WriteAllText($journal, $Text.Replace('SERVER', $server.Url))
        $before = (Get-FileHash $journal).Hash
        $refused = { New-IosUpdateDeviceStatus -OsVersion a -JournalPath $journal } | Should -Throw -ErrorId 'JournalError,DeviceStatus.Commands.NewIosUpdateDeviceStatusCommand' -PassThru
        "$refused" | Should -BeLike "*run.jsonl*"
        $refused.CategoryInfo.Category | Should -Be 'OpenError'
        (Get-FileHash $journal).Hash | Should -Be $before
        Get-Recorded $server | Should -BeNullOrEmpty
    }

    It 'is refused when its folder <Case>' -ForEach @(@{ Case = 'does not exist'; Path = 'no-such-folder/run.jsonl' }, @{ Case = 'is the file itself'; Path = '.' }) {
        { New-IosUpdateDeviceStatus -OsVersion a -JournalPath (Join-Path $folder $Path) } | Should -Throw -ErrorId 'JournalError*'
        Get-Recorded $server | Should -BeNullOrEmpty
    }

    It 'is refused when its folder is read-only' -Skip:$IsWindows {
        $locked = New-Item (Join-Path $folder locked) -ItemType Directory
        chmod 555 $locked

        # Nothing is read-only to root but what the kernel itself makes so.
        $path = (id -u) -eq 0 ? '/sys/run.jsonl' : "$locked/run.jsonl"
        { New-IosUpdateDeviceStatus -OsVersion a -JournalPath $path } | Should -Throw -ErrorId 'JournalError*'
        chmod 755 $locked
        Get-Recorded $server | Should -BeNullOrEmpty
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
