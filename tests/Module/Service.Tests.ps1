# Test-DeviceStatusService over the sandbox and over a server with prescribed responses.
BeforeAll {
    Import-Module $PSScriptRoot/Support.psm1
    $null = Connect-DeviceStatus -Sandbox -Name Probe
}

AfterAll {
    Get-DeviceStatusConnection | Disconnect-DeviceStatus
}

Describe 'Test-DeviceStatusService' {
    It 'finds that the sandbox supports every operation that reads' {
        $results = Test-DeviceStatusService -Connection Probe
        $results[0].PSObject.TypeNames[0] | Should -Be 'DeviceStatus.ServiceProbe'
        ($results.Kind | Select-Object -Unique) | Should -Be 'DeviceConfiguration', 'DeviceCompliancePolicy', 'MobileAppConfiguration', 'IosLobAppProvisioningConfiguration', 'ConfigurationPolicy', 'IosUpdate'
        @($results | Where-Object Operation -EQ 'List').State | Should -Be (@('Supported') * 5)
        $results | Where-Object { $_.Operation -in 'Get', 'Select', 'Filter', 'Paging', 'Top' } | Where-Object State -NE 'Supported' | Should -BeNullOrEmpty
        ($results | Where-Object Operation -EQ 'ExportJob').Kind | Should -Be 'DeviceConfiguration', 'DeviceCompliancePolicy', 'ConfigurationPolicy'
        $results | Where-Object Operation -In 'ExportJobStatus', 'ReportAction', 'ReportPaging', 'ReportFilter' | Group-Object State -NoElement |
            ForEach-Object { "$($_.Name) $($_.Count)" } | Should -Be 'Supported 12'
        $results.Operation | Should -Not -Contain 'Update'
    }

    It 'writes back one status of a kind with -IncludeWrite' {
        $before = Get-DeviceConfigurationDeviceStatus d1000000-0000-4000-8000-000000000001 -Connection Probe
        $result = Test-DeviceStatusService DeviceConfiguration -IncludeWrite -Confirm:$false -Connection Probe | Where-Object Operation -EQ 'Update'
        $result.State | Should -Be 'Supported'
        $after = Get-DeviceConfigurationDeviceStatus d1000000-0000-4000-8000-000000000001 -Connection Probe
        $after.Status | Should -Be $before.Status
    }

    It 'writes nothing with -WhatIf' {
        (Test-DeviceStatusService DeviceConfiguration -IncludeWrite -WhatIf -Connection Probe).Operation | Should -Not -Contain 'Update'
    }

    It 'writes a file without names and ids' {
        $null = Test-DeviceStatusService DeviceConfiguration -Path TestDrive:/service.json -Connection Probe
        $text = Get-Content TestDrive:/service.json -Raw
        $file = $text | ConvertFrom-Json
        $file.schemaVersion | Should -Be 1
        $file.results.Count | Should -BeGreaterThan 5
        $text | Should -Not -Match 'd1000000|contoso|@|iPhone|iOS -'
    }
}
