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

        $found | Should -Be '1 C0FFEE00-0000-4000-8000-000000000001', '2 fabrikam.onmicrosoft.com', '2 adatum.example', '3 contoso.onmicrosoft.com'
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
                $tenant = $tenants[$random.Next($tenants.Count)]
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

        $kills | Should -Be 8
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
