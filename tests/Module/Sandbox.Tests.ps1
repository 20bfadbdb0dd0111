# The Graph in the process: its file, its pace and its faults. What it answers is the business of the engine's tests.
BeforeAll {
    Import-Module $PSScriptRoot/Support.psm1
    $PSDefaultParameterValues = @{ '*-*DeviceStatus:InformationAction' = 'Ignore' }
    $folder = (Get-PSDrive TestDrive).Root
    $ios = '52000000-0000-4000-8000-000000000001'
}

AfterAll {
    Get-DeviceStatusConnection | Disconnect-DeviceStatus
}

Describe 'Connect-DeviceStatus -Sandbox' {
    It 'needs no tenant and no pace' {
        $connection = Connect-DeviceStatus -Sandbox
        "$($connection.Name) $($connection.AuthType) $($connection.WriteLimit)" | Should -Be 'Sandbox Sandbox 0'
        @(Get-IosUpdateDeviceStatus).Count | Should -Be 120
        Disconnect-DeviceStatus
    }

    It 'does the whole round with every noun: <Noun>' -ForEach @(
        @{ Noun = 'IosUpdateDeviceStatus'; Parent = @{} }
        @{ Noun = 'DeviceConfigurationDeviceStatus'; Parent = @{ DeviceConfigurationId = 'd1000000-0000-4000-8000-000000000001' } }
        @{ Noun = 'DeviceCompliancePolicyDeviceStatus'; Parent = @{ DeviceCompliancePolicyId = 'c1000000-0000-4000-8000-000000000001' } }
        @{ Noun = 'MobileAppConfigurationDeviceStatus'; Parent = @{ MobileAppConfigurationId = 'a1000000-0000-4000-8000-000000000001' } }
        @{ Noun = 'IosLobAppProvisioningConfigurationDeviceStatus'; Parent = @{ IosLobAppProvisioningConfigurationId = 'b1000000-0000-4000-8000-000000000001' } }
    ) {
        $null = Connect-DeviceStatus -Sandbox -Name Round
        $created = & "New-$Noun" @Parent -UserName 'Ann Öz' -Status Error -LastReportedDateTime '2026-01-31T13:45:00.1234567+01:00' -Platform 8
        $created.PSTypeNames[0] | Should -Be "DeviceStatus.$Noun"
        $created.Status | Should -BeExactly 'error'
        $created.LastReportedDateTime.UtcTicks | Should -Be ([datetimeoffset] '2026-01-31T12:45:00.1234567Z').UtcTicks

        # What a command gives, the next one takes; what is typed outranks what the object brings along.
        ($created | & "Set-$Noun" -Clear UserName -Status compliant -PassThru).Status | Should -BeExactly 'compliant'
        $read = $created | & "Get-$Noun"
        $read.UserName | Should -BeNullOrEmpty
        $read | & "Remove-$Noun" -Confirm:$false
        $read | & "Get-$Noun" -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'GraphNotFound,*'
        Disconnect-DeviceStatus Round
    }

    It 'forgets everything without a file' {
        $null = Connect-DeviceStatus -Sandbox
        Set-IosUpdateDeviceStatus $ios -UserName changed
        Disconnect-DeviceStatus
        $null = Connect-DeviceStatus -Sandbox
        (Get-IosUpdateDeviceStatus $ios).UserName | Should -Not -Be 'changed'
        Disconnect-DeviceStatus
    }
}

