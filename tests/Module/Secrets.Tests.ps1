# Connections belong to their runspace, several have no default, and nothing of a server reaches the terminal as it came.
BeforeAll {
    Import-Module $PSScriptRoot/Support.psm1
    $PSDefaultParameterValues = @{ '*-*DeviceStatus:InformationAction' = 'Ignore' }
    $folder = (Get-PSDrive TestDrive).Root
    $ios = '52000000-0000-4000-8000-000000000001'
}

Describe 'Secrets' {
    AfterEach { Get-DeviceStatusConnection | Disconnect-DeviceStatus }

    Context 'Connect-DeviceStatus with rows from the pipeline' {
        It 'opens a connection for each row and makes none of them the default' {
            $opened = 'One', 'Two' | ForEach-Object { [pscustomobject]@{ Name = $_; Environment = '' } } | Connect-DeviceStatus -Sandbox
            $opened.Name | Should -Be 'One', 'Two'
            { Get-IosUpdateDeviceStatus $ios } | Should -Throw -ErrorId 'AmbiguousConnection,DeviceStatus.Commands.GetIosUpdateDeviceStatusCommand'
            { Disconnect-DeviceStatus } | Should -Throw -ErrorId 'AmbiguousConnection,DeviceStatus.Commands.DisconnectDeviceStatusCommand'
            (Get-IosUpdateDeviceStatus $ios -Connection Two).Id | Should -Be $ios

            $null = Connect-DeviceStatus -Sandbox -Name Three
            (Get-IosUpdateDeviceStatus $ios).Id | Should -Be $ios
        }

        It 'reports a row that cannot be connected as one error and connects the others' {
            $rows = @{ Name = 'Good' }, @{ Name = 'Bad'; GraphEndpoint = 'http://example.com' }, @{ Name = 'Better' } | ForEach-Object { [pscustomobject] $_ }
            $opened = $rows | Connect-DeviceStatus -Sandbox -ErrorVariable failed -ErrorAction SilentlyContinue
            $opened.Name | Should -Be 'Good', 'Better'
            $failed.Count | Should -Be 1
            $failed[0].FullyQualifiedErrorId | Should -Be 'InvalidArgument,DeviceStatus.Commands.ConnectDeviceStatusCommand'
        }
    }

    Context 'A runspace in which the sign-in failed' {
        It 'does not use the connection of another runspace' {
            $null = Connect-DeviceStatus -Sandbox -Name Other
            $pipeline = Start-Pipeline {
                try { Connect-DeviceStatus -GraphEndpoint http://example.com -AccessToken (ConvertTo-SecureString a.b -AsPlainText -Force) } catch { 'refused' }
                try { Get-IosUpdateDeviceStatus 52000000-0000-4000-8000-000000000001 } catch { $_.FullyQualifiedErrorId }
            }
            Wait-Pipeline $pipeline | Should -Be 'refused', 'NotConnected,DeviceStatus.Commands.GetIosUpdateDeviceStatusCommand'
        }
    }

    Context 'A path of another provider' {
        It 'is refused for <Name>' -ForEach @(
            @{ Name = '-JournalPath'; Script = { Set-IosUpdateDeviceStatus 52000000-0000-4000-8000-000000000001 -UserName a -JournalPath Env:\x } }
            @{ Name = '-SandboxPath'; Script = { Connect-DeviceStatus -Sandbox -SandboxPath Env:\x } }
            @{ Name = '-Path of the report'; Script = { [pscustomobject]@{ Status = 'error' } | Export-DeviceStatusReport Env:\x } }
        ) {
            $null = Connect-DeviceStatus -Sandbox
            $Script | Should -Throw '*provider Environment*'
            Test-Path (Join-Path $folder x) | Should -BeFalse
            $env:x | Should -BeNullOrEmpty
        }
    }

    Context 'A journal' {
        It 'is not made by -WhatIf' {
            $null = Connect-DeviceStatus -Sandbox
            $journal = Join-Path $folder 'whatif.jsonl'
            [pscustomobject]@{ Id = '..'; UserName = 'a' } | Set-IosUpdateDeviceStatus -JournalPath $journal -WhatIf -ErrorAction SilentlyContinue
            Test-Path $journal | Should -BeFalse
        }

        It 'of a run that is done says so when the run is repeated' {
            $null = Connect-DeviceStatus -Sandbox
            $journal = Join-Path $folder 'done.jsonl'
            Set-IosUpdateDeviceStatus $ios -UserName a -JournalPath $journal
            Set-IosUpdateDeviceStatus $ios -UserName a -JournalPath $journal -WarningVariable warned -WarningAction SilentlyContinue
            "$warned" | Should -BeLike 'Nothing was sent: the journal*holds every row as done*'
        }

        It 'of another API version is refused' {
            $journal = Join-Path $folder 'version.jsonl'
            $null = Connect-DeviceStatus -Sandbox
            $null = 1..2 | ForEach-Object { [pscustomobject]@{ UserName = "u$_" } } | New-IosUpdateDeviceStatus -JournalPath $journal
            $null = Connect-DeviceStatus -Sandbox -ApiVersion beta
            { 1..2 | ForEach-Object { [pscustomobject]@{ UserName = "u$_" } } | New-IosUpdateDeviceStatus -JournalPath $journal } | Should -Throw '*ApiVersion*'
        }
    }

    Context 'Text of the service' {
        It 'is shown with escapes in a table and stays as it came in the property' {
            $null = Connect-DeviceStatus -Sandbox
            $name = "Pia`e[2J`u{202E}x"
            $null = Set-IosUpdateDeviceStatus $ios -DeviceDisplayName $name
            $status = Get-IosUpdateDeviceStatus $ios
            $status.DeviceDisplayName | Should -BeExactly $name
            $table = $status | Format-Table | Out-String -Width 300
            $table | Should -Not -Match "`e\[2J"
            $table | Should -Match ([regex]::Escape('Pia\u001B[2J'))
        }

        It 'has no body in -Verbose' {
            $null = Connect-DeviceStatus -Sandbox
            $said = Set-IosUpdateDeviceStatus $ios -UserName 'Pia Privat' -Verbose 4>&1
            "$said" | Should -BeLike '*PATCH*'
            "$said" | Should -Not -BeLike '*Pia Privat*'
            $asked = Start-Pipeline { Set-IosUpdateDeviceStatus 52000000-0000-4000-8000-000000000001 -UserName Pia -WhatIf }
            { Wait-Pipeline $asked } | Should -Not -Throw
        }
    }

    Context 'The report' {
        It 'is for its owner only, and -NoClobber keeps a file' -Skip:$IsWindows {
            $path = Join-Path $folder 'report.html'
            $null = [pscustomobject]@{ Status = 'error' } | Export-DeviceStatusReport $path
            (Get-Item $path).UnixFileMode | Should -Be 'UserWrite, UserRead'
            { [pscustomobject]@{ Status = 'error' } | Export-DeviceStatusReport $path -NoClobber } | Should -Throw '*-NoClobber*'
        }
    }

    Context 'The pace' {
        It 'of the published endpoint is that of the service' {
            # The token is refused before anything is sent, so the pace is read from the connection of an opaque token.
            $connection = Connect-DeviceStatus -GraphEndpoint https://graph.microsoft.com -AccessToken (ConvertTo-SecureString opaque-token -AsPlainText -Force) -WarningVariable warned
            $connection.WriteLimit | Should -Be 100
            $connection.Environment | Should -Be 'Global'
            "$warned" | Should -BeLike 'The access token is not a JSON Web Token*'
            "$warned" | Should -Not -BeLike '*endpoint*'
        }

        It 'and a warning tell of another host, in punycode' {
            $payload = [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes('{"aud":"https://graph.microsoft.com"}')).TrimEnd('=')
            $token = ConvertTo-SecureString "eyJhbGciOiJub25lIn0.$payload.c2ln" -AsPlainText -Force
            $connection = Connect-DeviceStatus -GraphEndpoint "https://graph.micros`u{043E}ft.com" -AccessToken $token -WarningVariable warned -WarningAction SilentlyContinue
            $connection.WriteLimit | Should -Be 0
            "$warned" | Should -BeLike '*xn--*not an endpoint of Microsoft Graph*'
        }
    }
}
