# Reading: many at once, filters that are ignored, lists that are cut short, overviews.
BeforeAll {
    $root = Split-Path (Split-Path $PSScriptRoot)
    Import-Module (Join-Path $root 'out/DeviceStatus')
    $sandbox = Connect-DeviceStatus -Sandbox -Name Reading
    $policies = 1..3 | ForEach-Object { "d1000000-0000-4000-8000-00000000000$_" }

    # A service that answers every GET as the script says; it runs until its listener is closed.
    function Start-Service {
        param([scriptblock] $Answer)
        $probe = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
        $probe.Start()
        $port = $probe.LocalEndpoint.Port
        $probe.Stop()
        $listener = [Net.HttpListener]::new()
        $listener.Prefixes.Add("http://127.0.0.1:$port/")
        $listener.Start()
        $requests = [Collections.Concurrent.ConcurrentQueue[string]]::new()
        $shell = [powershell]::Create().AddScript({
                param($Listener, $Requests, $Answer)
                $answerer = [scriptblock]::Create($Answer)
                while ($Listener.IsListening) {
                    try { $context = $Listener.GetContext() } catch { break }
                    $Requests.Enqueue($context.Request.HttpMethod + ' ' + $context.Request.RawUrl)
                    $bytes = [Text.Encoding]::UTF8.GetBytes((& $answerer $context.Request.RawUrl))
                    $context.Response.ContentType = 'application/json'
                    try { $context.Response.Close($bytes, $false) } catch { break }
                }
            }).AddArgument($listener).AddArgument($requests).AddArgument($Answer.ToString())
        $null = $shell.BeginInvoke()
        $token = ConvertTo-SecureString 'x' -AsPlainText -Force
        [pscustomobject]@{
            Listener   = $listener
            Shell      = $shell
            Requests   = $requests
            Connection = Connect-DeviceStatus -GraphEndpoint "http://127.0.0.1:$port" -AccessToken $token -Name "Service$port"
        }
    }

    function Stop-Service {
        param($Service)
        $Service.Listener.Close()
        $Service.Shell.Dispose()
        Disconnect-DeviceStatus $Service.Connection
    }
}

AfterAll { Get-DeviceStatusConnection | Disconnect-DeviceStatus }

