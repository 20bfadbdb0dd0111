# What the parameters put on the wire, byte for byte.
BeforeAll {
    Import-Module $PSScriptRoot/Support.psm1
    $PSDefaultParameterValues = @{ '*-*DeviceStatus:InformationAction' = 'Ignore' }
    $server = Start-TestServer '--record', '1000'
    $null = Connect-TestServer $server

    function Get-OnlyChange {
        $changes = @(Get-RecordedChange $server)
        $changes.Count | Should -Be 1
        $changes[0]
    }

    # The members of a JSON object as a table whose order does not count.
    function ConvertTo-Member {
        param([string] $Json)
        $table = $Json | ConvertFrom-Json -AsHashtable -DateKind String
        ($table.Keys | Sort-Object -CaseSensitive | ForEach-Object { "$_=$($table[$_] | ConvertTo-Json -Compress)" }) -join "`n"
    }

    $configuration = 'd1000000-0000-4000-8000-000000000001'
    $item = "ee000000-0000-4000-8000-000000000001_${configuration}_de000000-0000-4000-8000-000000000001"
    $ios = '52000000-0000-4000-8000-000000000001'
}

AfterAll {
    Get-DeviceStatusConnection | Disconnect-DeviceStatus
    Stop-TestServer $server
}

Describe 'The examples of the documentation' {
    BeforeEach { Reset-TestServer $server }

    It 'creates an iOS update status as the published page shows it, to the letter' {
        $created = New-IosUpdateDeviceStatus -InstallStatus available -OsVersion 'Os Version value' -DeviceId 'Device Id value' -UserId 'User Id value' `
            -DeviceDisplayName 'Device Display Name value' -UserName 'User Name value' -DeviceModel 'Device Model value' `
            -ComplianceGracePeriodExpirationDateTime '2016-12-31T23:56:44.951111-08:00' -Status notApplicable `
            -LastReportedDateTime '2017-01-01T00:00:17.7769392-08:00' -UserPrincipalName 'User Principal Name value'

        $change = Get-OnlyChange
        $change.Method | Should -Be 'POST'
        $change.Url | Should -BeExactly '/v1.0/deviceManagement/iosUpdateStatuses'
        $change.Body | Should -BeExactly (
            '{"@odata.type":"#microsoft.graph.iosUpdateDeviceStatus","installStatus":"available","osVersion":"Os Version value","deviceId":"Device Id value",' +
            '"userId":"User Id value","deviceDisplayName":"Device Display Name value","userName":"User Name value","deviceModel":"Device Model value",' +
            '"complianceGracePeriodExpirationDateTime":"2016-12-31T23:56:44.951111-08:00","status":"notApplicable",' +
            '"lastReportedDateTime":"2017-01-01T00:00:17.7769392-08:00","userPrincipalName":"User Principal Name value"}')
        $created.Id | Should -Not -BeNullOrEmpty
        $created.PSTypeNames[0] | Should -Be 'DeviceStatus.IosUpdateDeviceStatus'
    }

    It 'creates one with every property of the draft page, which needs beta' {
        $null = New-IosUpdateDeviceStatus -ComplianceGracePeriodExpirationDateTime '2016-12-31T23:56:44.951111-08:00' -DeviceDisplayName String -DeviceId String `
            -DeviceModel String -InstallStatus mdmClientCrashed -LastReportedDateTime '2017-01-01T00:00:17Z' -OsVersion String -Platform 8 -Status conflict `
            -UserId String -UserName String -UserPrincipalName String

        $change = Get-OnlyChange
        "$($change.Method) $($change.Url)" | Should -BeExactly 'POST /beta/deviceManagement/iosUpdateStatuses'
        ConvertTo-Member $change.Body | Should -BeExactly (ConvertTo-Member @'
            { "@odata.type": "#microsoft.graph.iosUpdateDeviceStatus", "complianceGracePeriodExpirationDateTime": "2016-12-31T23:56:44.951111-08:00",
              "deviceDisplayName": "String", "deviceId": "String", "deviceModel": "String", "installStatus": "mdmClientCrashed",
              "lastReportedDateTime": "2017-01-01T00:00:17Z", "osVersion": "String", "platform": 8, "status": "conflict", "userId": "String",
              "userName": "String", "userPrincipalName": "String" }
'@)
    }

    It 'updates an iOS update status with every property of its page' {
        Set-IosUpdateDeviceStatus $ios -ComplianceGracePeriodExpirationDateTime '2016-12-31T23:56:44.951111-08:00' -DeviceDisplayName String -DeviceId String `
            -DeviceModel String -InstallStatus updateScanFailed -LastReportedDateTime '2017-01-01T00:00:17Z' -OsVersion String -Platform 8 -Status remediated `
            -UserId String -UserName String -UserPrincipalName String

        $change = Get-OnlyChange
        "$($change.Method) $($change.Url)" | Should -BeExactly "PATCH /beta/deviceManagement/iosUpdateStatuses/$ios"
        ConvertTo-Member $change.Body | Should -BeExactly (ConvertTo-Member @'
            { "@odata.type": "#microsoft.graph.iosUpdateDeviceStatus", "complianceGracePeriodExpirationDateTime": "2016-12-31T23:56:44.951111-08:00",
              "deviceDisplayName": "String", "deviceId": "String", "deviceModel": "String", "installStatus": "updateScanFailed",
              "lastReportedDateTime": "2017-01-01T00:00:17Z", "osVersion": "String", "platform": 8, "status": "remediated", "userId": "String",
              "userName": "String", "userPrincipalName": "String" }
'@)
    }

    It 'updates a device configuration status as its page shows it, to the letter' {
        Set-DeviceConfigurationDeviceStatus $configuration $item -DeviceDisplayName 'Device Display Name value' -UserName 'User Name value' `
            -DeviceModel 'Device Model value' -ComplianceGracePeriodExpirationDateTime '2016-12-31T23:56:34.1389963+03:00' -Status error `
            -LastReportedDateTime '2017-01-01T00:01:57.2065179+03:00' -UserPrincipalName 'User Principal Name value'

        $change = Get-OnlyChange
        "$($change.Method) $($change.Url)" | Should -BeExactly "PATCH /v1.0/deviceManagement/deviceConfigurations/$configuration/deviceStatuses/$item"
        $change.Body | Should -BeExactly (
            '{"@odata.type":"#microsoft.graph.deviceConfigurationDeviceStatus","deviceDisplayName":"Device Display Name value","userName":"User Name value",' +
            '"deviceModel":"Device Model value","complianceGracePeriodExpirationDateTime":"2016-12-31T23:56:34.1389963+03:00","status":"error",' +
            '"lastReportedDateTime":"2017-01-01T00:01:57.2065179+03:00","userPrincipalName":"User Principal Name value"}')
    }

    It 'updates a provisioning configuration status <Form>' -ForEach @(
        @{ Form = 'on the item'; Switch = @{}; Tail = '/b2000001-0000-4000-8000-000000000001'; Id = '' }
        @{ Form = 'on the collection, as its page shows it'; Switch = @{ OnCollection = $true }; Tail = ''; Id = '"id":"b2000001-0000-4000-8000-000000000001",' }
    ) {
        $parent = 'b1000000-0000-4000-8000-000000000001'
        Set-IosLobAppProvisioningConfigurationDeviceStatus $parent 'b2000001-0000-4000-8000-000000000001' -DeviceDisplayName String -UserName String `
            -DeviceModel String -Platform 9 -ComplianceGracePeriodExpirationDateTime '2016-12-31T23:59:42.2429343-08:00' -Status notAssigned `
            -LastReportedDateTime '2017-01-01T00:02:53.6165216-08:00' -UserPrincipalName String @Switch

        $change = Get-OnlyChange
        "$($change.Method) $($change.Url)" | Should -BeExactly "PATCH /beta/deviceAppManagement/iosLobAppProvisioningConfigurations/$parent/deviceStatuses$Tail"
        $change.Body | Should -BeExactly (
            '{"@odata.type":"#microsoft.graph.managedDeviceMobileAppConfigurationDeviceStatus",' + $Id +
            '"deviceDisplayName":"String","userName":"String","deviceModel":"String","platform":9,' +
            '"complianceGracePeriodExpirationDateTime":"2016-12-31T23:59:42.2429343-08:00","status":"notAssigned",' +
            '"lastReportedDateTime":"2017-01-01T00:02:53.6165216-08:00","userPrincipalName":"String"}')
    }

    It 'addresses <Noun> at <Path> for every verb' -ForEach @(
        @{ Noun = 'IosUpdateDeviceStatus'; Parent = @{}; Path = '/v1.0/deviceManagement/iosUpdateStatuses'; Type = 'iosUpdateDeviceStatus' }
        @{ Noun = 'DeviceConfigurationDeviceStatus'; Parent = @{ DeviceConfigurationId = 'p' }; Path = '/v1.0/deviceManagement/deviceConfigurations/p/deviceStatuses'; Type = 'deviceConfigurationDeviceStatus' }
        @{ Noun = 'DeviceCompliancePolicyDeviceStatus'; Parent = @{ DeviceCompliancePolicyId = 'p' }; Path = '/v1.0/deviceManagement/deviceCompliancePolicies/p/deviceStatuses'; Type = 'deviceComplianceDeviceStatus' }
        @{ Noun = 'MobileAppConfigurationDeviceStatus'; Parent = @{ MobileAppConfigurationId = 'p' }; Path = '/v1.0/deviceAppManagement/mobileAppConfigurations/p/deviceStatuses'; Type = 'managedDeviceMobileAppConfigurationDeviceStatus' }
        @{ Noun = 'IosLobAppProvisioningConfigurationDeviceStatus'; Parent = @{ IosLobAppProvisioningConfigurationId = 'p' }; Path = '/beta/deviceAppManagement/iosLobAppProvisioningConfigurations/p/deviceStatuses'; Type = 'managedDeviceMobileAppConfigurationDeviceStatus' }
    ) {
        & "New-$Noun" @Parent -Id i -Status error -ErrorAction SilentlyContinue
        & "Set-$Noun" @Parent -Id i -Status error -ErrorAction SilentlyContinue
        & "Remove-$Noun" @Parent -Id i -Confirm:$false -ErrorAction SilentlyContinue
        & "Get-$Noun" @Parent -Id i -ErrorAction SilentlyContinue
        & "Get-$Noun" @Parent -Filter "status eq 'error'" -Property Status -Top 2 -ErrorAction SilentlyContinue

        $changes = @(Get-RecordedChange $server)
        $changes.ForEach({ "$($_.Method) $($_.Url)" }) | Should -BeExactly @(
            "POST $Path", "PATCH $Path/i", "DELETE $Path/i", "GET $Path/i", "GET $Path`?`$filter=status%20eq%20%27error%27&`$select=id,status&`$top=2")
        $changes[0].Body | Should -BeExactly "{`"@odata.type`":`"#microsoft.graph.$Type`",`"id`":`"i`",`"status`":`"error`"}"
        $changes[1].Body | Should -BeExactly "{`"@odata.type`":`"#microsoft.graph.$Type`",`"status`":`"error`"}"
        $changes[2..4].Body | Should -Be @('', '', '')
    }
}

