# Rows of every kind: numbered, checked, corrected, and what becomes of those that are wrong.
BeforeAll {
    Import-Module $PSScriptRoot/Support.psm1
    $PSDefaultParameterValues = @{ '*-*DeviceStatus:InformationAction' = 'Ignore' }
    $server = Start-TestServer '--record', '1000'
    $null = Connect-TestServer $server
    $configuration = 'd1000000-0000-4000-8000-000000000001'
    $ids = 1..9 | ForEach-Object { '52000000-0000-4000-8000-{0:x12}' -f $_ }
    $type = '"@odata.type":"#microsoft.graph.iosUpdateDeviceStatus"'
    $samples = "$PSScriptRoot/../../samples"

    function Get-Body { @(Get-RecordedChange $server).Body -replace [regex]::Escape("{$type,"), '{' }
}

AfterAll {
    Get-DeviceStatusConnection | Disconnect-DeviceStatus
    Stop-TestServer $server
}

Describe 'Every row that enters the pipeline' {
    BeforeEach { Reset-TestServer $server }

    It 'is counted and numbered as it came' {
        $rows = Import-Csv "$samples/device-configuration-statuses.csv"
        $journal = Join-Path $TestDrive 'run.journal'
        $rows | Set-DeviceConfigurationDeviceStatus -JournalPath $journal -ErrorVariable failed -ErrorAction SilentlyContinue -InformationVariable said
        $run = Get-DeviceStatusRun -Last
        $run.Rows | Should -Be 210
        $run.Done + $run.Failed | Should -Be 210
        $run.Failed | Should -Be $failed.Count
        "$said" | Should -BeLike '*210 rows*'
        foreach ($failure in $run.Failures) {
            $record = $failed.Where({ [object]::ReferenceEquals($_.TargetObject, $rows[$failure.Row - 1]) })
            $record | Should -HaveCount 1
            if ($failure.ErrorId -eq 'InvalidRow') { "$record" | Should -BeLike "Row $($failure.Row): *" }
        }

        $html = Export-DeviceStatusReport (Join-Path $TestDrive 'report.html') -JournalPath $journal
        $entries = Get-Content $journal | ConvertFrom-Json | Where-Object outcome
        $entries | Should -HaveCount 210
        $entries.row | Sort-Object | Should -Be @(1..210)
        (Measure-DeviceStatus -JournalPath $journal -Property Outcome | Measure-Object Count -Sum).Sum | Should -Be 210
    }

    It 'reaches <Command> without the ids of its parent' -ForEach @(
        @{ Command = 'New-DeviceConfigurationDeviceStatus' }, @{ Command = 'Set-MobileAppConfigurationDeviceStatus' }, @{ Command = 'Remove-DeviceCompliancePolicyDeviceStatus' }
        @{ Command = 'Get-DeviceConfigurationDeviceStatus' }
    ) {
        [pscustomobject]@{ Id = 'x'; UserName = 'a' } | & $Command -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed.FullyQualifiedErrorId | Should -BeLike 'InvalidRow,*'
        "$failed" | Should -BeLike 'Row 1: *Id is missing*'
        Get-Recorded $server | Should -BeNullOrEmpty
    }

    It 'is ignored when all its cells are empty' {
        $blank = [pscustomobject]@{ Id = ' '; UserName = $null }
        @("Id,UserName`n$($ids[0]),a`n,`n$($ids[1]),b" | ConvertFrom-Csv) + $blank | Set-IosUpdateDeviceStatus -ErrorVariable failed -Verbose 4>&1 | Tee-Object -Variable said | Out-Null
        $failed | Should -BeNullOrEmpty
        (Get-DeviceStatusRun -Last).Rows | Should -Be 2
        "$said" | Should -BeLike '*Row 2 is ignored*Row 4 is ignored*'
    }
}

