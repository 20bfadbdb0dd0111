# At the prompt: what needs the cmdlets of the Utility module, or a shell of its own. Views, colours and completion are tested in
# tests/DeviceStatus.Module.Tests.
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

Describe 'Views' {
    It 'has a summary to select' {
        (Get-IosUpdateDeviceStatus -Top 1 | Select-Object Summary).PSObject.Properties.Name |
            Should -Be DeviceDisplayName, UserPrincipalName, InstallStatus, Status, LastReportedDateTime
    }
}

Describe 'Colour' {
    It 'is left out by Out-String where NO_COLOR or a pipe says so: <Case>' -ForEach @(
        @{ Case = 'NO_COLOR in a session'; Rendering = 'Ansi'; NoColour = '1' }
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
    It 'says why there is nothing to offer with no connection, and writes no error' {
        $script = @"
            Import-Module '$module'
            `$line = 'Get-DeviceConfigurationDeviceStatus -DeviceConfigurationId '
            (TabExpansion2 `$line `$line.Length).CompletionMatches.CompletionText
            `$Error.Count
"@
        & $pwsh -NoProfile -NonInteractive -Command $script 2>&1 |
            Should -Be '<# Not connected. Run Connect-DeviceStatus first. #>', 0
    }

    It 'offers file names for the parameters that take a file, and for no other' {
        $files = 'Path', 'JournalPath', 'FailedPath', 'SandboxPath', 'CertificatePath', 'FederatedTokenFile', 'ReferencePath', 'DifferencePath', 'ReferenceSnapshot'
        $null = New-Item (Join-Path $TestDrive 'zz-file.txt')
        Push-Location $TestDrive
        try {
            $offered = foreach ($command in Get-Command -Module DeviceStatus) {
                foreach ($parameter in $command.Parameters.Values) {
                    $isCommon = $parameter.Name -in [System.Management.Automation.Cmdlet]::CommonParameters + [System.Management.Automation.Cmdlet]::OptionalCommonParameters
                    if (-not $isCommon -and -not $parameter.SwitchParameter) {
                        foreach ($word in '', 'z') {
                            if ((Complete "$command -$($parameter.Name) $word").CompletionText -match 'zz-file') { "$command -$($parameter.Name)" }
                        }
                    }
                }
            }
        }
        finally { Pop-Location }

        $offered | Where-Object { ($_ -split ' -')[1] -notin $files } | Should -BeNullOrEmpty
        ($offered | ForEach-Object { ($_ -split ' -')[1] } | Sort-Object -Unique) -join ' ' | Should -Be (($files | Sort-Object) -join ' ')
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

    It 'Get | ConvertTo-Json | ConvertFrom-Json keeps dates dates' {
        $row = Get-IosUpdateDeviceStatus -Top 1
        ($row | ConvertTo-Json | ConvertFrom-Json).LastReportedDateTime.ToUniversalTime().Year | Should -Be 2026
    }
}
