# The worker of samples/fleet as an engine runs it: processes of their own, with the index of their shard in the environment, killed and started
# again. Each tenant is a server of its own.
BeforeAll {
    Import-Module $PSScriptRoot/Support.psm1
    $root = Split-Path (Split-Path $PSScriptRoot)
    $pwsh = (Get-Process -Id $PID).Path
    $worker = Join-Path $root 'samples/fleet/Invoke-Fleet.ps1'

    function Start-Worker([int] $Index, [int] $Count, [string] $Folder, [string[]] $Options = @(), [hashtable] $Environment = @{}) {
        $arguments = @('-NoProfile', '-NonInteractive', '-File', $worker, '-TenantsPath', "$Folder/tenants.csv", '-StatePath', "$Folder/state", '-SignIn', 'Identity') + $Options
        $start = [Diagnostics.ProcessStartInfo]::new($pwsh, [string[]] $arguments)
        $start.RedirectStandardInput = $start.RedirectStandardOutput = $start.RedirectStandardError = $true
        $start.Environment['JOB_COMPLETION_INDEX'] = "$Index"
        $start.Environment['SHARD_COUNT'] = "$Count"
        $start.Environment['IDENTITY_ENDPOINT'] = "$($identity.Url)/__token"
        $start.Environment['IDENTITY_HEADER'] = 'x'
        $start.Environment['NO_COLOR'] = '1'
        $start.Environment['PSModulePath'] = "$root/out"
        foreach ($name in $Environment.Keys) { $start.Environment[$name] = $Environment[$name] }
        $process = [Diagnostics.Process]::Start($start)
        $process.StandardInput.Close()
        [pscustomobject]@{ Index = $Index; Process = $process; Output = $process.StandardOutput.ReadToEndAsync(); Errors = $process.StandardError.ReadToEndAsync() }
    }

    function Wait-Worker($Worker) {
        $Worker.Process.WaitForExit()
        [pscustomobject]@{ ExitCode = $Worker.Process.ExitCode; Output = $Worker.Output.Result; Errors = $Worker.Errors.Result }
    }

    function New-Fleet([string] $Name, [object[]] $Tenants) {
        $folder = (New-Item -ItemType Directory "$TestDrive/$Name/rows" -Force).Parent.FullName
        $Tenants | Select-Object TenantId, GraphEndpoint | Export-Csv "$folder/tenants.csv"
        foreach ($tenant in $Tenants) { if ($tenant.Rows) { $tenant.Rows | Export-Csv "$folder/rows/$($tenant.TenantId).csv" } }
        $folder
    }

    function Get-RunOf([string] $Folder, [string] $TenantId) { Get-Content "$Folder/state/$TenantId/run.json" -Raw | ConvertFrom-Json }

    # The identity, and a tenant whose state does not matter.
    $identity = Start-TestServer '--record', '2000'
    $good = '52000000-0000-4000-8000-{0:x12}'
    function Get-Row([int] $Count) { 1..$Count | ForEach-Object { [pscustomobject]@{ Id = $good -f $_; UserName = "user $_" } } }
    $ios = '-Command', 'Set-IosUpdateDeviceStatus'
}

AfterAll { Stop-TestServer $identity }

Describe 'The scripts' {
    It 'have no #Requires: <_>' -ForEach 'Invoke-Fleet.ps1', 'Start-Fleet.ps1' {
        Get-Content $root/samples/fleet/$_ | Should -Not -Match '^\s*#Requires'
    }
}

Describe 'Shards' {
    It 'are by the hash of the tenant, the same for all time' {
        $tenants = 'contoso.onmicrosoft.com', 'fabrikam.onmicrosoft.com', 'C0FFEE00-0000-4000-8000-000000000001', 'adatum.example'
        $folder = New-Fleet stable ($tenants | ForEach-Object { @{ TenantId = $_; GraphEndpoint = $identity.Url } })
        $workers = 0..3 | ForEach-Object { Start-Worker $_ 4 $folder }
        $found = foreach ($index in 0..3) {
            $end = Wait-Worker $workers[$index]
            $end.ExitCode | Should -Be 0 -Because $end.Errors
            $end.Output | Select-String '(?m)^TenantId\s*: (\S+)' -AllMatches | ForEach-Object { $_.Matches } | ForEach-Object { "$index $($_.Groups[1].Value)" }
        }

        # The tenants of one shard run side by side, so the order of their ends says nothing.
        $found | Sort-Object | Should -Be '1 C0FFEE00-0000-4000-8000-000000000001', '2 adatum.example', '2 fabrikam.onmicrosoft.com', '3 contoso.onmicrosoft.com'
    }
}

