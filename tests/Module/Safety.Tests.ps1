# The token goes to the host of the connection and nowhere else, and no answer can do harm.
BeforeAll {
    Import-Module $PSScriptRoot/Support.psm1
    $PSDefaultParameterValues = @{ '*-*DeviceStatus:InformationAction' = 'Ignore' }
    $server = Start-TestServer
    $stranger = Start-TestServer
    $connection = Connect-TestServer $server @{ Name = 'Safe' }
    $ios = '52000000-0000-4000-8000-000000000001'
}

AfterAll {
    Get-DeviceStatusConnection | Disconnect-DeviceStatus
    Stop-TestServer $server
    Stop-TestServer $stranger
}

Describe 'The token' {
    BeforeEach { Reset-TestServer $server }

    It 'arrives where it belongs' {
        $null = Get-IosUpdateDeviceStatus $ios
        (Get-Recorded $server)[0].headers.Authorization | Should -Be 'Bearer [token]'
    }

    It 'is in nothing that a shell shows or keeps' {
        $shell = Start-Shell -Environment @{ TEST_URL = $server.Url; TEST_FOLDER = (Get-PSDrive TestDrive).Root } {
            $VerbosePreference = $DebugPreference = $InformationPreference = 'Continue'
            $null = Start-Transcript "$env:TEST_FOLDER/transcript.txt"
            Import-Module $env:TEST_MODULE -Verbose:$false
            $secret = ConvertTo-SecureString $env:TEST_TOKEN -AsPlainText -Force
            Remove-Item Env:TEST_TOKEN
            $connection = Connect-DeviceStatus -GraphEndpoint $env:TEST_URL -AccessToken $secret
            $connection
            $connection | Format-List * -Force
            $connection | Format-Custom * -Depth 3
            "$connection"
            $connection.GetType().GetProperties().ForEach({ "$($_.Name)=$($_.GetValue($connection))" })
            $connection | ConvertTo-Json -Depth 5 -WarningAction SilentlyContinue
            $connection | Export-Clixml "$env:TEST_FOLDER/connection.xml" -Depth 4
            $connection | Export-Csv "$env:TEST_FOLDER/connection.csv"
            $connection | Get-Member -Force
            Get-DeviceStatusConnection

            $rows = 1..3 | ForEach-Object { [pscustomobject]@{ Id = "52000000-0000-4000-8000-00000000000$_"; UserName = 'a' } }
            $rows + [pscustomobject]@{ Id = 'nobody'; UserName = 'a' } | Set-IosUpdateDeviceStatus -JournalPath "$env:TEST_FOLDER/run.jsonl" -ErrorAction SilentlyContinue
            Get-IosUpdateDeviceStatus nobody -ErrorAction SilentlyContinue
            try { Connect-DeviceStatus -GraphEndpoint http://example.com -AccessToken $secret } catch { "caught $_" }
            $error | Format-List * -Force
            $error | ForEach-Object { $_.Exception.ToString(); $_.Exception | Format-List * -Force; $_.Exception | ConvertTo-Json -Depth 2 -WarningAction SilentlyContinue }
            $error | Export-Clixml "$env:TEST_FOLDER/errors.xml" -Depth 2
            Get-DeviceStatusRun | Format-List * -Force
            Get-DeviceStatusRun | ConvertTo-Json -Depth 5
            Get-Module DeviceStatus | Format-List * -Force
            Disconnect-DeviceStatus
            $null = Stop-Transcript
        }
        $said = Wait-Shell $shell
        $said.ExitCode | Should -Be 0 -Because "$($said.Output)$($said.Errors)"
        $folder = (Get-PSDrive TestDrive).Root
        foreach ($text in @($said.Output, $said.Errors) + @(Get-ChildItem $folder -File | ForEach-Object { Get-Content $_ -Raw })) {
            "$text" | Should -Not -Match ([regex]::Escape($Token))
        }

        # The trace is there, and says where the token would stand; so the search above searched something.
        'DEBUG: > POST', 'DEBUG: > GET', 'Authorization: <redacted>' | ForEach-Object {
            $said.Output.Contains($_) | Should -BeTrue -Because "the trace says '$_'"
        }

        (Get-Content "$folder/transcript.txt" -Raw).Contains($server.Url) | Should -BeTrue
        'connection.xml', 'connection.csv', 'errors.xml', 'run.jsonl' | ForEach-Object { (Get-Item "$folder/$_").Length | Should -BeGreaterThan 0 }
    }

    It 'is not sent to <Where> that a link to the next page names' -ForEach @(
        @{ Where = 'another host'; Link = 'http://localhost:PORT/v1.0/deviceManagement/iosUpdateStatuses' }
        @{ Where = 'another port'; Link = 'STRANGER/v1.0/deviceManagement/iosUpdateStatuses' }
        @{ Where = 'another scheme'; Link = 'https://127.0.0.1:PORT/v1.0/x' }
        @{ Where = 'a host with a user'; Link = 'http://user@127.0.0.1:PORT/v1.0/x' }
        @{ Where = 'a host behind a user'; Link = 'http://127.0.0.1:PORT@localhost:PORT/v1.0/x' }
        @{ Where = 'a file'; Link = 'file:///etc/hostname' }
        @{ Where = 'no host'; Link = '/v1.0/deviceManagement/iosUpdateStatuses?$skip=1' }
    ) {
        Reset-TestServer $stranger
        $Link = $Link.Replace('PORT', $server.Port).Replace('STRANGER', $stranger.Url)
        Add-ScriptedAnswer $server @{ match = '^GET '; body = @{ '@odata.nextLink' = $Link; value = @(@{ id = 'a' }) } }
        $read = @(Get-IosUpdateDeviceStatus -ErrorVariable failed -ErrorAction SilentlyContinue)
        $failed[0].FullyQualifiedErrorId | Should -Be 'GraphConnection,DeviceStatus.Commands.GetIosUpdateDeviceStatusCommand'
        "$($failed[0])" | Should -BeLike '*not followed*'
        $read.Count | Should -BeLessOrEqual 1
        (Get-Recorded $server).Count | Should -Be 1
        Get-Recorded $stranger | Should -BeNullOrEmpty
    }

    It 'does not follow a redirect to <Where>' -ForEach @(
        @{ Where = 'another host'; To = 'STRANGER/v1.0/deviceManagement/iosUpdateStatuses'; Status = 302 }
        @{ Where = 'another host, the body with it'; To = 'STRANGER/v1.0/deviceManagement/iosUpdateStatuses'; Status = 307 }
        @{ Where = 'another host, for good'; To = 'STRANGER/v1.0/deviceManagement/iosUpdateStatuses'; Status = 308 }
    ) {
        Reset-TestServer $stranger
        Add-ScriptedAnswer $server @{ match = '.'; status = $Status; headers = @{ Location = $To.Replace('STRANGER', $stranger.Url) }; times = 0 }
        Get-IosUpdateDeviceStatus $ios -ErrorVariable failed -ErrorAction SilentlyContinue
        Set-IosUpdateDeviceStatus $ios -UserName a -ErrorVariable +failed -ErrorAction SilentlyContinue
        $null = 1..2 | ForEach-Object { [pscustomobject]@{ UserName = 'a' } } | New-IosUpdateDeviceStatus -ErrorVariable +failed -ErrorAction SilentlyContinue
        $failed.Count | Should -Be 4
        Get-Recorded $stranger | Should -BeNullOrEmpty
    }

    It 'does not leave the connection because an item of a batch says so' {
        Reset-TestServer $stranger
        Add-ScriptedAnswer $server @{
            match = '/\$batch$'
            body  = @{
                '@odata.nextLink' = "$($stranger.Url)/v1.0/`$batch"
                responses         = @(1..2 | ForEach-Object { @{ id = "$_"; status = 302; headers = @{ Location = "$($stranger.Url)/v1.0/x" } } })
            }
        }
        1..2 | ForEach-Object { [pscustomobject]@{ Id = "row$_"; UserName = 'a' } } | Set-IosUpdateDeviceStatus -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed.Count | Should -Be 2
        Get-Recorded $stranger | Should -BeNullOrEmpty
    }
}

Describe 'An answer that is <Kind>' -ForEach @(
    @{ Kind = 'cut off'; Rule = @{ mode = 'truncate'; body = '{"value":[{"id":"a"},{"id":' }; Seconds = 30 }
    @{ Kind = 'no JSON'; Rule = @{ body = 'hello' }; Seconds = 10 }
    @{ Kind = 'empty'; Rule = @{ body = '' }; Seconds = 10 }
    @{ Kind = 'an array'; Rule = @{ body = '[1,2]' }; Seconds = 10 }
    @{ Kind = 'absurdly deep'; Rule = @{ body = '{"value":' + ('[' * 100000) }; Seconds = 10 }
    @{ Kind = 'deep in an unknown property'; Rule = @{ body = '{"value":[{"id":"a","x":' + ('{"a":' * 5000) + '1' + ('}' * 5000) + '}]}' }; Seconds = 10 }
    @{ Kind = 'an error of absurd depth'; Rule = @{ status = 400; body = '{"error":' + ('{"a":' * 5000) + '1' + ('}' * 5001) }; Seconds = 10 }
    @{ Kind = 'a bomb of nested messages'; Rule = @{ status = 400; body = '{"error":{"code":"x","message":"' + ('{\"Message\":' * 2000) + '"}}' }; Seconds = 10 }
) {
    It 'is an error of the read, and no more' {
        Reset-TestServer $server
        Add-ScriptedAnswer $server (@{ match = '^GET '; times = 0 } + $Rule)
        $pipeline = Start-Pipeline {
            Get-IosUpdateDeviceStatus -Connection Safe -ErrorVariable failed -ErrorAction SilentlyContinue | Out-Null
            "$($failed.Count) $($failed[0].FullyQualifiedErrorId)"
        }
        if ($Kind -eq 'cut off') {
            # It is tried again with growing pauses; one look at the request that follows is enough.
            Wait-Recorded $server 2
            $pipeline.Shell.Stop()
            $null = Wait-Pipeline $pipeline
        }
        else {
            Wait-Pipeline $pipeline $Seconds | Should -BeLike '1 Graph*,DeviceStatus.Commands.GetIosUpdateDeviceStatusCommand'
        }
    }

    It 'leaves a row that was created in doubt, or refused' {
        Reset-TestServer $server
        Add-ScriptedAnswer $server (@{ match = '^POST '; times = 0 } + $Rule)
        $null = New-IosUpdateDeviceStatus -UserName a -ErrorVariable failed -WarningVariable warned -WarningAction SilentlyContinue -ErrorAction SilentlyContinue
        $failed.Count + $warned.Count | Should -Be 1
        (Get-Recorded $server).Count | Should -Be 1
        $run = Get-DeviceStatusRun -Last
        $run.Done + $run.Failed + $run.OutcomeUnknown | Should -Be 1
    }

    It 'gives each row of a batch one outcome' {
        Reset-TestServer $server
        Add-ScriptedAnswer $server (@{ match = '/\$batch$'; times = 0 } + $Rule)
        $rows = 1..3 | ForEach-Object { [pscustomobject]@{ UserName = 'a' } }
        $null = $rows | New-IosUpdateDeviceStatus -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed.Count | Should -Be 3
        $failed.FullyQualifiedErrorId | Sort-Object -Unique | Should -BeLike ($Rule.status ? 'GraphBadRequest,*' : 'OutcomeUnknown,*')
    }
}

Describe 'An answer without end' {
    It 'is cut off, and the memory with it' {
        Reset-TestServer $server
        Add-ScriptedAnswer $server @{ match = '^POST '; mode = 'endless'; body = ' ' * 65536 }
        $before = [GC]::GetTotalMemory($true)
        New-IosUpdateDeviceStatus -UserName a -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed[0].FullyQualifiedErrorId | Should -Be 'OutcomeUnknown,DeviceStatus.Commands.NewIosUpdateDeviceStatusCommand'
        "$($failed[0])" | Should -BeLike '*longer than*'
        ([GC]::GetTotalMemory($true) - $before) / 1MB | Should -BeLessThan 40
    }

    It 'ends a list whose pages go round in a circle' {
        Reset-TestServer $server
        $path = '/v1.0/deviceManagement/iosUpdateStatuses'
        Add-ScriptedAnswer $server @{ match = '^GET '; times = 0; body = @{ '@odata.nextLink' = "$($server.Url)$path`?`$skip=1"; value = @(@{ id = 'a' }) } }
        $read = @(Get-IosUpdateDeviceStatus -ErrorVariable failed -ErrorAction SilentlyContinue)
        $failed.Count | Should -Be 1
        $read.Count | Should -BeLessOrEqual 3
    }
}