Describe 'Ids' {
    BeforeEach { Reset-TestServer $server }

    It 'escapes <Id> as one segment' -ForEach @(
        @{ Id = 'a/b'; Segment = 'a%2Fb' }
        @{ Id = '../../users'; Segment = '..%2F..%2Fusers' }
        @{ Id = 'a\b'; Segment = 'a%5Cb' }
        @{ Id = '%2e'; Segment = '%252e' }
        @{ Id = '%2e%2e'; Segment = '%252e%252e' }
        @{ Id = '...'; Segment = '...' }
        @{ Id = 'a b'; Segment = 'a%20b' }
        @{ Id = ' '; Segment = '%20' }
        @{ Id = 'ü'; Segment = '%C3%BC' }
        @{ Id = '😀'; Segment = '%F0%9F%98%80' }
        @{ Id = 'a?b=c'; Segment = 'a%3Fb%3Dc' }
        @{ Id = 'a#b'; Segment = 'a%23b' }
        @{ Id = "a`r`nX-Evil: 1"; Segment = 'a%0D%0AX-Evil%3A%201' }
        @{ Id = "';{}$&+,:@"; Segment = '%27%3B%7B%7D%24%26%2B%2C%3A%40' }
    ) {
        Set-DeviceConfigurationDeviceStatus $Id $Id -Status error -ErrorAction SilentlyContinue
        Get-DeviceConfigurationDeviceStatus $Id $Id -ErrorAction SilentlyContinue
        Get-DeviceConfigurationDeviceStatus $Id -ErrorAction SilentlyContinue
        1..2 | ForEach-Object { [pscustomobject]@{ Id = $Id } } | Remove-IosUpdateDeviceStatus -Confirm:$false -ErrorAction SilentlyContinue

        $path = "/v1.0/deviceManagement/deviceConfigurations/$Segment/deviceStatuses"
        $changes = @(Get-RecordedChange $server).ForEach({ "$($_.Method) $($_.Url)" })

        # A list may be held against the overview, at any moment of its own.
        $overview = "GET $($path -replace 'deviceStatuses$', 'deviceStatusOverview')"
        $changes.Where({ $_ -cne $overview }) | Should -BeExactly @(
            "PATCH $path/$Segment", "GET $path/$Segment", "GET $path"
            "DELETE /v1.0/deviceManagement/iosUpdateStatuses/$Segment", "DELETE /v1.0/deviceManagement/iosUpdateStatuses/$Segment")
        (Get-Recorded $server).headers.PSObject.Properties.Name | Should -Not -Contain 'X-Evil'
    }

    It 'refuses <Id>, which no escape makes a segment of its own' -ForEach @(@{ Id = '.' }, @{ Id = '..' }, @{ Id = "a$([char]0xD800)" }) {
        Set-IosUpdateDeviceStatus $Id -Status error -ErrorVariable failed -ErrorAction SilentlyContinue
        Set-DeviceConfigurationDeviceStatus $Id x -Status error -ErrorVariable +failed -ErrorAction SilentlyContinue
        Get-IosUpdateDeviceStatus $Id -ErrorVariable +failed -ErrorAction SilentlyContinue

        $failed.FullyQualifiedErrorId | Should -Be @(
            'InvalidRow,DeviceStatus.Commands.SetIosUpdateDeviceStatusCommand', 'InvalidRow,DeviceStatus.Commands.SetDeviceConfigurationDeviceStatusCommand'
            'InvalidRow,DeviceStatus.Commands.GetIosUpdateDeviceStatusCommand')
        Get-Recorded $server | Should -BeNullOrEmpty
    }

    It 'takes ids by the names that Graph and a CSV use' {
        [pscustomobject]@{ deviceConfigurationId = 'p'; deviceConfigurationDeviceStatusId = 'i'; status = 'ERROR' } |
            Set-DeviceConfigurationDeviceStatus -ErrorAction SilentlyContinue
        $change = Get-OnlyChange
        $change.Url | Should -BeExactly '/v1.0/deviceManagement/deviceConfigurations/p/deviceStatuses/i'
        $change.Body | Should -BeExactly '{"@odata.type":"#microsoft.graph.deviceConfigurationDeviceStatus","status":"error"}'
    }

    It 'lets nothing through a filter, a property or a header' {
        Get-IosUpdateDeviceStatus -Filter "a`r`nX-Evil: 1&`$expand=x#y" -Property "id&`$top=1`r`nX-Evil: 1" -ErrorAction SilentlyContinue
        $request = (Get-Recorded $server)[0]
        $request.url | Should -BeExactly '/v1.0/deviceManagement/iosUpdateStatuses?$filter=a%0D%0AX-Evil%3A%201%26%24expand%3Dx%23y&$select=id,id%26%24top%3D1%0D%0AX-Evil%3A%201'
        $request.headers.PSObject.Properties.Name | Should -Not -Contain 'X-Evil'

        { Connect-DeviceStatus -Name Evil -GraphEndpoint $server.Url -AccessToken (ConvertTo-SecureString "abc`r`nX-Evil: 1" -AsPlainText -Force) } |
            Should -Throw -ErrorId '*ConnectDeviceStatusCommand' -PassThru | ForEach-Object { "$_" } | Should -Not -Match 'abc'
        Get-DeviceStatusConnection Evil -ErrorAction Ignore | Should -BeNullOrEmpty
    }
}

