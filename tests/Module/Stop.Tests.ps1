# Select-Object -First ends a pipeline early; nothing is left running. Every other way to stop a command is tested in
# tests/DeviceStatus.Module.Tests.
BeforeAll {
    Import-Module $PSScriptRoot/Support.psm1
    $PSDefaultParameterValues = @{ '*-*DeviceStatus:InformationAction' = 'Ignore' }
    $server = Start-TestServer '--record', '2000'
    $connection = Connect-TestServer $server @{ Name = 'Stop' }

    # Requests come in order over loopback: what was sent before this one is in the list when it is.
    function Assert-Silent {
        $before = (Get-Recorded $server).Count
        Resume-TestServer $server
        $null = Get-IosUpdateDeviceStatus -Top 1
        (Get-Recorded $server).Count | Should -Be ($before + 1)
    }
}

AfterAll {
    Get-DeviceStatusConnection | Disconnect-DeviceStatus
    Stop-TestServer $server
}

Describe 'Select-Object -First' {
    BeforeEach { Reset-TestServer $server }

    It 'ends a list with its first object, though the next page never comes' {
        Add-ScriptedAnswer $server @{ match = '^GET .*skip'; mode = 'hang'; times = 0 }
        $pipeline = Start-Pipeline { Get-IosUpdateDeviceStatus | Select-Object -First 1 }
        (Wait-Pipeline $pipeline 10).Id | Should -Be '52000000-0000-4000-8000-000000000001'
        (Get-Recorded $server).Count | Should -BeLessOrEqual 2
        Assert-Silent
    }

    It 'ends a run of New with its first object, and sends nothing more' {
        $pipeline = Start-Pipeline {
            1..500 | ForEach-Object { [pscustomobject]@{ OsVersion = 'first'; UserName = "user $_" } } |
                New-IosUpdateDeviceStatus -BatchSize 2 -ThrottleLimit 1 | Select-Object -First 1
        }
        (Wait-Pipeline $pipeline 10).UserName | Should -Be 'user 1'
        Assert-Silent
        $run = Get-DeviceStatusRun -Last
        $run.Done + $run.Failed + $run.NotSent + $run.OutcomeUnknown + $run.Skipped | Should -Be $run.Rows
        $run.Done | Should -BeLessThan 500
        @(Get-IosUpdateDeviceStatus -Filter "osVersion eq 'first'").Count | Should -Be $run.Done
    }
}
