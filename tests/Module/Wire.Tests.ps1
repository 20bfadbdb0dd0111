# What the rows of a CSV file put on the wire, byte for byte. Everything that needs no CSV and no process of its own is tested in
# tests/DeviceStatus.Module.Tests.
BeforeAll {
    Import-Module $PSScriptRoot/Support.psm1
    $PSDefaultParameterValues = @{ '*-*DeviceStatus:InformationAction' = 'Ignore' }
    $server = Start-TestServer '--record', '1000'
    $null = Connect-TestServer $server
}

AfterAll {
    Get-DeviceStatusConnection | Disconnect-DeviceStatus
    Stop-TestServer $server
}

Describe 'A CSV file' {
    BeforeEach { Reset-TestServer $server }

    It 'does not send its blank cells' {
        @'
Id,InstallStatus,OsVersion,DeviceId,UserId,DeviceDisplayName,UserName,DeviceModel,Platform,ComplianceGracePeriodExpirationDateTime,Status,LastReportedDateTime,UserPrincipalName,Clear
x,,,,,,,,,,Compliant,,,
x,"",,"",,,,"",  ,"   ",,"  ",,UserName
'@ | Set-Content TestDrive:/blank.csv
        Import-Csv TestDrive:/blank.csv | Set-IosUpdateDeviceStatus -ErrorAction SilentlyContinue

        $type = '"@odata.type":"#microsoft.graph.iosUpdateDeviceStatus"'
        $bodies = @(Get-RecordedChange $server).Body
        $bodies[0] | Should -BeExactly "{$type,`"status`":`"compliant`"}"
        $bodies[1] | Should -BeExactly "{$type,`"userName`":null}"
    }
}

Describe 'Dates and numbers' {
    BeforeAll {
        # The same rows are sent from here and from a process in another culture and time zone.
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

    It 'are the same bytes under a Thai culture in Tokyo, where local time is nine hours ahead' {
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
            Get-IosUpdateDeviceStatus -Top 1 | Select-Object Id, *DateTime | Set-IosUpdateDeviceStatus
            [pscustomobject]@{ Culture = [cultureinfo]::CurrentCulture.Name; Zone = [timezoneinfo]::Local.BaseUtcOffset.TotalHours } | ConvertTo-Json -Compress
        }
        $said = Receive-Shell $shell
        "$($said.Culture) $($said.Zone)" | Should -Be 'th-TH 9'

        $there = @(Get-RecordedChange $server)
        $there[0..6].Body | Should -BeExactly $here.Body
        $there[7, 8].Body -replace '^.*?DeviceStatus",' | Should -BeExactly @('"lastReportedDateTime":"2026-01-31T13:45:00+09:00"}', '"lastReportedDateTime":"2026-01-31T13:45:00+09:00"}')
        $there[10].Body | Should -BeLike '*"complianceGracePeriodExpirationDateTime":"9999-12-31T23:59:59.9999999Z"*"lastReportedDateTime":"2026-06-01T06:00:00Z"*'
    }
}