Describe 'What is typed' {
    BeforeEach { Reset-TestServer $server }

    It 'names several objects' {
        Set-IosUpdateDeviceStatus $ids[0], " $($ids[1]) " -UserName a
        Remove-DeviceConfigurationDeviceStatus p, q i, j -Confirm:$false -ErrorAction SilentlyContinue
        $null = Get-IosUpdateDeviceStatus $ids[0, 1]
        @(Get-RecordedChange $server).ForEach({ "$($_.Method) $($_.Url -replace '^.*/(?=[^/]+/deviceStatuses)|^.*/')" }) | Should -Be @(
            "PATCH $($ids[0])", "PATCH $($ids[1])", 'DELETE p/deviceStatuses/i', 'DELETE p/deviceStatuses/j', 'DELETE q/deviceStatuses/i', 'DELETE q/deviceStatuses/j'
            "GET $($ids[0])", "GET $($ids[1])")
    }

    It 'asks for a mandatory id that is missing' {
        { Set-IosUpdateDeviceStatus -UserName a } | Should -Throw -ErrorId 'MissingMandatoryParameter*'
        { Remove-DeviceConfigurationDeviceStatus p -Confirm:$false } | Should -Throw -ErrorId 'MissingMandatoryParameter*'
    }

    It 'cannot be several ids beside rows' {
        { [pscustomobject]@{ UserName = 'a' } | Set-IosUpdateDeviceStatus -Id a, b } | Should -Throw -ErrorId 'InvalidArgument*'
    }
}

Describe 'Rows in other forms' {
    BeforeEach { Reset-TestServer $server }

    It 'takes ids by value on each verb: <Command>' -ForEach @(
        @{ Command = { $args | Get-IosUpdateDeviceStatus }; Method = 'GET' }
        @{ Command = { $args | Set-IosUpdateDeviceStatus -UserName a }; Method = 'PATCH' }
        @{ Command = { $args | ForEach-Object { [guid] $_ } | Remove-IosUpdateDeviceStatus -Confirm:$false }; Method = 'DELETE' }
        @{ Command = { $args | New-IosUpdateDeviceStatus -UserName a -ErrorAction SilentlyContinue }; Method = 'POST' }
    ) {
        $null = & $Command $ids[0] $ids[1]
        @(Get-RecordedChange $server).Method | Should -Be @($Method, $Method)
        if ($Method -ne 'POST') { @(Get-RecordedChange $server).Url -replace '.*/' | Should -Be $ids[0, 1] }
    }

    It 'takes a policy object where the id of a policy is taken: <Type>' -ForEach @(
        @{ Type = 'DeviceStatus.Policy' }, @{ Type = 'Microsoft.Graph.PowerShell.Models.MicrosoftGraphDeviceConfiguration' }
    ) {
        $policy = [pscustomobject]@{ PSTypeName = $Type; Id = $configuration; Kind = 'DeviceConfiguration'; DisplayName = 'a' }
        $null = $policy | Get-DeviceConfigurationDeviceStatus -Top 1
        $null = Get-DeviceConfigurationDeviceStatus $policy -Top 1
        $policy | New-DeviceConfigurationDeviceStatus -Status error -WarningVariable warned
        @(Get-RecordedChange $server).ForEach({ "$($_.Method) $($_.Url -replace '\?.*')" }) | Should -Be @(
            "GET /v1.0/deviceManagement/deviceConfigurations/$configuration/deviceStatuses"
            "GET /v1.0/deviceManagement/deviceConfigurations/$configuration/deviceStatuses"
            "POST /v1.0/deviceManagement/deviceConfigurations/$configuration/deviceStatuses")
        $policy | Set-DeviceConfigurationDeviceStatus -Status error -ErrorVariable failed -ErrorAction SilentlyContinue
        "$failed" | Should -BeLike 'Row 1: Id is missing*'
        $policy | Get-DeviceCompliancePolicyDeviceStatus -ErrorVariable failed -ErrorAction SilentlyContinue
        "$failed" | Should -BeLike 'Row 1: The policy*is of the kind DeviceConfiguration*'
    }

    It 'sends of an object that was read only what was changed or typed' {
        $read = Get-IosUpdateDeviceStatus -Top 3
        Reset-TestServer $server
        $read | Set-IosUpdateDeviceStatus -Status conflict
        Get-Body | Should -Be @('{"status":"conflict"}', '{"status":"conflict"}', '{"status":"conflict"}')
        Reset-TestServer $server
        $read[1].UserName = 'Changed'
        $read[2].LastReportedDateTime = [datetimeoffset]'2026-01-31T00:00:00Z'
        $passed = $read | Set-IosUpdateDeviceStatus -PassThru
        Get-Body | Should -Be @('{"userName":"Changed"}', '{"lastReportedDateTime":"2026-01-31T00:00:00Z"}')
        $passed.Id | Should -Be $read.Id
        (Get-DeviceStatusRun -Last).Done | Should -Be 3
    }

    It 'sends everything of an object that was read when it goes to another object' {
        $read = Get-IosUpdateDeviceStatus -Top 1
        Reset-TestServer $server
        $read | Set-IosUpdateDeviceStatus -Id other -ErrorAction SilentlyContinue
        (Get-Body | ConvertFrom-Json).PSObject.Properties.Name.Count | Should -BeGreaterThan 5
    }
}