Describe 'Many policies piped in' {
    It 'come in input order, each whole: <Kind>' -ForEach @(
        @{ Kind = 'texts'; Make = { $policies } }
        @{ Kind = 'objects'; Make = { $policies | ForEach-Object { [pscustomobject]@{ DeviceConfigurationId = $_; Other = 1 } } } }
    ) {
        $rows = @(& $Make | Get-DeviceConfigurationDeviceStatus -Connection Reading)
        $rows | Group-Object DeviceConfigurationId | ForEach-Object Count | Should -Be 150, 40, 20
        ($rows.DeviceConfigurationId | Get-Unique) | Should -Be $policies
    }

    It 'fail one by one, and the record carries the input as it came' {
        $inputs = 'first', 'second', 'third' | ForEach-Object { [pscustomobject]@{ DeviceConfigurationId = $_; Note = "note $_" } }
        $inputs[0].DeviceConfigurationId = $policies[1]
        $inputs[2].DeviceConfigurationId = $policies[2]
        $rows = @($inputs | Get-DeviceConfigurationDeviceStatus -Connection Reading -ErrorAction SilentlyContinue -ErrorVariable failed)
        $rows.Count | Should -Be 60
        $failed.Count | Should -Be 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'GraphNotFound,*'
        [object]::ReferenceEquals($failed[0].TargetObject, $inputs[1]) | Should -BeTrue
    }

    It 'are read in far fewer requests than there are policies' {
        $service = Start-Service { param($Url) '{"responses":[' + ((1..20 | ForEach-Object { "{`"id`":`"$_`",`"status`":200,`"body`":{`"value`":[{`"id`":`"r$_`"}]}}" }) -join ',') + ']}' }
        try {
            $rows = @(1..200 | ForEach-Object { "p$_" } | Get-DeviceConfigurationDeviceStatus -Connection $service.Connection)
            $rows.Count | Should -Be 200
            $service.Requests.Count | Should -Be 10
        }
        finally { Stop-Service $service }
    }

    It 'end with the first object that is enough' {
        $script:made = 0
        $first = 1..5000 | ForEach-Object { $script:made++; $policies[$_ % 3] } | Get-DeviceConfigurationDeviceStatus -Connection Reading | Select-Object -First 1
        $first.DeviceConfigurationId | Should -Be $policies[1]
        $script:made | Should -BeLessThan 5000
    }

    It 'end at once when they are stopped: <Case>' -ForEach @(
        @{ Case = 'piped in'; Script = "1..300 | ForEach-Object { 'p' } | Get-DeviceConfigurationDeviceStatus -Connection Hanging" }
        @{ Case = 'one'; Script = 'Get-DeviceConfigurationDeviceStatus p -Connection Hanging' }
    ) {
        $null = Connect-DeviceStatus -Sandbox -SandboxLatency 60000 -Name Hanging
        $shell = [powershell]::Create()
        try {
            $null = $shell.AddCommand('Import-Module').AddArgument((Join-Path $root 'out/DeviceStatus')).Invoke()
            $shell.Commands.Clear()
            $begun = [Threading.ManualResetEventSlim]::new()
            $null = $shell.AddScript("`$args[0].Set(); $Script").AddArgument($begun)
            $handle = $shell.BeginInvoke()
            $begun.Wait(20000) | Should -BeTrue
            $watch = [Diagnostics.Stopwatch]::StartNew()
            $shell.Stop()
            $handle.AsyncWaitHandle.WaitOne(20000) | Should -BeTrue
            $watch.Elapsed.TotalSeconds | Should -BeLessThan 3
        }
        finally {
            $shell.Dispose()
            Disconnect-DeviceStatus Hanging
        }
    }

    It 'refuse what says nothing about what to read' {
        $objects = [pscustomobject]@{ Colour = 'red' }, [pscustomobject]@{ Colour = 'blue' }
        $objects | Get-IosUpdateDeviceStatus -Connection Reading -ErrorAction SilentlyContinue -ErrorVariable failed | Should -BeNullOrEmpty
        $failed.Count | Should -Be 2
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'InvalidRow,*'
        $failed[1].TargetObject.Colour | Should -Be 'blue'
        'some-id' | Get-DeviceConfigurationDeviceStatus $policies[0] -Connection Reading -ErrorAction SilentlyContinue -ErrorVariable failed |
            Should -BeNullOrEmpty
        $failed.Count | Should -Be 1
    }

    It 'look up ids by the hundred, in order' {
        $rows = Get-IosUpdateDeviceStatus -Connection Reading
        $again = $rows | Get-IosUpdateDeviceStatus -Connection Reading
        $again.Id | Should -Be $rows.Id
    }
}

Describe '-Filter' {
    BeforeAll {
        $service = Start-Service {
            param($Url)
            '{"value":[{"id":"1","status":"compliant"},{"id":"2","status":"error"},{"id":"3","status":"brandNewStatus"},{"id":"4","status":"error"}]}'
        }
    }

    AfterAll { Stop-Service $service }

    It 'is applied here when the service ignores it, with one warning' {
        $rows = Get-IosUpdateDeviceStatus -Filter "status eq 'error'" -Connection $service.Connection -WarningVariable warnings -WarningAction SilentlyContinue
        $rows.Id | Should -Be 2, 4
        $warnings.Count | Should -Be 1
        $warnings[0] | Should -BeLike '*ignored -Filter*it sent 4 rows, of which 2 match*'
    }

    It 'is left to the service when it is more than is understood here' {
        $out = Get-IosUpdateDeviceStatus -Filter "tolower(osVersion) eq 'x'" -Connection $service.Connection -Verbose 4>&1
        @($out | Where-Object { $_ -isnot [Management.Automation.VerboseRecord] }).Count | Should -Be 4
        "$out" | Should -BeLike '*not checked here*'
    }

    It 'says nothing when the service obeys' {
        $rows = Get-DeviceConfigurationDeviceStatus $policies[0] -Filter "status ne 'compliant' and startswith(deviceDisplayName,'IPAD')" -Connection Reading -WarningVariable warnings
        $rows.Count | Should -BeGreaterThan 5
        $rows.Status | Should -Not -Contain 'compliant'
        $warnings | Should -BeNullOrEmpty
    }
}

Describe 'A list that is shorter than its overview' {
    BeforeAll {
        $service = Start-Service {
            param($Url)
            if ($Url -like '*Overview') { '{"id":"x","successCount":100,"failedCount":5,"pendingCount":0}' } else { '{"value":[{"id":"1","status":"compliant","colour":"red"}]}' }
        }
    }

    AfterAll { Stop-Service $service }
    BeforeEach { $service.Requests.Clear() }

    It 'is warned of' {
        $null = Get-DeviceCompliancePolicyDeviceStatus p -Connection $service.Connection -WarningVariable warnings -WarningAction Continue 3>$null
        $warnings | Should -BeLike '*ended after 1 rows*counts 105*Get-DeviceCompliancePolicyDeviceStatusOverview*'
        $service.Requests.Count | Should -Be 2
    }

    It 'is not asked about with <With>' -ForEach @(
        @{ With = 'a filter'; Parameters = @{ Filter = "status eq 'compliant'" } }
        @{ With = 'a limit'; Parameters = @{ Top = 5 } }
        @{ With = 'nobody to hear the warning'; Parameters = @{ WarningAction = 'Ignore' } }
    ) {
        (Get-DeviceCompliancePolicyDeviceStatus p -Connection $service.Connection @Parameters).Id | Should -Be 1
        $service.Requests.Count | Should -Be 1
    }

    It 'is not asked about for policies that are piped in' {
        'p' | Get-DeviceCompliancePolicyDeviceStatus -Connection $service.Connection | Should -Not -BeNullOrEmpty
        $service.Requests.Count | Should -Be 1
    }

    It 'shows what no schema knows' {
        $row = 'p' | Get-DeviceCompliancePolicyDeviceStatus -Connection $service.Connection
        $row.colour | Should -Be red
        $row | Should -BeOfType [pscustomobject]
        $row.PSTypeNames[0] | Should -Be 'DeviceStatus.DeviceCompliancePolicyDeviceStatus'
    }
}

Describe 'User statuses and overviews' {
    It 'reads <Noun>' -ForEach @(
        @{ Noun = 'DeviceConfigurationUserStatus'; Policy = 'd1000000-0000-4000-8000-000000000001'; Count = 150 }
        @{ Noun = 'DeviceCompliancePolicyUserStatus'; Policy = 'c1000000-0000-4000-8000-000000000001'; Count = 120 }
        @{ Noun = 'MobileAppConfigurationUserStatus'; Policy = 'a1000000-0000-4000-8000-000000000001'; Count = 110 }
        @{ Noun = 'IosLobAppProvisioningConfigurationUserStatus'; Policy = 'b1000000-0000-4000-8000-000000000001'; Count = 70 }
        @{ Noun = 'DeviceConfigurationDeviceStatusOverview'; Policy = 'd1000000-0000-4000-8000-000000000001'; Count = 1 }
        @{ Noun = 'DeviceConfigurationUserStatusOverview'; Policy = 'd1000000-0000-4000-8000-000000000001'; Count = 1 }
        @{ Noun = 'DeviceCompliancePolicyDeviceStatusOverview'; Policy = 'c1000000-0000-4000-8000-000000000001'; Count = 1 }
        @{ Noun = 'DeviceCompliancePolicyUserStatusOverview'; Policy = 'c1000000-0000-4000-8000-000000000001'; Count = 1 }
        @{ Noun = 'MobileAppConfigurationDeviceStatusSummary'; Policy = 'a1000000-0000-4000-8000-000000000001'; Count = 1 }
        @{ Noun = 'MobileAppConfigurationUserStatusSummary'; Policy = 'a1000000-0000-4000-8000-000000000001'; Count = 1 }
    ) {
        $rows = @(& "Get-$Noun" $Policy -Connection Reading)
        $rows.Count | Should -Be $Count
        $rows[0].PSTypeNames[0] | Should -Be "DeviceStatus.$Noun"
        $rows[0].PSObject.Properties.Name | Should -Contain ($Noun -replace '(Device|User)Status.*', 'Id')
        if ($Count -gt 1) {
            $one = & "Get-$Noun" $Policy $rows[3].Id -Connection Reading
            $one.UserDisplayName | Should -Be $rows[3].UserDisplayName
        }
    }
}
