# Export-DeviceStatusIntuneReport over the sandbox.
BeforeAll {
    Import-Module $PSScriptRoot/Support.psm1
    $null = Connect-DeviceStatus -Sandbox -Name Reports
}

AfterAll {
    Get-DeviceStatusConnection | Disconnect-DeviceStatus
}

Describe 'Export-DeviceStatusIntuneReport' {
    It 'outputs one object for each row' {
        $rows = Export-DeviceStatusIntuneReport DeviceStatusesByConfigurationProfile
        $rows.Count | Should -Be 385
        $rows[0].PSObject.TypeNames[0] | Should -Be 'DeviceStatus.IntuneReportRow'
        ($rows.ReportStatus | Sort-Object -Unique) | Should -Contain 'Conflict'
    }

    It 'writes the CSV file as the service made it' {
        $file = Export-DeviceStatusIntuneReport DeviceStatusByCompliacePolicyReport TestDrive:/compliance.csv -PassThru
        [IO.File]::ReadAllBytes($file.FullName)[0..2] | Should -Be 0xEF, 0xBB, 0xBF
        @(Import-Csv $file.FullName).Count | Should -Be 180
        if (-not $IsWindows) { (Get-Item $file.FullName).UnixMode | Should -Be '-rw-------' }
        Get-ChildItem TestDrive:/ -Filter *.tmp | Should -BeNullOrEmpty
    }

    It 'returns only the rows and columns that were asked for, with their connection' {
        $rows = Export-DeviceStatusIntuneReport DeviceStatusesByConfigurationProfile -Filter "(PolicyId eq 'd1000000-0000-4000-8000-000000000003')" -Property DeviceName
        $rows.Count | Should -Be 20
        $rows[0].PSObject.Properties.Name | Should -Be 'DeviceName', 'Connection'
    }

    It 'fails with the message of the service for a name that is no report' {
        Export-DeviceStatusIntuneReport NoSuchReport -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'GraphBadRequest,*'
        "$($failed[0])" | Should -BeLike '*NoSuchReport*'
    }

    It 'refuses a path with <Case>' -ForEach @(
        @{ Case = 'a folder that does not exist'; Path = 'TestDrive:/none/report.csv'; Says = '*the folder * does not exist*' }
        @{ Case = 'another provider'; Path = 'Env:\report'; Says = '*provider Environment*' }
        @{ Case = 'a folder'; Path = 'TestDrive:/'; Says = '*is a folder*' }
    ) {
        $refused = { Export-DeviceStatusIntuneReport DeviceStatusesByConfigurationProfile $Path } | Should -Throw -ErrorId 'InvalidArgument,*' -PassThru
        "$refused" | Should -BeLike $Says
    }

    It 'does not replace a file with -NoClobber' {
        Set-Content TestDrive:/kept.csv kept
        { Export-DeviceStatusIntuneReport DeviceStatusesByConfigurationProfile TestDrive:/kept.csv -NoClobber } | Should -Throw -ErrorId 'InvalidArgument,*'
        Get-Content TestDrive:/kept.csv | Should -Be kept
    }

    It 'sends nothing with -WhatIf' {
        Export-DeviceStatusIntuneReport DeviceStatusesByConfigurationProfile TestDrive:/whatif.csv -WhatIf
        Test-Path TestDrive:/whatif.csv | Should -BeFalse
    }

    It 'continues with a job that was not read to its end' {
        $null = Export-DeviceStatusIntuneReport DeviceStatusesByConfigurationProfile | Select-Object -First 1
        $verbose = Export-DeviceStatusIntuneReport DeviceStatusesByConfigurationProfile -Verbose 4>&1 | Where-Object { $_ -is [Management.Automation.VerboseRecord] }
        $verbose.Message -like 'Continuing with the export job*' | Should -HaveCount 1
        $verbose.Message -like 'Created the export job*' | Should -BeNullOrEmpty
    }

    It 'completes the names of reports and their columns' {
        $line = 'Export-DeviceStatusIntuneReport DeviceStatusesBy'
        ([Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null)).CompletionMatches.CompletionText |
            Should -Contain 'DeviceStatusesByConfigurationProfile'
        $line = 'Export-DeviceStatusIntuneReport DeviceStatusesByConfigurationProfile -Property UP'
        ([Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null)).CompletionMatches.CompletionText | Should -Be UPN
    }
}