Describe '-SandboxPath' {
    BeforeEach {
        $path = Join-Path $folder 'state.json'
        Remove-Item "$path*"
    }

    It 'keeps what was done, for the next connection and the next process' {
        $null = Connect-DeviceStatus -Sandbox -SandboxPath $path
        Set-IosUpdateDeviceStatus $ios -UserName 'Ann Öz' -Platform 7
        $created = 1..30 | ForEach-Object { [pscustomobject]@{ UserName = "user $_" } } | New-IosUpdateDeviceStatus
        Get-IosUpdateDeviceStatus 52000000-0000-4000-8000-000000000002 | Remove-IosUpdateDeviceStatus -Confirm:$false
        Disconnect-DeviceStatus

        $said = Receive-Shell (Start-Shell -Environment @{ TEST_PATH = $path; TEST_ID = $ios } {
                Import-Module $env:TEST_MODULE
                $null = Connect-DeviceStatus -Sandbox -SandboxPath $env:TEST_PATH
                Set-IosUpdateDeviceStatus $env:TEST_ID -OsVersion 'from the other process'
                $read = Get-IosUpdateDeviceStatus $env:TEST_ID -Property UserName, Platform, OsVersion
                $read | Select-Object UserName, Platform, OsVersion, @{ n = 'Count'; e = { @(Get-IosUpdateDeviceStatus).Count } } | ConvertTo-Json -Compress
                Disconnect-DeviceStatus
            })
        "$($said.UserName) $($said.Platform) $($said.OsVersion) $($said.Count)" | Should -Be 'Ann Öz 7 from the other process 149'

        $null = Connect-DeviceStatus -Sandbox -SandboxPath $path
        (Get-IosUpdateDeviceStatus $ios).OsVersion | Should -Be 'from the other process'
        ($created[-1] | Get-IosUpdateDeviceStatus).UserName | Should -Be 'user 30'
        Disconnect-DeviceStatus
        if (-not $IsWindows) { (Get-Item $path).UnixMode | Should -Be '-rw-------' }
        Get-ChildItem "${path}?*" | Should -BeNullOrEmpty
    }

    It 'is taken over by the same script run again in one session' {
        $null = Connect-DeviceStatus -Sandbox -SandboxPath $path
        Set-IosUpdateDeviceStatus $ios -UserName first
        $null = Connect-DeviceStatus -Sandbox -SandboxPath $path
        (Get-IosUpdateDeviceStatus $ios).UserName | Should -Be 'first'
        @(Get-DeviceStatusConnection | Where-Object SandboxPath -EQ $path).Count | Should -Be 1
        Disconnect-DeviceStatus
    }

    It 'refuses a file that <Case>, and leaves it as it is' -ForEach @(
        @{ Case = 'is a CSV'; Text = "Id,Status`nx,error`n" }
        @{ Case = 'is JSON of another kind'; Text = '{"a":1}' }
        @{ Case = 'is an array'; Text = '[]' }
        @{ Case = 'is empty'; Text = '' }
        @{ Case = 'is cut off'; Text = '{"format":"DeviceStatus.Sandbox","version":1,"nextSequence":5,"collections":[' }
        @{ Case = 'is of a later version'; Text = '{"format":"DeviceStatus.Sandbox","version":2,"nextSequence":5,"collections":[]}' }
        @{ Case = 'holds what the schema lacks'; Text = '{"format":"DeviceStatus.Sandbox","version":1,"nextSequence":5,"collections":[{"path":"/deviceManagement/iosUpdateStatuses","items":[{"id":"a","colour":"red"}]}]}' }
    ) {
        [IO.File]::WriteAllText($path, $Text)
        $refused = { Connect-DeviceStatus -Sandbox -SandboxPath $path -Name Wrong } | Should -Throw -ErrorId 'SandboxFileError,DeviceStatus.Commands.ConnectDeviceStatusCommand' -PassThru
        $refused.CategoryInfo.Category | Should -Be 'OpenError'
        "$refused" | Should -BeLike '*state.json*'
        [IO.File]::ReadAllText($path) | Should -BeExactly $Text
        Get-DeviceStatusConnection Wrong -ErrorAction Ignore | Should -BeNullOrEmpty
        Get-ChildItem "${path}?*" | Should -BeNullOrEmpty
    }

    It 'refuses a folder, and a file in none' {
        { Connect-DeviceStatus -Sandbox -SandboxPath $folder } | Should -Throw -ErrorId 'SandboxFileError*' -ExpectedMessage '*folder*'
        { Connect-DeviceStatus -Sandbox -SandboxPath "$folder/none/state.json" } | Should -Throw -ErrorId 'SandboxFileError*' -ExpectedMessage '*folder*'
    }

    It 'is relative to where PowerShell stands' {
        Push-Location TestDrive:/
        try { (Connect-DeviceStatus -Sandbox -SandboxPath state.json).SandboxPath | Should -Be $path }
        finally { Pop-Location; Disconnect-DeviceStatus }
    }
}

Describe 'A rehearsal' {
    AfterEach { Disconnect-DeviceStatus Rehearsal }

    It 'takes its time with -SandboxLatency' {
        $null = Connect-DeviceStatus -Sandbox -Name Rehearsal -SandboxLatency 150
        (Measure-Command { Set-IosUpdateDeviceStatus $ios -UserName a }).TotalMilliseconds | Should -BeGreaterThan 145
    }

    It 'throttles with -SandboxWriteLimit what comes without a pace' {
        $null = Connect-DeviceStatus -Sandbox -Name Rehearsal -SandboxWriteLimit 20 -WriteLimit 0
        $null = 1..50 | ForEach-Object { [pscustomobject]@{ Id = $ios; UserName = "user $_" } } |
            Set-IosUpdateDeviceStatus -TimeBudget 0.5 -ErrorVariable failed -ErrorAction SilentlyContinue
        $run = Get-DeviceStatusRun -Last
        $run.Throttled | Should -BeGreaterThan 0
        $run.Done | Should -Be 20
        $failed.Count | Should -Be 30
    }

    It 'is paced with -SandboxWriteLimit, as the service is, so that nothing is throttled' {
        (Connect-DeviceStatus -Sandbox -Name Rehearsal -SandboxWriteLimit 100).WriteLimit | Should -BeGreaterThan 0
        $null = 1..130 | ForEach-Object { [pscustomobject]@{ Id = $ios; UserName = "user $_" } } |
            Set-IosUpdateDeviceStatus -TimeBudget 0.7 -ErrorAction SilentlyContinue
        $run = Get-DeviceStatusRun -Last
        "$($run.Throttled) $($run.Done) $($run.NotSent)" | Should -Be '0 100 30'
    }

    It 'fails for no fault of the rows with -SandboxFaultRate, and every row is accounted for' {
        $null = Connect-DeviceStatus -Sandbox -Name Rehearsal -SandboxFaultRate 0.2
        $rows = 1..100 | ForEach-Object { [pscustomobject]@{ OsVersion = 'faults'; UserName = "user $_" } }
        $created = $rows | New-IosUpdateDeviceStatus -BatchSize 5 -ErrorVariable failed -ErrorAction SilentlyContinue
        $run = Get-DeviceStatusRun -Last
        $run.Done + $run.Failed + $run.OutcomeUnknown | Should -Be 100
        $run.Retries + $run.OutcomeUnknown | Should -BeGreaterThan 0
        @($created).Count | Should -Be $run.Done
        @($failed).Count | Should -Be (100 - $run.Done)
        @($failed).ForEach({ $_.FullyQualifiedErrorId }) | Sort-Object -Unique | Should -BeIn @('OutcomeUnknown,DeviceStatus.Commands.NewIosUpdateDeviceStatusCommand')
    }
}
