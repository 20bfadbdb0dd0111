# The token is in nothing that a shell shows or keeps. Where requests go, and what a malformed response does, is tested in
# tests/DeviceStatus.Module.Tests.
BeforeAll {
    Import-Module $PSScriptRoot/Support.psm1
    $PSDefaultParameterValues = @{ '*-*DeviceStatus:InformationAction' = 'Ignore' }
    $server = Start-TestServer
    $connection = Connect-TestServer $server @{ Name = 'Safe' }
}

AfterAll {
    Get-DeviceStatusConnection | Disconnect-DeviceStatus
    Stop-TestServer $server
}

Describe 'The token' {
    BeforeEach { Reset-TestServer $server }

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
}