Describe 'Warnings' {
    BeforeEach { Reset-TestServer $server }

    It 'says nothing of the columns that a command of the same noun knows' {
        [pscustomobject]@{ Id = $ids[0]; Status = 'error'; RowNumber = 1; ErrorId = 'a'; Reason = 'b' } | Remove-IosUpdateDeviceStatus -Confirm:$false -WarningVariable warned
        Get-IosUpdateDeviceStatus -Top 1 | Set-IosUpdateDeviceStatus -Status error -WarningVariable +warned
        $warned | Should -BeNullOrEmpty
    }
}

Describe '-FailedPath' {
    BeforeEach {
        Reset-TestServer $server
        $path = Join-Path $TestDrive 'failed.csv'
        Remove-Item $path -ErrorAction Ignore
    }

    It 'holds the rows that are not done, ready to be corrected and run again' {
        $rows = @'
Id,Status,UserName,Note
none,error,"A ""B"", C",first
52000000-0000-4000-8000-000000000001,error,,second
52000000-0000-4000-8000-000000000002,complaint,"two
lines",third
'@ | ConvertFrom-Csv
        $rows | Set-IosUpdateDeviceStatus -FailedPath $path -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
        $failed = Import-Csv $path
        $failed.RowNumber | Should -Be @(1, 3)
        $failed.ErrorId | Should -Be @('GraphNotFound', 'InvalidRow')
        $failed[1].Reason | Should -BeLike "Row 3: *did you mean 'compliant'*"
        ($failed | Select-Object Id, Status, UserName, Note | ConvertTo-Csv) | Should -BeExactly ($rows[0, 2] | ConvertTo-Csv)
        if (-not $IsWindows) { (Get-Item $path).UnixFileMode | Should -Be ([IO.UnixFileMode]'UserRead, UserWrite') }
        Get-ChildItem $TestDrive -File | Where-Object Name -Match '^\w{8}\.\w{3}$' | Should -BeNullOrEmpty

        $failed[1].Status = 'compliant'
        $failed[1], $failed[0] | Set-IosUpdateDeviceStatus -FailedPath $path -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
        (Import-Csv $path).RowNumber | Should -Be 2
        $failed[1] | Set-IosUpdateDeviceStatus -FailedPath $path -WarningAction SilentlyContinue
        Test-Path $path | Should -BeFalse
    }

    It 'refuses a file that is something else' {
        'Id,Status' | Set-Content $path
        { Set-IosUpdateDeviceStatus $ids[0] -Status error -FailedPath $path } | Should -Throw -ErrorId 'FailedPathError*'
        { Set-IosUpdateDeviceStatus $ids[0] -Status error -FailedPath (Join-Path $TestDrive 'no/such/failed.csv') } | Should -Throw -ErrorId 'FailedPathError*'
        Get-Content $path | Should -Be 'Id,Status'
        Get-Recorded $server | Should -BeNullOrEmpty
    }

    It 'survives a stop' {
        Add-ScriptedAnswer $server @{ match = '^POST .*/\$batch$'; mode = 'hang' }
        $pipeline = Start-Pipeline -ArgumentList $path, $ids {
            param($path, $ids)
            & { [pscustomobject]@{ Id = 'x'; Status = 'eror' }; $ids | ForEach-Object { [pscustomobject]@{ Id = $_; Status = 'error' } } } |
                Set-IosUpdateDeviceStatus -FailedPath $path -StopGrace 0.1
        }
        Wait-Recorded $server 1
        (Import-Csv $path).ErrorId | Should -Be 'InvalidRow'
        $pipeline.Shell.Stop()
        Resume-TestServer $server
        $failed = Import-Csv $path
        $failed | Should -HaveCount 10
        $failed[0].ErrorId | Should -Be 'InvalidRow'
        $failed[1..9].ErrorId | Sort-Object -Unique | Should -Be 'OutcomeUnknown'
    }

    It 'is not made with -WhatIf' {
        [pscustomobject]@{ Id = 'x'; Status = 'eror' } | Set-IosUpdateDeviceStatus -FailedPath $path -JournalPath "$path.journal" -WhatIf -ErrorAction SilentlyContinue
        Test-Path $path, "$path.journal" | Should -Be @($false, $false)
    }
}