Describe 'What is given and what is not' {
    BeforeEach { Reset-TestServer $server }

    It 'does not send a blank cell' {
        @'
Id,InstallStatus,OsVersion,DeviceId,UserId,DeviceDisplayName,UserName,DeviceModel,Platform,ComplianceGracePeriodExpirationDateTime,Status,LastReportedDateTime,UserPrincipalName,Clear
x,,,,,,,,,,Compliant,,,
x,"",,"",,,,"",  ,"   ",,"  ",,UserName
'@ | ConvertFrom-Csv | Set-IosUpdateDeviceStatus -ErrorAction SilentlyContinue

        $type = '"@odata.type":"#microsoft.graph.iosUpdateDeviceStatus"'
        $bodies = @(Get-RecordedChange $server).Body
        $bodies[0] | Should -BeExactly "{$type,`"status`":`"compliant`"}"
        $bodies[1] | Should -BeExactly "{$type,`"userName`":null}"
    }

    It 'sends <Given> as <Sent>' -ForEach @(
        @{ Given = 'COMPLIANT'; Sent = 'compliant' }, @{ Given = 'nonCompliant'; Sent = 'nonCompliant' }, @{ Given = 'NotApplicable'; Sent = 'notApplicable' }
    ) {
        Set-IosUpdateDeviceStatus $ios -Status $Given
        (Get-OnlyChange).Body | Should -BeExactly "{`"@odata.type`":`"#microsoft.graph.iosUpdateDeviceStatus`",`"status`":`"$Sent`"}"
    }

    It 'sends null for what is to be cleared' {
        Set-IosUpdateDeviceStatus $ios -Clear userName, DeviceModel
        (Get-OnlyChange).Body | Should -BeExactly '{"@odata.type":"#microsoft.graph.iosUpdateDeviceStatus","userName":null,"deviceModel":null}'
    }

    It 'keeps every character of a text' {
        $text = "ü `"quoted`" \ / `t <&> 😀 $([char]0x2028)"
        Set-IosUpdateDeviceStatus $ios -UserName $text
        ((Get-OnlyChange).Body | ConvertFrom-Json).userName | Should -BeExactly $text
        (Get-IosUpdateDeviceStatus $ios).UserName | Should -BeExactly $text
    }

    It 'refuses a row that <Case>' -ForEach @(
        @{ Case = 'clears what it sets'; Row = @{ UserName = 'a'; Clear = 'UserName' }; Error = 'InvalidRow'; Says = '*-Clear UserName*-UserName*' }
        @{ Case = 'clears what cannot be empty'; Row = @{ Clear = 'Status' }; Error = 'InvalidRow'; Says = '*Status*DeviceDisplayName*' }
        @{ Case = 'clears what is unknown'; Row = @{ Clear = 'Colour' }; Error = 'InvalidRow'; Says = '*Colour*UserName*' }
        @{ Case = 'changes nothing'; Row = @{ Status = '' }; Error = 'NothingToChange'; Says = '*Nothing to change*' }
    ) {
        $bad = [pscustomobject](@{ Id = $ios } + $Row)
        $good = [pscustomobject]@{ Id = $ios; OsVersion = '1' }
        $bad, $good | Set-IosUpdateDeviceStatus -ErrorVariable failed -ErrorAction SilentlyContinue

        $failed.Count | Should -Be 1
        $failed[0].FullyQualifiedErrorId | Should -Be "$Error,DeviceStatus.Commands.SetIosUpdateDeviceStatusCommand"
        $failed[0].CategoryInfo.Category | Should -Be 'InvalidData'
        $failed[0].ErrorDetails.Message | Should -BeLike $Says
        [object]::ReferenceEquals($failed[0].TargetObject, $bad) | Should -BeTrue
        (Get-OnlyChange).Body | Should -BeExactly '{"@odata.type":"#microsoft.graph.iosUpdateDeviceStatus","osVersion":"1"}'
    }
}

