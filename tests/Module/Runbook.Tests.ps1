# The runbooks as Azure Automation would run them: in a pwsh of their own, whose managed identity and storage account are a server in this
# process, and whose Graph is the sandbox over loopback HTTP.

BeforeAll {
    $root = (Resolve-Path "$PSScriptRoot/../..").Path
    $pwsh = (Get-Process -Id $PID).Path
    $secret = 'header-of-the-identity'

    # What is asked of identity and storage is remembered; blobs are in memory.
    $cloud = [hashtable]::Synchronized(@{ Blobs = [hashtable]::Synchronized(@{}); Asked = [System.Collections.Concurrent.ConcurrentQueue[string]]::new() })
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
        $job.Errors | Should -Match 'GraphNotFound'
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