Describe 'Test-DeviceStatusInput' {
    BeforeEach { Reset-TestServer $server }

    It 'finds what the command would refuse, without a connection' {
        $rows = @(
            [pscustomobject]@{ Id = $ids[0]; Status = 'complaint'; LastReportedDateTime = '01/02/2026'; Usrname = 'a' }
            [pscustomobject]@{ Id = $ids[1]; Status = 'error'; LastReportedDateTime = ''; Usrname = '' }
            [pscustomobject]@{ Id = $ids[1].ToUpper(); Status = 'error'; LastReportedDateTime = ''; Usrname = '' }
            [pscustomobject]@{ Id = ''; Status = ''; LastReportedDateTime = ''; Usrname = '' }
            [pscustomobject]@{ Id = ''; Status = 'error'; LastReportedDateTime = ''; Usrname = '' }
            [pscustomobject]@{ Id = 'x'; Status = ''; LastReportedDateTime = ''; Usrname = '' }
            [pscustomobject]@{ Id = '..'; Status = 'error'; LastReportedDateTime = ''; Usrname = '' }
            $null
        )
        Get-DeviceStatusConnection | Disconnect-DeviceStatus
        try { $problems = $rows | Test-DeviceStatusInput Set-IosUpdateDeviceStatus } finally { $null = Connect-TestServer $server }

        $problems.ForEach({ "$($_.Row) $($_.Column) $($_.Suggestion)".Trim() }) | Should -Be @(
            'Usrname UserName', '1 Status compliant', '1 LastReportedDateTime 2026-01-31T13:45:00Z, or -Culture', '3 Id', '5 Id', '6', '7 Id', '8')
        $problems[1].Value | Should -Be 'complaint'
        $problems[1].ToString() | Should -Be "Row 1: Status 'complaint' is not a compliance status; did you mean 'compliant'?"
        $problems[3].Problem | Should -BeLike '*row 2*'
        Get-Recorded $server | Should -BeNullOrEmpty
    }

    It 'outputs nothing for the rows that <Command> takes' -ForEach @(
        @{ Command = 'New-IosUpdateDeviceStatus'; File = 'ios-update-statuses.csv'; Rows = {}; With = @{} }
        @{ Command = 'set-deviceconfigurationdevicestatus'; File = ''; Rows = { [pscustomobject]@{ Id = 'x'; Status = 'error' } }; With = @{ Parameters = @{ DeviceConfigurationId = 'p' } } }
        @{ Command = 'Remove-IosUpdateDeviceStatus'; File = ''; Rows = { 'a', 'b' }; With = @{} }
    ) {
        $given = $File ? (Import-Csv "$samples/$File") : (& $Rows)
        $given | Test-DeviceStatusInput $Command @With | Should -BeNullOrEmpty
    }

    It 'finds in a sample what the run finds' {
        $rows = Import-Csv "$samples/device-configuration-statuses.csv"
        $found = $rows | Test-DeviceStatusInput Set-DeviceConfigurationDeviceStatus | Where-Object { $_.Row -and $_.Problem -notlike '*same object*' }
        $rows | Set-DeviceConfigurationDeviceStatus -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
        $found.Row | Sort-Object -Unique | Should -Be (Get-DeviceStatusRun -Last).Failures.Where({ $_.ErrorId -in 'InvalidRow', 'NothingToChange' }).Row
    }

    It 'refuses a command that writes nothing' {
        { 1 | Test-DeviceStatusInput Set-IosUpdateDeviceStat } | Should -Throw -ErrorId 'InvalidArgument*' -ExpectedMessage "*did you mean 'Set-IosUpdateDeviceStatus'*"
        { 1 | Test-DeviceStatusInput Get-DeviceConfigurationUserStatus } | Should -Throw -ErrorId 'InvalidArgument*'
        (TabExpansion2 'Test-DeviceStatusInput Set-Ios' 30).CompletionMatches.CompletionText | Should -Be 'Set-IosLobAppProvisioningConfigurationDeviceStatus', 'Set-IosUpdateDeviceStatus'
    }
}