Describe 'Dates and numbers' {
    BeforeAll {
        # The same rows at home and abroad; what is said of local time is told apart.
        $rows = @'
Id,ComplianceGracePeriodExpirationDateTime,LastReportedDateTime,Platform
x,9999-12-31T23:59:59.9999999Z,2016-12-31T23:56:44.951111-08:00,8
x,2026-01-31,2026-01-31T13:45:00,-1
x,2026-01-31T13:45,0001-01-01T00:00:00Z,0
x,2026-01-31 13:45:00Z,"Sat, 31 Jan 2026 13:45:00 GMT", 7
'@
        $send = {
            param($rows)
            $rows | ConvertFrom-Csv | Set-IosUpdateDeviceStatus -ErrorAction SilentlyContinue
            Set-IosUpdateDeviceStatus x -LastReportedDateTime ([datetimeoffset]::new(2026, 1, 31, 13, 45, 0, 10, [timespan]::FromMinutes(-210))) -ErrorAction SilentlyContinue
            Set-IosUpdateDeviceStatus x -LastReportedDateTime ([datetime]::new(2026, 1, 31, 13, 45, 0, [DateTimeKind]::Utc)) -ErrorAction SilentlyContinue
            Set-IosUpdateDeviceStatus x -LastReportedDateTime ([datetime]::SpecifyKind([datetime]::MaxValue, 'Utc')) -Platform 1234567 -ErrorAction SilentlyContinue
        }
    }

    BeforeEach { Reset-TestServer $server }

    It 'writes each date with its offset and each fraction as it was given' {
        & $send $rows
        @(Get-RecordedChange $server).Body -replace '^.*?DeviceStatus",' | Should -BeExactly @(
            '"platform":8,"complianceGracePeriodExpirationDateTime":"9999-12-31T23:59:59.9999999Z","lastReportedDateTime":"2016-12-31T23:56:44.951111-08:00"}'
            '"platform":-1,"complianceGracePeriodExpirationDateTime":"2026-01-31T00:00:00Z","lastReportedDateTime":"2026-01-31T13:45:00Z"}'
            '"platform":0,"complianceGracePeriodExpirationDateTime":"2026-01-31T13:45:00Z","lastReportedDateTime":"0001-01-01T00:00:00Z"}'
            '"platform":7,"complianceGracePeriodExpirationDateTime":"2026-01-31T13:45:00Z","lastReportedDateTime":"2026-01-31T13:45:00Z"}'
            '"lastReportedDateTime":"2026-01-31T13:45:00.01-03:30"}'
            '"lastReportedDateTime":"2026-01-31T13:45:00Z"}'
            '"platform":1234567,"lastReportedDateTime":"9999-12-31T23:59:59.9999999Z"}')
    }

    It 'changes no byte under a Thai culture in Tokyo, where local time is nine hours ahead' {
        & $send $rows
        $here = @(Get-RecordedChange $server)
        Reset-TestServer $server
        $shell = Start-Shell -Environment @{ TZ = 'Asia/Tokyo'; TEST_URL = $server.Url; TEST_ROWS = $rows; TEST_SEND = "$send" } {
            [cultureinfo]::CurrentCulture = [cultureinfo]::CurrentUICulture = 'th-TH'
            Import-Module $env:TEST_MODULE
            $null = Connect-DeviceStatus -GraphEndpoint $env:TEST_URL -AccessToken (ConvertTo-SecureString $env:TEST_TOKEN -AsPlainText -Force)
            & ([scriptblock]::Create($env:TEST_SEND)) $env:TEST_ROWS 6>$null
            Set-IosUpdateDeviceStatus x -LastReportedDateTime ([datetime]::new(2026, 1, 31, 13, 45, 0)) -ErrorAction SilentlyContinue
            Set-IosUpdateDeviceStatus x -LastReportedDateTime ([datetime]::new(2026, 1, 31, 13, 45, 0, [DateTimeKind]::Local)) -ErrorAction SilentlyContinue

            # What the service sends comes back to it as it was.
            Get-IosUpdateDeviceStatus -Top 1 | Set-IosUpdateDeviceStatus
            [pscustomobject]@{ Culture = [cultureinfo]::CurrentCulture.Name; Zone = [timezoneinfo]::Local.BaseUtcOffset.TotalHours } | ConvertTo-Json -Compress
        }
        $said = Receive-Shell $shell
        "$($said.Culture) $($said.Zone)" | Should -Be 'th-TH 9'

        $there = @(Get-RecordedChange $server)
        $there[0..6].Body | Should -BeExactly $here.Body
        $there[7, 8].Body -replace '^.*?DeviceStatus",' | Should -BeExactly @('"lastReportedDateTime":"2026-01-31T13:45:00+09:00"}', '"lastReportedDateTime":"2026-01-31T13:45:00+09:00"}')
        $there[10].Body | Should -BeLike '*"complianceGracePeriodExpirationDateTime":"9999-12-31T23:59:59.9999999Z"*"lastReportedDateTime":"2026-06-01T06:00:00Z"*'
    }

    It 'refuses the date <Text>, which could be read in two ways or in none' -ForEach @(@{ Text = '01.02.2026' }, @{ Text = '2026-02-30' }, @{ Text = 'soon' }, @{ Text = '2026' }) {
        [pscustomobject]@{ Id = $ios; LastReportedDateTime = $Text } | Set-IosUpdateDeviceStatus -ErrorVariable failed -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
        $failed[0].FullyQualifiedErrorId | Should -Be 'ParameterArgumentTransformationError,DeviceStatus.Commands.SetIosUpdateDeviceStatusCommand'
        "$($failed[0])" | Should -BeLike "*'$Text'*2026-01-31T13:45:00Z*"
        Get-Recorded $server | Should -BeNullOrEmpty
    }

    It 'refuses the number <Text>' -ForEach @(@{ Text = '1.5' }, @{ Text = '1e3' }, @{ Text = '0x10' }, @{ Text = '2147483648' }, @{ Text = '1,000' }) {
        [pscustomobject]@{ Id = $ios; Platform = $Text } | Set-IosUpdateDeviceStatus -ErrorVariable failed -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
        $failed[0].FullyQualifiedErrorId | Should -Be 'ParameterArgumentTransformationError,DeviceStatus.Commands.SetIosUpdateDeviceStatusCommand'
        "$($failed[0])" | Should -BeLike "*'$Text'*whole number*"
        Get-Recorded $server | Should -BeNullOrEmpty
    }
}

