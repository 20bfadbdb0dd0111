# Whoever stops a command finds nothing running afterwards, and every row accounted for.
BeforeAll {
    Import-Module $PSScriptRoot/Support.psm1
    $PSDefaultParameterValues = @{ '*-*DeviceStatus:InformationAction' = 'Ignore' }
    $server = Start-TestServer '--record', '2000'
    $connection = Connect-TestServer $server @{ Name = 'Stop' }
    $ios = '52000000-0000-4000-8000-000000000001'

    function Assert-Accounted {
        param($Run)
        $Run.Done + $Run.Failed + $Run.NotSent + $Run.OutcomeUnknown + $Run.Skipped | Should -Be $Run.Rows
    }

    # Requests come in order over loopback: what left before this one is in the list when it is.
    function Assert-Silent {
        $before = (Get-Recorded $server).Count
        Resume-TestServer $server
        $null = Get-IosUpdateDeviceStatus -Top 1
        (Get-Recorded $server).Count | Should -Be ($before + 1)
    }

    # The lost rest of a run can be told from what the server did.
    function Get-Created {
        param([string] $Prefix)
        @(Get-IosUpdateDeviceStatus -Filter "osVersion eq '$Prefix'")
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
        (Wait-Pipeline $pipeline 10).Id | Should -Be $ios
        (Get-Recorded $server).Count | Should -BeLessOrEqual 2
        Assert-Silent
    }

    It 'reads no page that is not asked for' {
        @(Get-IosUpdateDeviceStatus -Top 3).Count | Should -Be 3
        (Get-Recorded $server).Count | Should -Be 1
        @(Get-IosUpdateDeviceStatus).Count | Should -Be 120
        (Get-Recorded $server).Count | Should -Be 3
    }

    It 'ends a run of New with its first object, and sends nothing more' {
        $pipeline = Start-Pipeline {
            1..500 | ForEach-Object { [pscustomobject]@{ OsVersion = 'first'; UserName = "user $_" } } |
                New-IosUpdateDeviceStatus -BatchSize 2 -ThrottleLimit 1 | Select-Object -First 1
        }
        (Wait-Pipeline $pipeline 10).UserName | Should -Be 'user 1'
        Assert-Silent
        $run = Get-DeviceStatusRun -Last
        Assert-Accounted $run
        $run.Done | Should -BeLessThan 500
        (Get-Created first).Count | Should -Be $run.Done
    }
}

Describe 'Ctrl+C' {
    BeforeEach { Reset-TestServer $server }

    It 'ends a run: what is in flight is waited for briefly, the rest is not sent' {
        Add-ScriptedAnswer $server @{ match = '^POST .*batch'; mode = 'hang'; times = 3 }
        $pipeline = Start-Pipeline {
            1..200 | ForEach-Object { [pscustomobject]@{ OsVersion = 'stopped'; UserName = "user $_" } } |
                New-IosUpdateDeviceStatus -BatchSize 10 -ThrottleLimit 3
        }
        Wait-Recorded $server 3
        $watch = [Diagnostics.Stopwatch]::StartNew()
        $pipeline.Shell.Stop()
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 6
        $null = Wait-Pipeline $pipeline

        (Get-Recorded $server).Count | Should -Be 3
        Assert-Silent
        $run = Get-DeviceStatusRun -Last
        Assert-Accounted $run
        "$($run.Done) $($run.OutcomeUnknown) $($run.NotSent)" | Should -Be "0 30 $($run.Rows - 30)"
        $run.NotSent | Should -BeGreaterThan 0
        (Get-Created stopped).Count | Should -Be 0
    }

    It 'lets what is in flight come home' {
        Add-ScriptedAnswer $server @{ match = '^POST .*batch'; mode = 'hang' }
        $pipeline = Start-Pipeline {
            1..60 | ForEach-Object { [pscustomobject]@{ OsVersion = 'home'; UserName = "user $_" } } | New-IosUpdateDeviceStatus -BatchSize 10 -ThrottleLimit 1
        }
        Wait-Recorded $server 1
        $stopping = $pipeline.Shell.BeginStop($null, $null)
        Resume-TestServer $server
        $pipeline.Shell.EndStop($stopping)
        $null = Wait-Pipeline $pipeline
        $run = Get-DeviceStatusRun -Last
        Assert-Accounted $run
        $run.OutcomeUnknown | Should -Be 0
        $run.Done | Should -BeGreaterOrEqual 10
        (Get-Created home).Count | Should -Be $run.Done
        Assert-Silent
    }

    It 'ends a run that waits for quota at once' {
        $null = Connect-TestServer $server @{ Name = 'Slow'; WriteLimit = 5 }
        $pipeline = Start-Pipeline { 1..50 | ForEach-Object { [pscustomobject]@{ Id = "row$_"; UserName = 'a' } } | Set-IosUpdateDeviceStatus -Connection Slow }
        Wait-Recorded $server 1
        $watch = [Diagnostics.Stopwatch]::StartNew()
        $pipeline.Shell.Stop()
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 5
        $null = Wait-Pipeline $pipeline
        Disconnect-DeviceStatus Slow
        $run = Get-DeviceStatusRun -Last
        Assert-Accounted $run
        $run.NotSent | Should -Be 45
        (Get-Recorded $server).Count | Should -Be 1
    }

    It 'ends a read that hangs, and one that waits to try again' {
        Add-ScriptedAnswer $server @{ match = '^GET '; mode = 'hang' }
        $hanging = Start-Pipeline { Get-IosUpdateDeviceStatus }
        Wait-Recorded $server 1
        Add-ScriptedAnswer $server @{ match = '^GET '; status = 503; headers = @{ 'Retry-After' = '600' } }
        $waiting = Start-Pipeline { Get-IosUpdateDeviceStatus }
        Wait-Recorded $server 2
        $watch = [Diagnostics.Stopwatch]::StartNew()
        $hanging.Shell.Stop()
        $waiting.Shell.Stop()
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 3
        $null = Wait-Pipeline $hanging
        $null = Wait-Pipeline $waiting
        Assert-Silent
    }
}

