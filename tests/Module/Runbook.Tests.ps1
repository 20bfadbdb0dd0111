# The runbooks as Azure Automation would run them: in a pwsh of their own, whose managed identity and storage account are a server in this
# process, and whose Graph is the sandbox over loopback HTTP.

BeforeAll {
    $root = (Resolve-Path "$PSScriptRoot/../..").Path
    $pwsh = (Get-Process -Id $PID).Path
    $secret = 'header-of-the-identity'

    # What is asked of identity and storage is remembered; blobs are in memory.
    $cloud = [hashtable]::Synchronized(@{ Blobs = [hashtable]::Synchronized(@{}); Asked = [System.Collections.Concurrent.ConcurrentQueue[string]]::new(); Messages = [System.Collections.Concurrent.ConcurrentQueue[string]]::new(); HookStatus = 202 })
    $probe = [System.Net.Sockets.TcpListener]::new([ipaddress]::Loopback, 0)
    $probe.Start()
    $address = "http://127.0.0.1:$($probe.LocalEndpoint.Port)/"
    $probe.Stop()
    $listener = [System.Net.HttpListener]::new()
    $listener.Prefixes.Add($address)
    $listener.Start()
    $serving = [powershell]::Create().AddScript({
            param($listener, $cloud, $secret)
            while ($listener.IsListening) {
                try { $context = $listener.GetContext() } catch { return }
                $request, $response = $context.Request, $context.Response
                $body = [byte[]]::new(0)
                if ($request.Url.AbsolutePath -eq '/msi/token') {
                    $resource = $request.QueryString['resource'].TrimEnd('/')
                    $cloud.Asked.Enqueue($resource)
                    if ($request.Headers['X-IDENTITY-HEADER'] -ne $secret) { $response.StatusCode = 401 }
                    $response.ContentType = 'application/json'
                    $expires = [DateTimeOffset]::UtcNow.AddHours(8).ToUnixTimeSeconds()
                    $body = [Text.Encoding]::UTF8.GetBytes((@{
                                access_token = "token-for-$(([uri] $resource).Host)"; expires_on = "$expires"; resource = $resource; token_type = 'Bearer'
                            } | ConvertTo-Json))
                }
                elseif ($request.Url.AbsolutePath -eq '/hook') {
                    $cloud.Messages.Enqueue([IO.StreamReader]::new($request.InputStream).ReadToEnd())
                    $response.StatusCode = $cloud.HookStatus
                }
                elseif ($request.Headers['Authorization'] -ne 'Bearer token-for-storage.azure.com' -or -not $request.Headers['x-ms-version']) {
                    $response.StatusCode = 403
                }
                elseif ($request.HttpMethod -eq 'PUT' -and $request.Headers['x-ms-blob-type'] -eq 'BlockBlob') {
                    $memory = [IO.MemoryStream]::new()
                    $request.InputStream.CopyTo($memory)
                    $cloud.Blobs[$request.Url.AbsolutePath] = $memory.ToArray()
                    $response.StatusCode = 201
                }
                elseif ($cloud.Blobs.ContainsKey($request.Url.AbsolutePath)) {
                    $body = $cloud.Blobs[$request.Url.AbsolutePath]
                    $response.Headers['ETag'] = "`"0x$([Convert]::ToHexString([Security.Cryptography.SHA256]::HashData($body)).Substring(0, 15))`""
                }
                else {
                    $response.StatusCode = 404
                }

                $response.Close($body, $true)
            }
        }).AddArgument($listener).AddArgument($cloud).AddArgument($secret)
    $null = $serving.BeginInvoke()

    $dll = Get-ChildItem $root/out/artifacts/bin/DeviceStatus.TestServer/*/DeviceStatus.TestServer.dll | Sort-Object LastWriteTime | Select-Object -Last 1
    $start = [System.Diagnostics.ProcessStartInfo]::new('dotnet', [string[]] ($dll.FullName, '--latency', '200'))
    $start.RedirectStandardInput = $start.RedirectStandardOutput = $true
    $graph = [System.Diagnostics.Process]::Start($start)
    $graphAddress = $graph.StandardOutput.ReadLine() -replace '^listening on '

    # Runs a runbook as a job: its output and its errors as objects.
    function Invoke-Runbook([string] $Name, [hashtable] $Parameters, [hashtable] $Variables = @{}) {
        $Parameters.GraphEndpoint = $graphAddress
        $job = @{ Runbook = "$root/samples/runbooks/$Name"; Parameters = $Parameters; Variables = $Variables } | ConvertTo-Json -Depth 5
        $script = {
            $PSStyle.OutputRendering = 'PlainText'
            $job = $env:JOB | ConvertFrom-Json -AsHashtable
            function Get-AutomationVariable([string] $Name) { $job.Variables[$Name] }
            $parameters, $errors = $job.Parameters, @()
            $terminated = $null
            try { $output = @(& $job.Runbook @parameters -ErrorVariable errors 2>$null 3>$null 6>$null) } catch { $terminated = "$_" }
            [Console]::Out.WriteLine((@{ Output = $output; Terminated = $terminated; Errors = @($errors | ForEach-Object { "$_" }) } | ConvertTo-Json -Depth 4 -Compress))
        }
        $start = [System.Diagnostics.ProcessStartInfo]::new($pwsh, [string[]] ('-NoProfile', '-NonInteractive', '-Command', "$script"))
        $start.RedirectStandardOutput = $true
        $start.Environment['JOB'] = $job
        $start.Environment['IDENTITY_ENDPOINT'] = "${address}msi/token"
        $start.Environment['IDENTITY_HEADER'] = $secret
        $start.Environment['PSModulePath'] = "$root/out"
        $process = [System.Diagnostics.Process]::Start($start)
        $text = $process.StandardOutput.ReadToEnd()
        $process.WaitForExit()
        $text | ConvertFrom-Json
    }

    function Get-BlobText([string] $Name) { [Text.Encoding]::UTF8.GetString($cloud.Blobs["/box/$Name"]) }

    function Set-BlobText([string] $Name, [string] $Text) { $cloud.Blobs["/box/$Name"] = [Text.Encoding]::UTF8.GetBytes($Text) }

    $policy = 'd1000000-0000-4000-8000-000000000001'
    function Get-Row([int] $Count) {
        'DeviceConfigurationId,Id,Status,DeviceModel'
        foreach ($i in 1..$Count) {
            $n = '{0:x12}' -f (1 + ($i % 150))
            "$policy,ee000000-0000-4000-8000-${n}_${policy}_de000000-0000-4000-8000-$n,compliant,Model $i"
        }
    }
}

AfterAll {
    $listener.Stop()
    $serving.Dispose()
    $graph.StandardInput.Close()
    $graph.WaitForExit()
    $graph.Dispose()
}

Describe 'Update-FromVariable' {
    It 'updates from the variable, and says which rows failed' {
        $rows = @(Get-Row 25) + "$policy,no-such-id,compliant," -join "`n"
        $job = Invoke-Runbook Update-FromVariable.ps1 @{} @{ DeviceStatusRows = $rows }
        $job.Terminated | Should -BeNullOrEmpty
        $job.Output | Should -HaveCount 1
        $job.Output.Rows, $job.Output.Done, $job.Output.Failed | Should -Be 26, 25, 1
        $job.Errors | Should -HaveCount 1
        $job.Errors[0] | Should -Match 'no-such-id.*404'
        $cloud.Asked | Should -Be 'https://graph.microsoft.com' -Because 'the identity is asked for Graph once, and for nothing else'
    }

    It 'asks the identity for the cloud that it is told' {
        $null = Invoke-Runbook Update-FromVariable.ps1 @{ Environment = 'USGov' } @{ DeviceStatusRows = (Get-Row 2) -join "`n" }
        $cloud.Asked | Select-Object -Last 1 | Should -Be 'https://graph.microsoft.us'
    }
}

Describe 'Rows that are none' {
    It 'is told of <Runbook>, and nothing is sent: <Case>' -ForEach @(
        foreach ($runbook in 'Update-FromVariable.ps1', 'Update-FromStorage.ps1') {
            @{ Runbook = $runbook; Case = 'semicolons'; Text = "Id;Status`nx;error"; Expected = "*separates its columns by ';'; separate them by commas*Id;Status*" }
            @{ Runbook = $runbook; Case = 'tabs'; Text = "Id`tStatus`nx`terror"; Expected = '*separate them by commas*' }
            @{ Runbook = $runbook; Case = 'the line of names only'; Text = 'Id,Status'; Expected = '*contains no rows: it has the line of column names only.' }
            @{ Runbook = $runbook; Case = 'nothing'; Text = ''; Expected = '*contains no rows: it has no text.' }
        }
    ) {
        $null = Invoke-RestMethod "$graphAddress/__requests" -Method Delete
        Set-BlobText none.csv $Text
        $parameters = if ($Runbook -eq 'Update-FromStorage.ps1') { @{ Container = "${address}box"; Blob = 'none.csv' } } else { @{} }
        $job = Invoke-Runbook $Runbook $parameters @{ DeviceStatusRows = $Text }
        $job.Terminated | Should -BeLike $Expected
        $job.Output | Should -BeNullOrEmpty
        Invoke-RestMethod "$graphAddress/__requests" | ForEach-Object { $_ } | Should -BeNullOrEmpty
    }

    It 'sends one column all the same: ids have no separator' {
        Set-BlobText ids.csv "Id`n52000000-0000-4000-8000-000000000001"
        $job = Invoke-Runbook Update-FromStorage.ps1 @{ Container = "${address}box"; Blob = 'ids.csv'; Command = 'Set-IosUpdateDeviceStatus' }
        $job.Terminated | Should -BeNullOrEmpty
        $job.Errors | Should -BeLike '*1 of 1 rows failed: 1 x NothingToChange*'
    }
}

Describe 'Update-FromStorage' {
    It 'stops in time, goes on where it stopped, and is done once' {
        # 2000 rows are 100 batches, eight at a time, 200 ms each: more than two seconds.
        Set-BlobText rows.csv ((Get-Row 2000) -join "`n")
        $parameters = @{ Container = "${address}box" }
        $first = Invoke-Runbook Update-FromStorage.ps1 ($parameters + @{ TimeBudget = '00:00:01' })
        $first.Terminated | Should -BeNullOrEmpty
        $first.Errors | Should -BeNullOrEmpty -Because 'what is left for the next job did not fail'
        $first.Output.Complete | Should -BeFalse
        $first.Output.Done | Should -BeGreaterThan 0
        $first.Output.NotSent | Should -BeGreaterThan 0
        $first.Output.Done + $first.Output.NotSent | Should -Be 2000

        $second = Invoke-Runbook Update-FromStorage.ps1 $parameters
        $second.Output.Complete | Should -BeTrue
        $second.Output.Skipped | Should -Be $first.Output.Done
        $second.Output.Done | Should -Be $first.Output.NotSent

        $third = Invoke-Runbook Update-FromStorage.ps1 $parameters
        $third.Output.Skipped, $third.Output.Done, $third.Output.Complete | Should -Be 2000, 0, $true
        Get-BlobText rows.csv.html | Should -Match '(?s)<html.*rows\.csv'
    }

    It 'takes a file that was uploaded anew as a new run, and keeps the rows that failed' {
        $good = Get-Row 5
        Set-BlobText more.csv ($good -join "`n")
        $null = Invoke-Runbook Update-FromStorage.ps1 @{ Container = "${address}box"; Blob = 'more.csv' }
        $bad = "$policy,no-such-id,compliant,iPhone 15", "$policy,$policy,complaint,"
        Set-BlobText more.csv (($good + $bad + '') -join "`n")
        $job = Invoke-Runbook Update-FromStorage.ps1 @{ Container = "${address}box"; Blob = 'more.csv' }
        $job.Output.Rows, $job.Output.Done, $job.Output.Skipped, $job.Output.Failed | Should -Be 7, 5, 0, 2
        $job.Errors | Should -HaveCount 1
        $job.Errors[0] | Should -BeLike '2 of 7 rows failed: *' -Because 'the error says what the figures say'
        $job.Errors[0] | Should -Match '1 x GraphNotFound'
        $job.Errors[0] | Should -Match '1 x InvalidRow'
        $failed = Get-BlobText more.csv.failed.csv | ConvertFrom-Csv
        $failed.Id | Sort-Object | Should -Be ($policy, 'no-such-id')
        $failed.Status | Should -Contain 'complaint'
    }

    It 'says what is missing' {
        $job = Invoke-Runbook Update-FromStorage.ps1 @{ Container = "${address}box"; Blob = 'absent.csv' }
        $job.Terminated | Should -Match '404'
        (Invoke-Runbook Update-FromStorage.ps1 @{ Container = 'http://example.com/box' }).Terminated | Should -Match 'not https'
    }
}

# The runbook reads by Get-DeviceStatus.
Describe 'Watch-Tenant' {
    BeforeAll {
        $parameters = @{ Container = "${address}watch"; WebhookVariable = 'Hook' }
        $variables = @{ Hook = "${address}hook" }

        # A connection of this session changes statuses, as the night does.
        Import-Module $root/out/DeviceStatus
        $token = ConvertTo-SecureString token -AsPlainText -Force
        function Set-Some([string] $Status, [int] $Count) {
            $null = Connect-DeviceStatus -GraphEndpoint $graphAddress -AccessToken $token
            Get-IosUpdateDeviceStatus -Top $Count -Property Id | Set-IosUpdateDeviceStatus -Status $Status
            Disconnect-DeviceStatus
        }

        Set-Some compliant 5
    }

    It 'writes a snapshot and a report at first, and tells nobody' {
        $job = Invoke-Runbook Watch-Tenant.ps1 $parameters $variables
        $job.Terminated | Should -BeNullOrEmpty
        $job.Errors | Should -BeNullOrEmpty
        $job.Output.Statuses | Should -BeGreaterThan 100
        $job.Output.Changes | Should -Be 0
        $cloud.Blobs.Keys | Should -Contain '/watch/latest.jsonl.gz'
        $cloud.Blobs.Keys | Should -Contain "/watch/$(Get-Date -AsUTC -Format yyyy-MM-dd).jsonl.gz"
        $cloud.Messages | Should -HaveCount 0
    }

    It 'reports what changed since, and tells it without names' {
        Set-Some error 5
        $job = Invoke-Runbook Watch-Tenant.ps1 $parameters $variables
        $job.Terminated | Should -BeNullOrEmpty
        $job.Output.Regressed, $job.Output.Changes | Should -Be 5, 5
        [Text.Encoding]::UTF8.GetString($cloud.Blobs['/watch/report.html']) | Should -Match '5 statuses changed since .* UTC: 5 regressed\.'
        $cloud.Messages | Should -HaveCount 1
        ($cloud.Messages | ConvertFrom-Json).changes.regressed | Should -Be 5
        $cloud.Messages | Should -Not -Match '@'
    }

    It 'tells nobody when nothing changed' {
        $job = Invoke-Runbook Watch-Tenant.ps1 $parameters $variables
        $job.Output.Changes | Should -Be 0
        $cloud.Messages | Should -HaveCount 1
    }

    It 'keeps the last snapshot when the message could not be delivered, so that the next job tells it' {
        Set-Some compliant 5
        $cloud.HookStatus = 500
        (Invoke-Runbook Watch-Tenant.ps1 $parameters $variables).Terminated | Should -Match 'refused the message with HTTP 500'
        $cloud.HookStatus = 202
        (Invoke-Runbook Watch-Tenant.ps1 $parameters $variables).Output.Changes | Should -Be 5
    }

}

Describe 'Every runbook' {
    It 'has no #Requires, which the sandbox of Azure Automation does not support, and tests the version in code: <Name>' -ForEach @(
        Get-ChildItem "$PSScriptRoot/../../samples/runbooks/*.ps1" | ForEach-Object { @{ Name = $_.Name; Path = $_.FullName } }
    ) {
        Get-Content $Path | Should -Not -Match '^\s*#Requires'
        Get-Content $Path -Raw | Should -Match "PSVersion -lt \[version\] '7\.4'"
    }
}