Describe 'Requests and batches' {
    BeforeEach { Reset-TestServer $server }

    It 'sends one record as itself' {
        Set-IosUpdateDeviceStatus $ios -Status error
        $request = (Get-Recorded $server)[0]
        $request.method | Should -Be 'PATCH'
        $request.headers.'Content-Type' | Should -Be 'application/json'
        $request.headers.Accept | Should -Be 'application/json'
    }

    It 'sends several as batches of at most <Size>' -ForEach @(@{ Size = 20; Rows = 45 }, @{ Size = 3; Rows = 7 }, @{ Size = 1; Rows = 3 }) {
        1..$Rows | ForEach-Object { [pscustomobject]@{ Id = "row$_"; OsVersion = "$_" } } |
            Set-IosUpdateDeviceStatus -BatchSize $Size -ThrottleLimit 2 -ErrorAction SilentlyContinue
        $requests = Get-Recorded $server
        $sizes = $requests.ForEach({ $_.url -like '*/$batch' ? ($_.body | ConvertFrom-Json).requests.Count : 1 })
        ($sizes | Measure-Object -Maximum).Maximum | Should -BeLessOrEqual $Size
        @(Get-RecordedChange $server).ForEach({ $_.Url -replace '.*/row' -as [int] }) | Sort-Object | Should -Be @(1..$Rows)
        if ($Size -gt 1) { @($requests.url -like '*/$batch').Count | Should -BeGreaterThan 0 } else { $requests.Count | Should -Be $Rows }
    }

    It 'numbers the items of a batch, with a relative URL and a content type where there is a body' {
        1..2 | ForEach-Object { [pscustomobject]@{ Id = "row$_"; OsVersion = "$_" } } | Set-IosUpdateDeviceStatus -ErrorAction SilentlyContinue
        $request = (Get-Recorded $server)[0]
        "$($request.method) $($request.url)" | Should -BeExactly 'POST /v1.0/$batch'
        $request.body | Should -BeExactly ('{"requests":[' + ((1..2 | ForEach-Object {
                        "{`"id`":`"$_`",`"method`":`"PATCH`",`"url`":`"/deviceManagement/iosUpdateStatuses/row$_`",`"headers`":{`"Content-Type`":`"application/json`"}," +
                        "`"body`":{`"@odata.type`":`"#microsoft.graph.iosUpdateDeviceStatus`",`"osVersion`":`"$_`"}}"
                    }) -join ',') + ']}')
    }

    It 'never lets v1.0 and beta share a batch' {
        1..30 | ForEach-Object { [pscustomobject]@{ Id = "row$_"; Platform = ($_ % 3) ? '' : '8'; InstallStatus = ($_ % 5) ? 'idle' : 'timeout' } } |
            Set-IosUpdateDeviceStatus -ErrorAction SilentlyContinue
        $changes = @(Get-RecordedChange $server)
        $changes.Count | Should -Be 30
        foreach ($change in $changes) {
            $version = $change.Body -match 'platform|timeout' ? '/beta/' : '/v1.0/'
            $change.Url | Should -BeLike "$version*"
        }
    }

    It 'gives each request an id of its own' {
        1..50 | ForEach-Object { [pscustomobject]@{ Id = "row$_"; OsVersion = "$_" } } | Set-IosUpdateDeviceStatus -ErrorAction SilentlyContinue
        $null = Get-IosUpdateDeviceStatus
        $ids = (Get-Recorded $server).headers.'client-request-id'
        $ids.Count | Should -Be 5
        $ids | Sort-Object -Unique | Should -HaveCount 5
        $ids | ForEach-Object { { [guid] $_ } | Should -Not -Throw }
    }

    It 'outputs what was created in the order of the input, whatever order the answers come in' {
        Add-ScriptedAnswer $server @{ match = '^POST .*/\$batch$'; mode = 'hang' }
        $pipeline = Start-Pipeline { 1..45 | ForEach-Object { [pscustomobject]@{ UserName = "user $_" } } | New-IosUpdateDeviceStatus -BatchSize 5 }
        Wait-Recorded $server 9
        Resume-TestServer $server
        (Wait-Pipeline $pipeline).UserName | Should -Be @(1..45 | ForEach-Object { "user $_" })
    }

    It 'outputs nothing for Set and Remove' {
        Set-IosUpdateDeviceStatus $ios -Status error | Should -BeNullOrEmpty
        Remove-IosUpdateDeviceStatus $ios -Confirm:$false | Should -BeNullOrEmpty
    }

    It 'passes the updated object through' {
        $passed = 1, 2 | ForEach-Object { [pscustomobject]@{ Id = $ios -replace '1$', $_; UserName = "user $_" } } | Set-IosUpdateDeviceStatus -PassThru
        $passed.UserName | Should -Be @('user 1', 'user 2')
        (Get-Recorded $server).Count | Should -Be 1
    }

    It 'obeys -ApiVersion on the connection, and says what that version lacks' {
        $null = Connect-TestServer $server @{ Name = 'Old'; ApiVersion = 'v1.0' }
        try {
            Set-IosUpdateDeviceStatus $ios -Platform 8 -Connection Old -WarningVariable warned -WarningAction SilentlyContinue -ErrorAction SilentlyContinue
            (Get-OnlyChange).Url | Should -BeExactly "/v1.0/deviceManagement/iosUpdateStatuses/$ios"
            "$warned" | Should -BeLike '*v1.0*platform*'
        }
        finally { Disconnect-DeviceStatus Old }
    }

    It 'says in Verbose that it uses beta' {
        $said = Set-IosUpdateDeviceStatus $ios -Platform 8 -Verbose 4>&1 | Out-String
        $said | Should -BeLike '*beta*platform*'
    }
}