Describe 'A producer that fails or is slow' {
    BeforeEach { Reset-TestServer $server }

    It 'leaves every row accounted for when the producer throws' {
        $pipeline = Start-Pipeline {
            & {
                1..30 | ForEach-Object { [pscustomobject]@{ OsVersion = 'thrown'; UserName = "user $_" } }
                throw 'the file ended in the middle'
            } | New-IosUpdateDeviceStatus -BatchSize 10
        }
        { Wait-Pipeline $pipeline } | Should -Throw '*the file ended in the middle*'
        $run = Get-DeviceStatusRun -Last
        Assert-Accounted $run
        $run.Rows | Should -Be 30
        (Get-Created thrown).Count | Should -Be $run.Done
        Assert-Silent
    }

    It 'does not let a row wait for the next one' {
        $pipeline = Start-Pipeline -ArgumentList $server.Url {
            param($url)
            & {
                [pscustomobject]@{ Id = 'row1'; UserName = 'a' }

                # Ends when the first row has arrived.
                $null = Invoke-RestMethod "$url/__await?requests=1" -TimeoutSec 20
                [pscustomobject]@{ Id = 'row2'; UserName = 'a' }
            } | Set-IosUpdateDeviceStatus -ErrorAction SilentlyContinue
        }
        $null = Wait-Pipeline $pipeline
        @(Get-RecordedChange $server).Url | Should -Be @('/v1.0/deviceManagement/iosUpdateStatuses/row1', '/v1.0/deviceManagement/iosUpdateStatuses/row2')
    }
}

Describe '-TimeBudget' {
    BeforeEach { Reset-TestServer $server }

    It 'reports what was not sent, row by row, to be run again' {
        $null = Connect-TestServer $server @{ Name = 'Slow'; WriteLimit = 20 }
        $rows = 1..60 | ForEach-Object { [pscustomobject]@{ OsVersion = 'budget'; UserName = "user $_" } }
        $created = $rows | New-IosUpdateDeviceStatus -TimeBudget 0.5 -Connection Slow -ErrorVariable failed -ErrorAction SilentlyContinue
        Disconnect-DeviceStatus Slow
        $created.UserName | Should -Be $rows[0..19].UserName
        $failed.Count | Should -Be 40
        $failed.FullyQualifiedErrorId | Sort-Object -Unique | Should -Be 'NotSent,DeviceStatus.Commands.NewIosUpdateDeviceStatusCommand'
        $failed[0].CategoryInfo.Category | Should -Be 'OperationStopped'
        $failed[0].ErrorDetails.Message | Should -BeLike '*time budget*Nothing was done*'
        $run = Get-DeviceStatusRun -Last
        Assert-Accounted $run
        "$($run.Rows) $($run.Done) $($run.NotSent)" | Should -Be '60 20 40'

        $again = $failed.TargetObject | New-IosUpdateDeviceStatus
        $again.UserName | Should -Be $rows[20..59].UserName
        (Get-Created budget).Count | Should -Be 60
    }

    It 'takes <Given> for <Span>' -ForEach @(@{ Given = '00:30:00'; Span = '00:30:00' }, @{ Given = 90; Span = '00:01:30' }, @{ Given = '1.5'; Span = '00:00:01.5' }, @{ Given = [timespan]'01:00:00'; Span = '01:00:00' }) {
        $command = Get-Command Set-IosUpdateDeviceStatus
        $attribute = $command.Parameters['TimeBudget'].Attributes.Where({ $_ -is [Management.Automation.ArgumentTransformationAttribute] })[0]
        $attribute.Transform($ExecutionContext, $Given) | Should -Be ([timespan] $Span)
    }

    It 'refuses <Given>' -ForEach @(@{ Given = 0 }, @{ Given = '-00:01:00' }, @{ Given = 'soon' }) {
        { Set-IosUpdateDeviceStatus $ios -UserName a -TimeBudget $Given } | Should -Throw -ErrorId 'ParameterArgumentTransformationError*'
    }
}
