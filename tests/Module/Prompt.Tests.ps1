# At the prompt: views, colour, completion, and rows that make the round trip.
BeforeAll {
    $root = Split-Path (Split-Path $PSScriptRoot)
    $module = Join-Path $root 'out/DeviceStatus'
    $pwsh = (Get-Process -Id $PID).Path
    Import-Module $module
    $null = Connect-DeviceStatus -Sandbox -Name Prompt
    $policy = 'd1000000-0000-4000-8000-000000000001'
    $escape = [char] 27

    function Complete {
        param([string] $Line)
        (TabExpansion2 $Line $Line.Length).CompletionMatches
    }

    function Show {
        param([Parameter(ValueFromPipeline)] $InputObject)
        end { $input | Out-String -Width 100 -Stream | Where-Object { $_ } }
    }
}

AfterAll { Get-DeviceStatusConnection | Disconnect-DeviceStatus }

Describe 'Table views' {
    It 'fits 100 columns, with every column: <Command>' -ForEach @(
        @{ Command = 'Get-DeviceConfigurationDeviceStatus d1000000-0000-4000-8000-000000000001'; Header = 'Device +User +Model +Status +GraceEnds +Reported' }
        @{ Command = 'Get-IosUpdateDeviceStatus'; Header = 'Device +User +OsVersion +InstallStatus +Status +Reported' }
        @{ Command = 'Get-DeviceCompliancePolicyUserStatus c1000000-0000-4000-8000-000000000001'; Header = 'Name +User +Devices +Status +Reported' }
        @{ Command = 'Get-DeviceConfigurationDeviceStatusOverview d1000000-0000-4000-8000-000000000001'; Header = 'PolicyId +Success +Failed +Error +Conflict +Pending +NotAppl +Updated' }
        @{ Command = 'Get-MobileAppConfigurationUserStatusSummary a1000000-0000-4000-8000-000000000001'; Header = 'PolicyId +Success +Failed +Error +Conflict +Pending +NotAppl +Updated' }
        @{ Command = 'Get-IosUpdateDeviceStatus -Top 2 | Set-IosUpdateDeviceStatus 6>$null; Get-DeviceStatusRun'; Header = 'Id +Command +Started +Duration +Rows +Done +Failed +NotSent +Unknown' }
    ) {
        $lines = @(& ([scriptblock]::Create($Command)) | Show)
        $lines[0] | Should -Match "^ *$Header *$"
        ($lines | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual 100
    }

    It 'shows a grace period without end as never, and the day of another' {
        $lines = Get-DeviceConfigurationDeviceStatus $policy -Top 4 | Show
        $lines[2] | Should -BeLike 'IPAD-0001 *compliant *never *2026-06-01*'
        $lines[5] | Should -BeLike 'IPAD-0004 *nonCompliant *2026-06-*'
    }

    It 'bears properties that were not asked for' {
        $lines = Get-DeviceConfigurationDeviceStatus $policy -Top 1 -Property Status | Show
        $lines[2].Trim() | Should -Be 'compliant'
    }

    It 'shows every property as a list' {
        $row = Get-IosUpdateDeviceStatus -Top 1
        $text = $row | Format-List | Out-String
        foreach ($property in $row.PSObject.Properties) { $text | Should -Match "$($property.Name) +:" }
    }

    It 'has a summary to select' {
        (Get-IosUpdateDeviceStatus -Top 1 | Select-Object Summary).PSObject.Properties.Name |
            Should -Be DeviceDisplayName, UserPrincipalName, InstallStatus, Status, LastReportedDateTime
    }
}

Describe 'Colour' {
    It 'is <Colour> for <Status>' -ForEach @(
        @{ Status = 'compliant'; Colour = 'green'; Code = 32 }
        @{ Status = 'conflict'; Colour = 'amber'; Code = 33 }
        @{ Status = 'nonCompliant'; Colour = 'red'; Code = 31 }
        @{ Status = 'notApplicable'; Colour = 'grey'; Code = 90 }
        @{ Status = 'brandNew'; Colour = 'grey'; Code = 90 }
    ) {
        $before = $PSStyle.OutputRendering
        try {
            $PSStyle.OutputRendering = 'Ansi'
            $row = [pscustomobject]@{ PSTypeName = 'DeviceStatus.DeviceConfigurationDeviceStatus'; Status = $Status }
            "$($row | Show)" | Should -BeLike "*$escape``[${Code}m$Status$escape*"
        }
        finally { $PSStyle.OutputRendering = $before }
    }

    It 'is left out where NO_COLOR, plain text or a pipe says so: <Case>' -ForEach @(
        @{ Case = 'NO_COLOR in a session'; Rendering = 'Ansi'; NoColour = '1' }
        @{ Case = 'PlainText'; Rendering = 'PlainText'; NoColour = '' }
        @{ Case = 'a pipe'; Rendering = 'Host'; NoColour = '' }
    ) {
        $before = $PSStyle.OutputRendering
        try {
            $PSStyle.OutputRendering = $Rendering
            $env:NO_COLOR = $NoColour
            $cells = (Get-IosUpdateDeviceStatus -Top 5 | Show)[2..6]
            "$cells" | Should -Not -Match $escape
        }
        finally {
            $PSStyle.OutputRendering = $before
            $env:NO_COLOR = ''
        }
    }

    It 'is left out of the output of a shell that is redirected' {
        $script = "Import-Module '$module'; `$null = Connect-DeviceStatus -Sandbox; Get-IosUpdateDeviceStatus -Top 5"
        $text = & $pwsh -NoProfile -NonInteractive -Command $script
        "$text" | Should -Match 'downloading|installing'
        "$text" | Should -Not -Match $escape
    }
}

Describe 'Completion' {
    It 'offers every <Parameter> and nothing empty' -ForEach @(
        @{ Parameter = 'Status'; Count = 8 }
        @{ Parameter = 'InstallStatus'; Count = 22 }
    ) {
        $found = Complete "Set-IosUpdateDeviceStatus -$Parameter "
        $found.Count | Should -Be $Count
        $found.CompletionText | Should -Not -Contain ''
        $found.CompletionText | Should -Not -Contain "''"
    }

    It 'offers the policies of the service by name, and takes a part of the name: <Line>' -ForEach @(
        @{ Line = 'Get-DeviceConfigurationDeviceStatus -DeviceConfigurationId '; Count = 3; First = 'iOS - Baseline restrictions' }
        @{ Line = 'Get-DeviceConfigurationDeviceStatus '; Count = 3; First = 'iOS - Baseline restrictions' }
        @{ Line = 'Remove-DeviceConfigurationDeviceStatus wi-fi'; Count = 1; First = 'iOS - Corporate Wi-Fi' }
        @{ Line = 'Get-DeviceConfigurationUserStatusOverview d1000000-0000-4000-8000-000000000003'; Count = 1; First = 'iPadOS - Shared classroom' }
        @{ Line = 'Set-IosLobAppProvisioningConfigurationDeviceStatus -Connection Prompt -IosLobAppProvisioningConfigurationId '; Count = 2; First = 'Field service app - 2026' }
    ) {
        $found = @(Complete $Line)
        $found.Count | Should -Be $Count
        $found[0].CompletionText | Should -Match '^[0-9a-f-]{36}$'
        $found[0].ListItemText | Should -BeLike "$First*"
        $found[0].ToolTip | Should -BeLike "$First*$($found[0].CompletionText)"
    }

    It 'takes less than half a second, however slow the service is, and has the names the next time' {
        $null = Connect-DeviceStatus -Sandbox -SandboxLatency 1500 -Name Slow
        try {
            $line = 'Get-DeviceConfigurationDeviceStatus -Connection Slow -DeviceConfigurationId d1'
            $null = Complete 'Get-DeviceConfigurationDeviceStatus -Conn'
            $watch = [Diagnostics.Stopwatch]::StartNew()
            $first = @(Complete $line).Where{ $_.ToolTip -like '*Baseline*' }
            $watch.ElapsedMilliseconds | Should -BeLessThan 500
            $first | Should -BeNullOrEmpty
            while ($watch.Elapsed.TotalSeconds -lt 15 -and -not @(Complete $line).Where{ $_.ToolTip -like '*Baseline*' }) { }
            @(Complete $line).Count | Should -Be 3
        }
        finally { Disconnect-DeviceStatus Slow }
    }

    It 'is silent with no connection, and with one that leads nowhere' {
        $script = @"
            Import-Module '$module'
            `$line = 'Get-DeviceConfigurationDeviceStatus -DeviceConfigurationId d1000000-'
            (TabExpansion2 `$line `$line.Length).CompletionMatches.Count
            `$null = Connect-DeviceStatus -GraphEndpoint http://127.0.0.1:9 -AccessToken (ConvertTo-SecureString x -AsPlainText -Force)
            (TabExpansion2 `$line `$line.Length).CompletionMatches.Count
            `$Error.Count
"@
        & $pwsh -NoProfile -NonInteractive -Command $script 2>&1 | Should -Be 0, 0, 0
    }

    It 'knows the properties behind a pipe: <Line>' -ForEach @(
        @{ Line = 'Get-IosUpdateDeviceStatus | Where-Object S'; Expected = 'Status' }
        @{ Line = 'Get-IosUpdateDeviceStatus | Select-Object Ins'; Expected = 'InstallStatus' }
        @{ Line = 'Get-DeviceConfigurationDeviceStatus x | Sort-Object Comp'; Expected = 'ComplianceGracePeriodExpirationDateTime' }
        @{ Line = 'Get-DeviceCompliancePolicyUserStatus x | ForEach-Object { $_.UserD'; Expected = 'UserDisplayName' }
        @{ Line = '(Get-MobileAppConfigurationDeviceStatusSummary x).Fail'; Expected = 'FailedCount' }
    ) {
        (Complete $Line).CompletionText | Should -Be $Expected
    }
}

Describe 'Round trips' {
    It 'Get | Set' {
        Get-DeviceConfigurationDeviceStatus $policy -Top 25 | Set-DeviceConfigurationDeviceStatus -InformationAction Ignore -ErrorVariable failed
        $failed | Should -BeNullOrEmpty
        (Get-DeviceStatusRun -Last).Done | Should -Be 25
    }

    It 'Get | Export-Csv | Import-Csv | Set gives the same instants under <Culture>' -ForEach @(
        @{ Culture = 'th-TH' }, @{ Culture = 'de-DE' }, @{ Culture = 'ar-SA' }, @{ Culture = 'en-GB' }, @{ Culture = '' }
    ) {
        $file = Join-Path $TestDrive 'rows.csv'
        $thread = [Threading.Thread]::CurrentThread
        $before = $thread.CurrentCulture
        $rows = Get-DeviceConfigurationDeviceStatus $policy -Top 25
        try {
            $thread.CurrentCulture = $Culture
            $rows | Export-Csv $file
            $rows | Select-Object Id, LastReportedDateTime | Export-Csv "$file.2"
            Import-Csv $file | Set-DeviceConfigurationDeviceStatus -InformationAction Ignore -ErrorVariable failed
        }
        finally { $thread.CurrentCulture = $before }

        $failed | Should -BeNullOrEmpty
        $again = Get-DeviceConfigurationDeviceStatus $policy -Top 25
        for ($i = 0; $i -lt 25; $i++) {
            $again[$i].LastReportedDateTime.UtcTicks | Should -Be $rows[$i].LastReportedDateTime.UtcTicks
            $again[$i].ComplianceGracePeriodExpirationDateTime.UtcTicks | Should -Be $rows[$i].ComplianceGracePeriodExpirationDateTime.UtcTicks
        }

        (Import-Csv "$file.2")[1].LastReportedDateTime | Should -Match '^2026-06-01T06:37:00\.\d+Z$'
    }

    It 'keeps dates dates' {
        $row = Get-IosUpdateDeviceStatus -Top 1
        $row.LastReportedDateTime | Should -BeOfType [DateTimeOffset]
        $row.LastReportedDateTime | Should -BeLessThan ([DateTimeOffset]::MaxValue)
        $row.LastReportedDateTime.ToString() | Should -Be '2026-06-01T06:00:00Z'
        '{0:yyyy}' -f $row.LastReportedDateTime | Should -Be 2026
        $row.LastReportedDateTime.ToString('yyyy-MM') | Should -Be '2026-06'
        $row.LastReportedDateTime.ToString('yyyy', [cultureinfo] 'th-TH') | Should -Be 2569
        $other = $row.ComplianceGracePeriodExpirationDateTime
        $row.LastReportedDateTime.Year, $other.Year | Should -Be 2026, 9999
        ($row | ConvertTo-Json | ConvertFrom-Json).LastReportedDateTime.ToUniversalTime().Year | Should -Be 2026
        $row.LastReportedDateTime = [DateTimeOffset]'2020-01-01T00:00:00Z'
        $row.LastReportedDateTime.Year | Should -Be 2020
        $row.PSObject.Copy().LastReportedDateTime.Year | Should -Be 2020
    }

    It 'Get | Remove' {
        $rows = Get-DeviceConfigurationDeviceStatus 'd1000000-0000-4000-8000-000000000003'
        $rows | Remove-DeviceConfigurationDeviceStatus -Confirm:$false -InformationAction Ignore
        Get-DeviceConfigurationDeviceStatus 'd1000000-0000-4000-8000-000000000003' | Should -BeNullOrEmpty
    }
}