Describe 'A service that answers updates with 204' {
    BeforeAll {
        $silent = Start-TestServer '--update-answer', '204', '--record', '1000'
        $null = Connect-TestServer $silent @{ Name = 'Silent' }
    }

    AfterAll {
        Disconnect-DeviceStatus Silent
        Stop-TestServer $silent
    }

    BeforeEach { Reset-TestServer $silent }

    It 'is read back for -PassThru, and only then' {
        Set-IosUpdateDeviceStatus $ios -UserName a -Connection Silent
        (Set-IosUpdateDeviceStatus $ios -UserName b -PassThru -Connection Silent).UserName | Should -Be 'b'
        @(Get-RecordedChange $silent).Method | Should -Be @('PATCH', 'PATCH', 'GET')
    }

    It 'is read back in batches, in the version of the update' {
        $passed = 1..25 | ForEach-Object { [pscustomobject]@{ Id = '52000000-0000-4000-8000-{0:x12}' -f $_; Platform = $_ } } |
            Set-IosUpdateDeviceStatus -PassThru -Connection Silent
        $passed.Platform | Should -Be @(1..25)
        @(Get-RecordedChange $silent).Where({ $_.Method -eq 'GET' }).Url | Should -HaveCount 25
        (Get-Recorded $silent).url | Sort-Object -Unique | Should -Be '/beta/$batch'
    }
}