Describe 'The exit code of a worker' {
    BeforeEach { Reset-TestServer $identity }

    It 'is that of the tenant that needs most, and each tenant has its own in run.json' {
        $refusing = Start-TestServer
        try {
            Add-ScriptedAnswer $refusing @{ match = '.'; times = 0; status = 401 }
            $folder = New-Fleet several @(
                @{ TenantId = 'good.example'; GraphEndpoint = $identity.Url; Rows = Get-Row 30 }
                @{ TenantId = 'rows.example'; GraphEndpoint = $identity.Url; Rows = @(Get-Row 2) + [pscustomobject]@{ Id = 'nobody'; UserName = 'x' } }
                @{ TenantId = 'refused.example'; GraphEndpoint = $refusing.Url; Rows = Get-Row 3 }
                @{ TenantId = 'none.example'; GraphEndpoint = $identity.Url }
            )
            $end = Wait-Worker (Start-Worker 0 1 $folder $ios)
        }
        finally { Stop-TestServer $refusing }

        $end.ExitCode | Should -Be 78 -Because $end.Errors
        (Get-RunOf $folder good.example).exitCode, (Get-RunOf $folder good.example).done | Should -Be 0, 30
        (Get-RunOf $folder rows.example).exitCode, (Get-RunOf $folder rows.example).failures.errorId | Should -Be 1, 'GraphNotFound'
        (Import-Csv $folder/state/rows.example/failed.csv).Id | Should -Be nobody
        (Get-RunOf $folder refused.example).exitCode | Should -Be 78
        Test-Path $folder/state/none.example/run.json | Should -BeFalse -Because 'nothing was to be done'
        $end.Errors | Should -BeLike '*rows.example ended with 1: *nobody*'
        $end.Errors | Should -Not -BeLike '*good.example*'
        if (-not $IsWindows) { (Get-Item $folder/state/good.example).UnixFileMode | Should -Be ([IO.UnixFileMode] 'UserRead, UserWrite, UserExecute') }

        # What is done is not sent again; other rows are another run.
        Clear-Recorded $identity
        Get-Row 31 | Export-Csv $folder/rows/good.example.csv
        Get-Row 2 | Export-Csv $folder/rows/rows.example.csv
        Remove-Item $folder/rows/refused.example.csv
        (Wait-Worker (Start-Worker 0 1 $folder $ios)).ExitCode | Should -Be 0
        (Get-RecordedChange $identity).Count | Should -Be 33
        $again = Wait-Worker (Start-Worker 0 1 $folder $ios)
        $again.ExitCode | Should -Be 0 -Because $again.Errors
        (Get-RecordedChange $identity).Count | Should -Be 33
        (Get-RunOf $folder good.example).skipped | Should -Be 31
    }

    It 'is 75 when the time is over, and the next worker continues' {
        $folder = New-Fleet late @(@{ TenantId = 'late.example'; GraphEndpoint = $identity.Url; Rows = Get-Row 3 })
        $end = Wait-Worker (Start-Worker 0 1 $folder ($ios + '-TimeBudget', '00:00:00.0000001'))
        $end.ExitCode | Should -Be 75
        $end.Errors | Should -BeLike '*late.example ended with 75: The time budget was used up before its turn.*'
        (Wait-Worker (Start-Worker 0 1 $folder $ios)).ExitCode | Should -Be 0

        # Another worker, which is about to end, still has the journal.
        $journal = [IO.File]::Open((Get-Item $folder/state/late.example/*.journal).FullName, 'Open', 'ReadWrite', 'None')
        try { (Wait-Worker (Start-Worker 0 1 $folder $ios)).ExitCode | Should -Be 75 } finally { $journal.Dispose() }
        (Wait-Worker (Start-Worker 0 1 $folder $ios)).ExitCode | Should -Be 0
    }

    It 'is 78, and the cause is named, when the worker cannot begin' {
        $cases = @(
            @{ Lines = $null; Expected = '*tenants.csv*is not there*' }
            @{ Lines = 'TenantId;ClientId', 'a.example;b'; Expected = '*the column TenantId holds no tenant*commas*' }
            @{ Lines = 'TenantId,ClientId'; Expected = '*holds no tenants*' }
            @{ Lines = 'TenantId', 'a.example', 'A.example'; Expected = '*a.example is in*2 times*' }
            @{ Lines = 'TenantId', '..'; Expected = '*holds no tenant: *..*' }
            @{ Lines = 'TenantId', 'a.example'; Index = 4; Expected = '*4 is not one of 4 shards*' }
        )
        foreach ($case in $cases) {
            $folder = (New-Item -ItemType Directory "$TestDrive/$(New-Guid)").FullName
            if ($case.Lines) { $case.Lines | Set-Content $folder/tenants.csv }
            $case.Worker = Start-Worker ([int] $case.Index) 4 $folder
        }

        foreach ($case in $cases) {
            $end = Wait-Worker $case.Worker
            $end.ExitCode | Should -Be 78 -Because $case.Expected
            $end.Errors -replace '\s+\|?\s*', ' ' | Should -BeLike "*The worker cannot begin. $($case.Expected)"
        }
    }
}

Describe 'A worker that reads' {
    It 'writes a snapshot for each tenant, and the run of the read' {
        $folder = New-Fleet reads @(@{ TenantId = 'read.example'; GraphEndpoint = $identity.Url })
        $end = Wait-Worker (Start-Worker 0 1 $folder '-Snapshot')
        $end.ExitCode | Should -Be 0 -Because $end.Errors
        @(Import-DeviceStatusSnapshot $folder/state/read.example/statuses.jsonl.gz).Count | Should -BeGreaterThan 100
        (Get-RunOf $folder read.example).command | Should -Be Get-DeviceStatus
    }
}

Describe 'A worker whose files are blobs' {
    BeforeAll {
        $box = "$($identity.Url)/__blobs/fleet"
        $header = @{ Authorization = 'Bearer x'; 'x-ms-version' = '2021-08-06'; 'x-ms-blob-type' = 'BlockBlob' }
        function Set-Blob([string] $Name, [object[]] $Rows) { $null = Invoke-RestMethod "$box/$Name" -Method Put -Headers $header -Body (($Rows | ConvertTo-Csv) -join "`n") }
        function Start-BlobWorker([hashtable] $Environment = @{}) {
            # The last value of a parameter cannot be given twice, so the folder of the other tests is the address itself.
            Start-Worker 0 1 $box $ios $Environment
        }
    }

    BeforeEach { Reset-TestServer $identity }

    It 'brings them, puts the state away, and continues with it' {
        Set-Blob tenants.csv @([pscustomobject]@{ TenantId = 'Blob.example'; GraphEndpoint = $identity.Url })
        Set-Blob rows/Blob.example.csv (Get-Row 5)
        $end = Wait-Worker (Start-BlobWorker)
        $end.ExitCode | Should -Be 0 -Because $end.Errors
        (Invoke-RestMethod "$box/state/blob.example/run.json" -Headers $header).done | Should -Be 5
        Clear-Recorded $identity
        (Wait-Worker (Start-BlobWorker)).ExitCode | Should -Be 0
        Get-RecordedChange $identity | Should -BeNullOrEmpty -Because 'the journal says that every row is done'
        (Invoke-RestMethod "$box/state/blob.example/run.json" -Headers $header).skipped | Should -Be 5
    }

    It 'signs in to the storage with a federated token where there is no managed identity, and asks GitHub for one' {
        Set-Blob tenants.csv @([pscustomobject]@{ TenantId = 'adatum.example'; GraphEndpoint = $identity.Url })
        $end = Wait-Worker (Start-Worker 1 4 $box @('-ClientId', 'c') @{
                IDENTITY_ENDPOINT = ''; AZURE_AUTHORITY_HOST = "$($identity.Url)/__authority"; AZURE_TENANT_ID = 'tenant'
                AZURE_FEDERATED_TOKEN_FILE = "$TestDrive/federated"; ACTIONS_ID_TOKEN_REQUEST_URL = "$($identity.Url)/__token?x=1"; ACTIONS_ID_TOKEN_REQUEST_TOKEN = 't'
                GITHUB_STEP_SUMMARY = "$TestDrive/summary"
            })
        $end.ExitCode | Should -Be 0 -Because $end.Errors
        Get-Content $TestDrive/federated -Raw | Should -Be 'token-of-the-identity'
        Get-Content $TestDrive/summary -TotalCount 1 | Should -Be '## Shard 1 of 4'
    }
}

Describe 'In Azure Automation' {
    It 'a worker that is not done fails its job, which has no exit code' {
        $folder = New-Fleet automation @(@{ TenantId = 'rows.example'; GraphEndpoint = $identity.Url; Rows = [pscustomobject]@{ Id = 'nobody'; UserName = 'x' } })
        $environment = @{ TEST_WORKER = $worker; TEST_FOLDER = $folder; IDENTITY_ENDPOINT = "$($identity.Url)/__token"; IDENTITY_HEADER = 'x'; PSModulePath = "$root/out" }
        $end = Wait-Shell (Start-Shell -Environment $environment {
                $PSPrivateMetadata = @{ JobId = 'a' }
                try { & $env:TEST_WORKER -TenantsPath $env:TEST_FOLDER/tenants.csv -StatePath $env:TEST_FOLDER/state -SignIn Identity -Command Set-IosUpdateDeviceStatus 2> $null }
                catch { "thrown: $_" }
            })
        $end.Output | Should -BeLike '*thrown: The shard 0 of 1 ended with exit code 1.*'
    }

    It 'the parent starts a job for each shard, watches them, and says which are not done' {
        $calls = [Collections.Generic.List[object]]::new()
        $statuses = @{
            0 = [Collections.Queue]@('Running', 'Completed'); 1 = [Collections.Queue]@('Failed'); 2 = [Collections.Queue]@('Running', 'Running', 'Completed'); 3 = [Collections.Queue]@('Suspended')
        }
        function Connect-AzAccount { param([switch] $Identity) $calls.Add("connect $Identity") }
        function Start-AzAutomationRunbook {
            param($ResourceGroupName, $AutomationAccountName, $Name, $Parameters)
            $calls.Add($Parameters)
            @{ JobId = [int] $Parameters.ShardIndex; Status = 'New' }
        }
        function Get-AzAutomationJob {
            param($ResourceGroupName, $AutomationAccountName, $RunbookName, $Id)
            if ($RunbookName) { return @{ JobId = 'old'; Status = 'Completed' } }
            $status = $statuses[$Id].Dequeue()
            @{ JobId = $Id; Status = $status; Exception = if ($status -eq 'Failed') { 'The shard 1 of 4 ended with exit code 75.' } }
        }

        $fleet = @{ ResourceGroupName = 'group'; AutomationAccountName = 'account'; Container = 'https://a.example/box/'; ClientId = 'client'; SignIn = 'Certificate'; Interval = '00:00:00.001' }
        $thrown = $null
        $output = try { & $root/samples/fleet/Start-Fleet.ps1 @fleet -OutVariable results } catch { $thrown = "$_" }
        $thrown | Should -BeLike '2 of 4 shards are not done: shard 1: 75, shard 3: Suspended.*'
        $results.ForEach({ "$($_.Shard) $($_.Status) $($_.ExitCode)" }) | Should -Be '0 Completed 0', '1 Failed 75', '2 Completed 0', '3 Suspended '
        $calls[0] | Should -Be 'connect True'
        $calls.Count | Should -Be 5

        # What it hands on are parameters of the worker, as texts.
        $names = (Get-Command $worker).Parameters
        $calls[1].Keys | Where-Object { -not $names.ContainsKey($_) } | Should -BeNullOrEmpty
        $calls[4].ShardIndex, $calls[4].ShardCount, $calls[4].TenantsPath, $calls[4].StatePath | Should -Be 3, 4, 'https://a.example/box/tenants.csv', 'https://a.example/box/state'
        [timespan] $calls[1].TimeBudget | Should -Be ([timespan] '02:30:00')
    }

    It 'the parent starts nothing while jobs of an earlier start run' {
        function Connect-AzAccount { }
        function Start-AzAutomationRunbook { throw 'started' }
        function Get-AzAutomationJob { @{ JobId = 'old'; Status = 'Running' } }
        { & $root/samples/fleet/Start-Fleet.ps1 -ResourceGroupName g -AutomationAccountName a -Container https://a.example/box } | Should -Throw '1 jobs of Invoke-Fleet*still there*old*'
    }
}

Describe 'Four workers that are killed at random' {
    BeforeAll {
        $names = 'contoso.onmicrosoft.com', 'fabrikam.onmicrosoft.com', 'adatum.example', 'northwind.example', 'tailspin.example', 'wingtip.example'
        $tenants = foreach ($name in $names) {
            $server = Start-TestServer '--record', '100000', '--policies', '3', '--statuses', '200', '--latency', '150'
            $null = Connect-TestServer $server @{ Name = $name }
            $rows = Get-DeviceStatus -Kind DeviceConfiguration -Connection $name | ForEach-Object { $i = 0 } {
                $i++
                [pscustomobject]@{ DeviceConfigurationId = $_.DeviceConfigurationId; Id = $_.Id; DeviceModel = "$name $i" }
            }

            Clear-Recorded $server
            [pscustomobject]@{ TenantId = $name; GraphEndpoint = $server.Url; Server = $server; Rows = $rows; Done = [Collections.Generic.HashSet[string]]::new() }
        }
        $folder = New-Fleet killed $tenants
    }

    AfterAll {
        Get-DeviceStatusConnection | Disconnect-DeviceStatus
        $tenants | ForEach-Object { Stop-TestServer $_.Server }
    }

    It 'do every row once, and end with 0' {
        $seed = Get-Random -Maximum 1000000
        $random = [Random]::new($seed)
        $kills, $ends, $running = 0, @{}, @{}
        foreach ($index in 0..3) { $running[$index] = Start-Worker $index 4 $folder }
        while ($running.Count -gt 0) {
            # A worker is killed after some more requests of one of its tenants, as the server sees them, as long as there are kills left.
            if ($kills -lt 8) {
                $victim = @($running.Keys)[$random.Next($running.Count)]
                $open = @($tenants | Where-Object { (Get-RecordedChange $_.Server).Count -lt $_.Rows.Count }) + $tenants[0]
                $tenant = $open[$random.Next($open.Count)]
                $count = @(Get-Recorded $tenant.Server).Count + $random.Next(1, 12)
                try { $null = Invoke-RestMethod "$($tenant.Server.Url)/__await?requests=$count" -TimeoutSec 2 } catch [Threading.Tasks.TaskCanceledException], [TimeoutException], [Net.Http.HttpRequestException] { }
                $running[$victim].Process.Kill()
                $kills++
            }
            else { $victim = @($running.Keys)[0] }

            # As Kubernetes: 0 is done, 1 and 78 end the index, everything else starts the worker again.
            $end = Wait-Worker $running[$victim]
            $running.Remove($victim)
            if ($end.ExitCode -in 0, 1, 78) { $ends[$victim] = $end } else { $running[$victim] = Start-Worker $victim 4 $folder }
        }

        # A busy machine may be done before the eighth.
        $kills | Should -BeIn (3..8)
        foreach ($index in 0..3) { $ends[$index].ExitCode | Should -Be 0 -Because "$($ends[$index].Errors) (seed $seed)" }
        foreach ($tenant in $tenants) {
            $changes = @(Get-RecordedChange $tenant.Server | Where-Object Method -NE GET)
            $patches = (Invoke-RestMethod "$($tenant.Server.Url)/__stats").calls.PATCH.'200'
            $patches | Should -Be $tenant.Rows.Count -Because "every row is done once, also one that was in flight when its worker was killed (seed $seed)"
            $bodies = $changes.ForEach({ ($_.Body | ConvertFrom-Json).deviceModel })
            $bodies | Where-Object { $_ -notlike "$($tenant.TenantId) *" } | Should -BeNullOrEmpty -Because 'a row goes to the server of its tenant only'
            $bodies | Sort-Object -Unique | Should -HaveCount $tenant.Rows.Count -Because "every row was sent (seed $seed)"

            # What the objects are now.
            $models = @{}
            Get-DeviceStatus -Kind DeviceConfiguration -Connection $tenant.TenantId | ForEach-Object { $models["$($_.DeviceConfigurationId) $($_.Id)"] = $_.DeviceModel }
            $tenant.Rows | Where-Object { $models["$($_.DeviceConfigurationId) $($_.Id)"] -cne $_.DeviceModel } | Should -BeNullOrEmpty -Because "every row is done (seed $seed)"

            $run = Get-RunOf $folder $tenant.TenantId
            $run.exitCode, $run.rows, ($run.done + $run.skipped) | Should -Be 0, 600, 600
        }
    }
}
