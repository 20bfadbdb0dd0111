# Policies and the statuses of whole tenants.
BeforeAll {
    Import-Module $PSScriptRoot/Support.psm1
    $null = Connect-DeviceStatus -Sandbox -Name Tenant
    $total = 962
    $wifi = 'iOS - Corporate Wi-Fi'

    # What the Microsoft Graph SDK puts out: a type of its name, with Id and without the parameter of the noun.
    Add-Type -IgnoreWarnings @'
namespace Microsoft.Graph.PowerShell.Models {
    public class MicrosoftGraphDeviceConfiguration { public string Id { get; set; } public string DisplayName { get; set; } public int? Version { get; set; } }
    public class MicrosoftGraphDeviceCompliancePolicy { public string Id { get; set; } public string DisplayName { get; set; } }
    public class MicrosoftGraphManagedDeviceMobileAppConfiguration { public string Id { get; set; } public string DisplayName { get; set; } }
}
'@
    $sdk = @{
        DeviceConfiguration    = [Microsoft.Graph.PowerShell.Models.MicrosoftGraphDeviceConfiguration] @{ Id = 'd1000000-0000-4000-8000-000000000002'; DisplayName = $wifi }
        DeviceCompliancePolicy = [Microsoft.Graph.PowerShell.Models.MicrosoftGraphDeviceCompliancePolicy] @{ Id = 'c1000000-0000-4000-8000-000000000002'; DisplayName = 'Kiosks' }
        MobileAppConfiguration = [Microsoft.Graph.PowerShell.Models.MicrosoftGraphManagedDeviceMobileAppConfiguration] @{ Id = 'a1000000-0000-4000-8000-000000000002'; DisplayName = 'Edge' }
    }

    function Get-Coverage { (Get-DeviceStatusRun -Last).Coverage }

    function Format-Plain([object[]] $Rows, [int] $Width) {
        $rendering = $PSStyle.OutputRendering
        $PSStyle.OutputRendering = 'PlainText'
        try { @(($Rows | Format-Table | Out-String -Width $Width) -split '\r?\n' | ForEach-Object TrimEnd | Where-Object { $_ }) }
        finally { $PSStyle.OutputRendering = $rendering }
    }
}

AfterAll { Get-DeviceStatusConnection | Disconnect-DeviceStatus }

Describe 'Get-DeviceStatusPolicy' {
    It 'lists the policies of the five kinds in the order of the schema' {
        $policies = @(Get-DeviceStatusPolicy -Connection Tenant)
        $policies.Count | Should -Be 16
        ($policies.Kind | Get-Unique) | Should -Be 'DeviceConfiguration', 'DeviceCompliancePolicy', 'MobileAppConfiguration', 'IosLobAppProvisioningConfiguration', 'ConfigurationPolicy'
        $policies[0].PSTypeNames[0] | Should -Be 'DeviceStatus.Policy'
        $policies[0].PSObject.Properties.Name | Should -Be 'Id', 'DisplayName', 'Kind', 'Description', 'CreatedDateTime', 'LastModifiedDateTime', 'Version', 'ExpirationDateTime', 'PayloadFileName', 'Connection', 'TenantId'
        $policies[0].Version | Should -BeOfType [int]
        $policies[0].CreatedDateTime | Should -BeOfType [datetimeoffset]
        $policies[0].Connection | Should -Be 'Tenant'
    }

    It 'gives the expiry of provisioning profiles and of nothing else' {
        $policies = Get-DeviceStatusPolicy -Connection Tenant
        $policies | Where-Object ExpirationDateTime | ForEach-Object Kind | Get-Unique | Should -Be 'IosLobAppProvisioningConfiguration'
        ($policies | Where-Object DisplayName -EQ 'Inspection app - 2025').ExpirationDateTime.UtcDateTime | Should -Be ([datetimeoffset] '2026-06-10T12:00:00Z').UtcDateTime
        ($policies | Where-Object DisplayName -EQ 'Inspection app - 2025').PayloadFileName | Should -Be 'Inspection2025.mobileprovision'
    }

    It 'finds names by <Case>' -ForEach @(
        @{ Case = 'wildcards'; Parameters = @{ Name = 'ios - c*' }; Expected = 'iOS - Corporate Wi-Fi', 'iOS - Compliance for staff', 'iOS - Compliance for kiosks' }
        @{ Case = 'a name'; Parameters = @{ Name = 'edge - home page' }; Expected = 'Edge - Home page' }
        @{ Case = 'a wildcard and a kind'; Parameters = @{ Name = 'ios - c*'; Kind = 'DeviceConfiguration' }; Expected = 'iOS - Corporate Wi-Fi' }
        @{ Case = 'an id'; Parameters = @{ Id = 'D1000000-0000-4000-8000-000000000002' }; Expected = 'iOS - Corporate Wi-Fi' }
    ) {
        (Get-DeviceStatusPolicy -Connection Tenant @Parameters).DisplayName | Should -Be $Expected
    }

    It 'has an error for a name or id that is not there, and none for a pattern' {
        Get-DeviceStatusPolicy 'nothing', $wifi -Connection Tenant -ErrorVariable failed -ErrorAction SilentlyContinue | ForEach-Object DisplayName | Should -Be $wifi
        $failed.Count | Should -Be 1
        $failed[0].FullyQualifiedErrorId | Should -Be 'PolicyNotFound,DeviceStatus.Commands.GetDeviceStatusPolicyCommand'
        $failed[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
        Get-DeviceStatusPolicy -Id 'x' -Connection Tenant -ErrorVariable failed -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'PolicyNotFound,*'
        Get-DeviceStatusPolicy 'nothing*' -Connection Tenant -ErrorVariable failed | Should -BeNullOrEmpty
        $failed | Should -BeNullOrEmpty
    }

    It 'writes the same CSV under th-TH' {
        $before = [cultureinfo]::CurrentCulture
        $plain = Get-DeviceStatusPolicy -Connection Tenant | ConvertTo-Csv
        try {
            [cultureinfo]::CurrentCulture = 'th-TH'
            Get-DeviceStatusPolicy -Connection Tenant | ConvertTo-Csv | Should -Be $plain
        }
        finally { [cultureinfo]::CurrentCulture = $before }
        "$plain" | Should -BeLike '*2025-11-03T09:12:44*'
    }
}

Describe 'A policy object' {
    It 'is taken by Get-<Noun>' -ForEach @(
        @{ Noun = 'DeviceConfigurationDeviceStatus'; Kind = 'DeviceConfiguration'; Count = 40 }
        @{ Noun = 'DeviceConfigurationUserStatus'; Kind = 'DeviceConfiguration'; Count = 40 }
        @{ Noun = 'DeviceConfigurationDeviceStatusOverview'; Kind = 'DeviceConfiguration'; Count = 1 }
        @{ Noun = 'DeviceConfigurationUserStatusOverview'; Kind = 'DeviceConfiguration'; Count = 1 }
        @{ Noun = 'DeviceCompliancePolicyDeviceStatus'; Kind = 'DeviceCompliancePolicy'; Count = 40 }
        @{ Noun = 'DeviceCompliancePolicyUserStatus'; Kind = 'DeviceCompliancePolicy'; Count = 40 }
        @{ Noun = 'DeviceCompliancePolicyDeviceStatusOverview'; Kind = 'DeviceCompliancePolicy'; Count = 1 }
        @{ Noun = 'DeviceCompliancePolicyUserStatusOverview'; Kind = 'DeviceCompliancePolicy'; Count = 1 }
        @{ Noun = 'MobileAppConfigurationDeviceStatus'; Kind = 'MobileAppConfiguration'; Count = 30 }
        @{ Noun = 'MobileAppConfigurationUserStatus'; Kind = 'MobileAppConfiguration'; Count = 30 }
        @{ Noun = 'MobileAppConfigurationDeviceStatusSummary'; Kind = 'MobileAppConfiguration'; Count = 1 }
        @{ Noun = 'MobileAppConfigurationUserStatusSummary'; Kind = 'MobileAppConfiguration'; Count = 1 }
        @{ Noun = 'IosLobAppProvisioningConfigurationDeviceStatus'; Kind = 'IosLobAppProvisioningConfiguration'; Count = 30 }
        @{ Noun = 'IosLobAppProvisioningConfigurationUserStatus'; Kind = 'IosLobAppProvisioningConfiguration'; Count = 30 }
    ) {
        $policy = (Get-DeviceStatusPolicy -Kind $Kind -Connection Tenant)[1]
        @($policy | & "Get-$Noun" -Connection Tenant).Count | Should -Be $Count
        @(& "Get-$Noun" $policy -Connection Tenant).Count | Should -Be $Count
        if ($sdk[$Kind]) {
            @($sdk[$Kind] | & "Get-$Noun" -Connection Tenant).Count | Should -Be $Count
            @(& "Get-$Noun" $sdk[$Kind] -Connection Tenant).Count | Should -Be $Count
        }
    }

    It 'of another kind is refused: <Case>' -ForEach @(
        @{ Case = 'piped in'; Read = { $input | Get-DeviceConfigurationDeviceStatus -Connection Tenant -ErrorAction SilentlyContinue -ErrorVariable failed; $failed } }
        @{ Case = 'typed'; Read = { Get-DeviceConfigurationDeviceStatus @($input)[0] -Connection Tenant -ErrorAction SilentlyContinue -ErrorVariable failed; $failed } }
        @{ Case = 'for an overview'; Read = { $input | Get-DeviceConfigurationDeviceStatusOverview -Connection Tenant -ErrorAction SilentlyContinue -ErrorVariable failed; $failed } }
    ) {
        foreach ($policy in (Get-DeviceStatusPolicy -Kind DeviceCompliancePolicy -Connection Tenant)[1], $sdk.DeviceCompliancePolicy) {
            $failed = @($policy | & $Read)
            $failed.Count | Should -Be 1
            $failed[0].FullyQualifiedErrorId | Should -BeLike 'InvalidRow,*'
            "$($failed[0])" | Should -BeLike '*of the kind DeviceCompliancePolicy*takes a policy of the kind DeviceConfiguration*'
        }
    }

    It 'is refused by a noun without policies' {
        (Get-DeviceStatusPolicy $wifi -Connection Tenant) | Get-IosUpdateDeviceStatus -Connection Tenant -ErrorAction SilentlyContinue -ErrorVariable failed | Should -BeNullOrEmpty
        "$($failed[0])" | Should -BeLike '*IosUpdateDeviceStatus takes no policy*'
    }

    It 'is taken by Get-DeviceStatus: <Case>' -ForEach @(
        @{ Case = 'its own'; Make = { Get-DeviceStatusPolicy $wifi -Connection Tenant }; Count = 40 }
        @{ Case = 'several kinds'; Make = { Get-DeviceStatusPolicy 'iOS - Co*' -Connection Tenant }; Count = 200 }
        @{ Case = 'the SDK''s'; Make = { $sdk.Values }; Count = 110 }
        @{ Case = 'a status'; Make = { Get-DeviceConfigurationDeviceStatus 'd1000000-0000-4000-8000-000000000002' -Connection Tenant -Top 2 }; Count = 40 }
        @{ Case = 'a coverage record'; Make = { $null = Get-DeviceStatus $wifi -Connection Tenant; Get-Coverage }; Count = 40 }
        @{ Case = 'a name'; Make = { $wifi }; Count = 40 }
        @{ Case = 'after a round through JSON'; Make = { Get-DeviceStatusPolicy $wifi -Connection Tenant | Select-Object Kind, @{ n = 'PolicyId'; e = 'Id' } | ConvertTo-Json | ConvertFrom-Json }; Count = 40 }
    ) {
        @(& $Make | Get-DeviceStatus -Connection Tenant).Count | Should -Be $Count
    }
}

Describe 'Get-DeviceStatus' {
    It 'reads every status, in policy order, with names' {
        $rows = @(Get-DeviceStatus -Connection Tenant)
        $rows.Count | Should -Be $total
        ($rows.PolicyKind | Get-Unique) | Should -Be 'DeviceConfiguration', 'DeviceCompliancePolicy', 'MobileAppConfiguration', 'IosLobAppProvisioningConfiguration', 'IosUpdate', 'ConfigurationPolicy'
        ($rows.PolicyName | Where-Object { $_ } | Get-Unique) | Should -Be (Get-DeviceStatusPolicy -Connection Tenant).DisplayName
        $rows[0].PSTypeNames | Should -Contain 'DeviceStatus.DeviceConfigurationDeviceStatus'
        $rows[0].DeviceConfigurationId | Should -Be 'd1000000-0000-4000-8000-000000000001'
        $rows[0].Connection | Should -Be 'Tenant'
        $updates = @($rows | Where-Object PolicyKind -EQ IosUpdate)
        $updates[-1].PolicyName | Should -BeNullOrEmpty
        $updates[-1].InstallStatus | Should -Not -BeNullOrEmpty
    }

    It 'counts what the overviews count' {
        $rows = Get-DeviceStatus -Connection Tenant
        $run = Get-DeviceStatusRun -Last
        $run.Command | Should -Be 'Get-DeviceStatus'
        $run.Coverage.Count | Should -Be 17
        "$($run.Rows) $($run.Done) $($run.Failed)" | Should -Be '17 17 0'
        "$run" | Should -BeLike "Get-DeviceStatus: 962 statuses in 17 lists: 17 complete, in *"
        foreach ($coverage in $run.Coverage) {
            $coverage.State | Should -Be 'Complete'
            $coverage.Reason | Should -BeNullOrEmpty
            $coverage.Read | Should -Be @($rows | Where-Object { $_.PolicyKind -eq $coverage.Kind -and $_.PolicyName -eq $coverage.PolicyName }).Count
            $coverage.Expected | Should -Be ($coverage.Kind -like 'Ios*' -or $coverage.Kind -eq 'ConfigurationPolicy' ? $null : $coverage.Read) -Because $coverage.PolicyName
        }

        # The lists and overviews of 14 policies and the iOS updates are a few batches, not 44 requests; an export job is three.
        $run.Requests | Should -BeLessOrEqual 12
    }

    It 'outputs the same statuses as the nouns' {
        $rows = Get-DeviceStatus $wifi -Connection Tenant
        $same = Get-DeviceConfigurationDeviceStatus 'd1000000-0000-4000-8000-000000000002' -Connection Tenant
        $rows | Select-Object $same[0].PSObject.Properties.Name | ConvertTo-Csv | Should -Be ($same | ConvertTo-Csv)
    }

    It 'takes <Case>' -ForEach @(
        @{ Case = 'a name'; Policy = 'ios - corporate wi-fi'; Count = 40 }
        @{ Case = 'a wildcard'; Policy = 'iOS - Compliance*'; Count = 160 }
        @{ Case = 'an id'; Policy = 'd1000000-0000-4000-8000-000000000002'; Count = 40 }
        @{ Case = 'several, each once'; Policy = 'iOS - Corp*', 'd1000000-0000-4000-8000-000000000002', 'Edge - Home page'; Count = 70 }
    ) {
        @(Get-DeviceStatus $Policy -Connection Tenant).Count | Should -Be $Count
    }

    It 'reads the kinds that were asked for' {
        @(Get-DeviceStatus -Kind IosUpdate, DeviceCompliancePolicy -Connection Tenant).Count | Should -Be 300
        @(Get-DeviceStatus -Kind IosUpdate -Connection Tenant).Count | Should -Be 120
        (Get-DeviceStatusRun -Last).Requests | Should -Be 2
    }

    It 'outputs the statuses that were asked for: <Status>' -ForEach @(
        @{ Status = 'error'; Expected = 'error' }
        @{ Status = @('ERROR', 'Conflict'); Expected = 'conflict', 'error' }
        @{ Status = 'Not compliant'; Expected = 'nonCompliant' }
        @{ Status = 'Succeeded'; Expected = 'compliant', 'remediated' }
        @{ Status = 'not-applicable'; Expected = 'notApplicable' }
    ) {
        $rows = Get-DeviceStatus -Status $Status -Connection Tenant
        $rows.Status | Sort-Object -Unique | Should -Be $Expected
        $rows.Count | Should -Be @(Get-DeviceStatus -Connection Tenant | Where-Object Status -In $Expected).Count

        # What was read counts, not what was let through.
        (Get-Coverage | Measure-Object Read -Sum).Sum | Should -Be $total
    }

    It 'refuses <Case>' -ForEach @(
        @{ Case = 'a status that is none'; Parameters = @{ Status = 'complaint' }; ErrorId = 'ParameterArgumentValidationError*' }
        @{ Case = 'no policy'; Parameters = @{ Policy = @() }; ErrorId = 'ParameterArgumentValidationError*' }
        @{ Case = 'null'; Parameters = @{ Policy = $null }; ErrorId = 'ParameterArgumentValidationError*' }
        @{ Case = 'an empty name'; Parameters = @{ Policy = '' }; ErrorId = 'ParameterArgumentValidationError*' }
        @{ Case = 'users of iOS updates'; Parameters = @{ Kind = 'IosUpdate'; User = $true }; ErrorId = 'InvalidArgument,*' }
        @{ Case = 'a connection that is not there'; Parameters = @{ Connection = 'nothing' }; ErrorId = 'ParameterArgumentTransformationError*' }
    ) {
        { Get-DeviceStatus @Parameters } | Should -Throw -ErrorId $ErrorId
    }

    It 'reads nothing when nothing is piped in' {
        Get-DeviceStatusPolicy 'nothing*' -Connection Tenant | Get-DeviceStatus -Connection Tenant | Should -BeNullOrEmpty
        @() | Get-DeviceStatus -Connection Tenant | Should -BeNullOrEmpty
    }

    It 'has an error for what is no policy, and reads the others' {
        $rows = 'nothing', $wifi, (Get-Date) | Get-DeviceStatus -Connection Tenant -ErrorVariable failed -ErrorAction SilentlyContinue
        $rows.Count | Should -Be 40
        $failed.FullyQualifiedErrorId | Sort-Object | Should -Be 'InvalidArgument,DeviceStatus.Commands.GetDeviceStatusCommand', 'PolicyNotFound,DeviceStatus.Commands.GetDeviceStatusCommand'
    }

    It 'reads the statuses of users' {
        $rows = @(Get-DeviceStatus -User -Connection Tenant)
        $rows.Count | Should -Be ($total - 85 - 120)
        $rows[0].PSTypeNames[0] | Should -Be 'DeviceStatus.TenantUserStatus'
        $rows[0].UserDisplayName | Should -Not -BeNullOrEmpty
        (Get-Coverage).State | Sort-Object -Unique | Should -Be 'Complete'
        (Get-Coverage | Where-Object Kind -NotLike 'Ios*').Expected | Should -Not -Contain $null
    }

    It 'ends with the first object that is enough, and says what it did not read' {
        Get-DeviceStatus -Connection Tenant | Select-Object -First 1 | ForEach-Object PolicyName | Should -Be 'iOS - Baseline restrictions'
        $coverage = Get-Coverage
        $coverage.Count | Should -Be 17
        "$($coverage[0].State) $($coverage[-1].State)" | Should -Be 'Partial Failed'
        $coverage[-1].Reason | Should -BeLike '*ended before*'
    }

    It 'ends at once when it is stopped' {
        $null = Connect-DeviceStatus -Sandbox -SandboxLatency 60000 -Name Hanging
        try {
            $begun = [Threading.ManualResetEventSlim]::new()
            $pipeline = Start-Pipeline { $args[0].Set(); Get-DeviceStatus -Connection Hanging } $begun
            $begun.Wait(20000) | Should -BeTrue
            $watch = [Diagnostics.Stopwatch]::StartNew()
            $pipeline.Shell.Stop()
            $watch.Elapsed.TotalSeconds | Should -BeLessThan 30
            $null = Wait-Pipeline $pipeline
        }
        finally { Disconnect-DeviceStatus Hanging }
    }

    It 'gives rows that Set- takes' {
        $null = Connect-DeviceStatus -Sandbox -Name Write
        Get-DeviceStatus $wifi -Status error -Connection Write | Set-DeviceConfigurationDeviceStatus -Status compliant -Connection Write
        Get-DeviceStatus $wifi -Status error -Connection Write | Should -BeNullOrEmpty
        Disconnect-DeviceStatus Write
    }

    It 'reads the same under th-TH' {
        $before = [cultureinfo]::CurrentCulture
        $plain = Get-DeviceStatus -Connection Tenant -Status error | ConvertTo-Csv
        $table = Format-Plain (Get-DeviceStatus -Connection Tenant -Status error) 100
        try {
            [cultureinfo]::CurrentCulture = 'th-TH'
            Get-DeviceStatus -Connection Tenant -Status error | ConvertTo-Csv | Should -Be $plain
            Format-Plain (Get-DeviceStatus -Connection Tenant -Status error) 100 | Should -Be $table
        }
        finally { [cultureinfo]::CurrentCulture = $before }
    }
}

Describe 'What cannot be read' {
    AfterEach { Disconnect-DeviceStatus Trouble }

    It 'is one error and Failed, and the rest is complete' {
        $null = Connect-DeviceStatus -Sandbox -SandboxDeniedPolicy $wifi -Name Trouble
        $rows = @(Get-DeviceStatus -Connection Trouble -ErrorAction SilentlyContinue -ErrorVariable failed)
        $rows.Count | Should -Be ($total - 40)
        $failed.Count | Should -Be 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'GraphForbidden,*'
        "$($failed[0])" | Should -BeLike "$($wifi): *"
        $failed[0].TargetObject.DisplayName | Should -Be $wifi
        $coverage = Get-Coverage
        $coverage.Count | Should -Be 17
        ($coverage | Where-Object State -NE Complete).PolicyName | Should -Be $wifi
        $lost = $coverage | Where-Object State -EQ Failed
        "$($lost.Read) $($lost.Expected)" | Should -Be '0 '
        $lost.Reason | Should -Not -BeNullOrEmpty
        $run = Get-DeviceStatusRun -Last
        "$($run.Rows) $($run.Done) $($run.Failed) $($run.Failures[0].Id)" | Should -Be '17 16 1 d1000000-0000-4000-8000-000000000002'

        # The record reads it again.
        $failed[0].TargetObject | Get-DeviceStatus -Connection Tenant | Should -HaveCount 40
    }

    It 'ends the pipeline with -ErrorAction Stop, and the coverage says so' {
        $null = Connect-DeviceStatus -Sandbox -SandboxDeniedPolicy $wifi -Name Trouble
        { Get-DeviceStatus -Connection Trouble -ErrorAction Stop } | Should -Throw -ErrorId 'GraphForbidden,*'
        (Get-Coverage | Group-Object State -NoElement | Sort-Object Name | ForEach-Object { "$($_.Name) $($_.Count)" }) | Should -Be 'Complete 1', 'Failed 16'
    }

    It 'is a list shorter than its overview: Partial, with one warning' {
        $null = Connect-DeviceStatus -Sandbox -SandboxShortList -Name Trouble
        $rows = @(Get-DeviceStatus -Connection Trouble -WarningAction SilentlyContinue -WarningVariable warnings)
        $coverage = Get-Coverage
        $short = $coverage | Where-Object State -EQ Partial
        $short.Count | Should -Be 11
        $short[0].Read | Should -Be 75
        $short[0].Expected | Should -Be 150
        $short[0].Reason | Should -BeLike 'The list ended after 75 statuses*150*'
        $warnings.Count | Should -Be 1
        $warnings[0] | Should -BeLike '11 of 17 lists*iOS - Baseline restrictions*Coverage*'
        ($coverage | Where-Object State -EQ Complete).Kind | Sort-Object -Unique | Should -Be 'ConfigurationPolicy', 'IosLobAppProvisioningConfiguration', 'IosUpdate'
        $rows.Count | Should -Be ($coverage | Measure-Object Read -Sum).Sum
    }
}

Describe 'A service that fails in the middle' {
    BeforeAll {
        $server = Start-TestServer
        $null = Connect-TestServer $server @{ Name = 'Server' }
    }

    AfterAll {
        Disconnect-DeviceStatus Server
        Stop-TestServer $server
    }

    BeforeEach { Clear-ScriptedAnswer $server }

    It 'a page lost in the middle is Partial, with one error' {
        Add-ScriptedAnswer $server @{ match = '^GET .*/iosUpdateStatuses\?.*skiptoken'; times = 0; mode = 'answer'; status = 403; body = '{"error":{"code":"Forbidden","message":"no"}}' }
        $rows = @(Get-DeviceStatus -Kind IosUpdate -Connection Server -ErrorAction SilentlyContinue -ErrorVariable failed)
        $rows.Count | Should -Be 100
        $failed.Count | Should -Be 1
        $coverage = @(Get-Coverage)
        "$($coverage.Count) $($coverage[0].State) $($coverage[0].Read) $($coverage[0].Kind)" | Should -Be '1 Partial 100 IosUpdate'
        $coverage[0].Reason | Should -Not -BeNullOrEmpty
    }

    It 'a kind whose policies cannot be listed is one error, and a record of its own' {
        Add-ScriptedAnswer $server @{ match = '^GET .*/deviceCompliancePolicies\?'; times = 0; mode = 'answer'; status = 403; body = '{"error":{"code":"Forbidden","message":"no"}}' }
        Get-DeviceStatus -Kind DeviceCompliancePolicy -Connection Server -ErrorAction SilentlyContinue -ErrorVariable failed | Should -BeNullOrEmpty
        $failed.Count | Should -Be 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'GraphForbidden,*'
        $coverage = @(Get-Coverage)
        "$($coverage.Count) $($coverage[0].State) $($coverage[0].Kind) $($coverage[0].PolicyId)" | Should -Be '1 Failed DeviceCompliancePolicy '
        "$((Get-DeviceStatusRun -Last).Rows) $((Get-DeviceStatusRun -Last).Failed)" | Should -Be '1 1'
        Get-DeviceStatusPolicy nothing -Kind DeviceCompliancePolicy -Connection Server -ErrorAction SilentlyContinue -ErrorVariable failed
        $failed.Count | Should -Be 2
    }
}

Describe 'Several connections' {
    BeforeAll {
        $null = Connect-DeviceStatus -Sandbox -Name ContosoA
        $null = Connect-DeviceStatus -Sandbox -SandboxDay 2 -Name ContosoB
        $null = Connect-DeviceStatus -Sandbox -Name Default
    }

    AfterAll { 'ContosoA', 'ContosoB', 'Default' | Disconnect-DeviceStatus }

    It 'are read side by side, each in its own order: <Case>' -ForEach @(
        @{ Case = 'names'; Connection = 'ContosoA', 'ContosoB' }
        @{ Case = 'a wildcard'; Connection = 'contoso*' }
    ) {
        $rows = Get-DeviceStatus -Connection $Connection
        $run = Get-DeviceStatusRun -Last
        ($rows.Connection | Sort-Object -Unique) | Should -Be 'ContosoA', 'ContosoB'
        @($rows | Where-Object Connection -EQ ContosoA).Count | Should -Be $total
        ($run.Coverage | Group-Object Connection | ForEach-Object Count) | Should -Be 17, 17
        $run.Connection | Should -Be 'ContosoA, ContosoB'
        foreach ($name in 'ContosoA', 'ContosoB') {
            $alone = Get-DeviceStatus -Connection $name
            ($rows | Where-Object Connection -EQ $name | ForEach-Object Id) | Should -Be $alone.Id
        }
        (Get-DeviceStatusPolicy $wifi -Connection $Connection).Connection | Sort-Object | Should -Be 'ContosoA', 'ContosoB'
    }

    It 'a policy is read over the connection that it came from' {
        $policies = Get-DeviceStatusPolicy $wifi -Connection ContosoA, ContosoB | Sort-Object Connection
        $rows = $policies | Get-DeviceStatus
        ($rows.Connection | Sort-Object -Unique) | Should -Be 'ContosoA', 'ContosoB'
        ($policies[1] | Get-DeviceStatus -Connection ContosoA).Connection | Get-Unique | Should -Be 'ContosoA'
    }

    It 'a policy of a connection that is closed is an error' {
        $null = Connect-DeviceStatus -Sandbox -Name Closed
        $policy = Get-DeviceStatusPolicy $wifi -Connection Closed
        Disconnect-DeviceStatus Closed
        $policy | Get-DeviceStatus -ErrorAction SilentlyContinue -ErrorVariable failed | Should -BeNullOrEmpty
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'NotConnected,*'
    }
}

Describe 'The sandbox''s next day' {
    It 'has some devices failed, recovered, gone and new' {
        $null = Connect-DeviceStatus -Sandbox -SandboxDay 2 -Name Day2
        $before = @{}
        Get-DeviceStatus -Kind DeviceConfiguration -Connection Tenant | ForEach-Object { $before[$_.Id] = $_.Status }
        $after = @{}
        Get-DeviceStatus -Kind DeviceConfiguration -Connection Day2 | ForEach-Object { $after[$_.Id] = $_.Status }
        $bad = 'error', 'conflict', 'nonCompliant'
        @($after.Keys | Where-Object { $_ -notin $before.Keys }).Count | Should -BeGreaterThan 0
        @($before.Keys | Where-Object { $_ -notin $after.Keys }).Count | Should -BeGreaterThan 0
        @($after.Keys | Where-Object { $before[$_] -in $bad -and $after[$_] -notin $bad }).Count | Should -BeGreaterThan 0
        @($after.Keys | Where-Object { $before[$_] -and $before[$_] -notin $bad -and $after[$_] -in $bad }).Count | Should -BeGreaterThan 0
        Disconnect-DeviceStatus Day2
    }

    It 'refuses a policy to deny that it does not have' {
        { Connect-DeviceStatus -Sandbox -SandboxDeniedPolicy nothing } | Should -Throw -ErrorId 'InvalidArgument,*' -ExpectedMessage "*no policy 'nothing'*"
    }
}

Describe 'At the prompt' {
    It 'the table fits <Width> columns, with policy, device and status' -ForEach @{ Width = 80 }, @{ Width = 100 } {
        $rows = Get-DeviceStatus -Connection Tenant -Status error, conflict, nonCompliant
        $lines = Format-Plain $rows $Width
        $lines | Where-Object Length -GT $Width | Should -BeNullOrEmpty
        $lines[0] | Should -Match '^DeviceDisplayName +Status +LastReportedDateTime +PolicyName *$'
        $lines.Count | Should -Be ($rows.Count + 2)
        $lines[2] | Should -Match '^IPAD-0004 +nonCompliant +2026-06-01 \d\d:\d\d +iOS - Baseline restricti'
    }

    It 'a policy and a coverage record fit 80 columns' {
        $lines = Format-Plain (Get-DeviceStatusPolicy -Connection Tenant) 80
        $lines[0] | Should -Match '^Kind +Id +DisplayName'
        $lines[2] | Should -Match '^DeviceConfiguration +d1000000-0000-4000-8000-000000000001 +iOS - Baseline rest'
        $null = Get-DeviceStatus -Connection Tenant
        $lines = Format-Plain (Get-Coverage) 80
        $lines[0] | Should -Match '^State +PolicyName +Read Expected Reason'
        $lines[2] | Should -Match '^Complete iOS - Baseline restrictions +150 +150$'
    }

    It 'completes <Line>' -ForEach @(
        @{ Line = 'Get-DeviceStatus -Connection Tenant -Policy wi-'; Text = "'iOS - Corporate Wi-Fi'" }
        @{ Line = 'Get-DeviceStatusPolicy -Connection Tenant -Name edge'; Text = "'Edge - Home page'" }
        @{ Line = 'Get-DeviceStatus -Kind IosU'; Text = 'IosUpdate' }
        @{ Line = 'Get-DeviceStatus -Status conf'; Text = 'conflict' }
        @{ Line = 'Get-DeviceStatus -Connection Tena'; Text = 'Tenant' }
        @{ Line = 'Get-DeviceStatus | Where-Object PolicyN'; Text = 'PolicyName' }
        @{ Line = 'Get-DeviceStatusPolicy | Select-Object Expi'; Text = 'ExpirationDateTime' }
    ) {
        (TabExpansion2 $Line $Line.Length).CompletionMatches.CompletionText | Should -Contain $Text
    }

    It 'completes names of the kinds that were named only' {
        $line = 'Get-DeviceStatus -Connection Tenant -Kind DeviceConfiguration -Policy '
        $names = (TabExpansion2 $line $line.Length).CompletionMatches.ListItemText
        $names.Count | Should -Be 5
        $names | Should -Not -Contain 'Edge - Home page'
    }
}
