<#
.SYNOPSIS
    The worker of a fleet: takes its shard of many tenants, writes the rows of each by a journal, reads what is wanted, and says how it ended.
.DESCRIPTION
    The tenants are shared out by a hash of the tenant id, so that a tenant is always in the same shard, whatever the order of the file: the quota of
    Microsoft Graph counts for each application and tenant. The tenants of a shard are worked on side by side, in one process.

    What a worker knows of a tenant is in a folder of that tenant below -StatePath: the journal of its rows, the rows that failed (failed.csv), the
    snapshot of its statuses, and run.json. A worker that was killed is started again with the same arguments, and continues.

    docs/fleet.md tells how Kubernetes, Azure Automation and GitHub Actions run it.
.OUTPUTS
    An object for each tenant. The exit code is 0 when all is done; 75 when something is not finished, so that the worker is to be started again;
    2 when the outcome of rows is unknown; 78 when a sign-in or the configuration is wrong; 1 when rows failed. Of several, the first in this order.
.EXAMPLE
    ./Invoke-Fleet.ps1 -TenantsPath ./tenants.csv -StatePath ./state -ShardIndex 0 -ShardCount 4 -SignIn Certificate
#>
[CmdletBinding()]
param(
    # A CSV file with the column TenantId, and any of ClientId, Environment, GraphEndpoint, CertificatePath and CertificateThumbprint.
    # It may be the https address of a blob, and so may the next two.
    [Parameter(Mandatory)]
    [string] $TenantsPath,

    # Where the state of the tenants is kept: a folder, or the address of a container.
    [Parameter(Mandatory)]
    [string] $StatePath,

    # The folder of the rows: <TenantId>.csv for each tenant that has some. Default: the folder "rows" beside the file of the tenants.
    [string] $RowsPath,

    # The number of this shard, from 0. Kubernetes gives it in JOB_COMPLETION_INDEX.
    [int] $ShardIndex = [int] ($env:JOB_COMPLETION_INDEX ?? 0),

    # How many shards there are.
    [int] $ShardCount = [int] ($env:SHARD_COUNT ?? 1),

    # The command that takes the rows.
    [ValidatePattern('^(New|Set|Remove)-\w+DeviceStatus$')]
    [string] $Command = 'Set-DeviceConfigurationDeviceStatus',

    # Also reads every status of the tenants, into snapshots.
    [switch] $Snapshot,

    # How to sign in. Certificate takes -CertificatePath, or the columns of the file.
    [ValidateSet('WorkloadIdentity', 'Certificate', 'Identity', 'EnvironmentVariable')]
    [string] $SignIn = 'WorkloadIdentity',

    # The certificate of the application, for the tenants whose line names none.
    [string] $CertificatePath,

    # The application, for the tenants whose line names none.
    [string] $ClientId,

    # How many tenants are worked on at a time.
    [ValidateRange(1, 128)]
    [int] $TenantsAtOnce = 32,

    # How long the worker may take; what is not sent by then is left for the next one.
    [timespan] $TimeBudget = '1.00:00:00'
)

$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$done, $failed, $unknown, $unfinished, $misconfigured = 0, 1, 2, 75, 78

# The sandbox of Azure Automation does not support #Requires.
if ($PSVersionTable.PSVersion -lt [version] '7.4') { throw "This script needs PowerShell 7.4 or later, and runs in $($PSVersionTable.PSVersion)." }

# A job of Azure Automation has no exit code: there, only an error makes it a failed one.
function Exit-Worker([int] $Code) {
    if (-not (Test-Path variable:PSPrivateMetadata)) { exit $Code }
    if ($Code -ne 0) { throw "The shard $ShardIndex of $ShardCount ended with exit code $Code." }
    exit 0
}

function Test-Uri([string] $Path) { $Path -match '^https?://' }

# A token for the storage account, signed in as the worker is. It is kept for some minutes.
$storage = @{ Header = $null; Until = [datetime]::MinValue }
function Get-StorageHeader {
    if ($storage.Header -and [datetime]::UtcNow -lt $storage.Until) { return $storage.Header }
    if ($env:IDENTITY_ENDPOINT) {
        $query = 'resource=https%3A%2F%2Fstorage.azure.com%2F&api-version=2019-08-01'
        if ($ClientId) { $query += "&client_id=$ClientId" }
        $headers = @{ 'X-IDENTITY-HEADER' = $env:IDENTITY_HEADER; Metadata = 'true' }
        $response = Invoke-RestMethod "${env:IDENTITY_ENDPOINT}?$query" -Headers $headers -NoProxy -MaximumRetryCount 3 -RetryIntervalSec 2
    }
    else {
        $authority = [uri] ($env:AZURE_AUTHORITY_HOST ?? 'https://login.microsoftonline.com')
        if ($authority.Scheme -ne 'https' -and -not $authority.IsLoopback) { throw "AZURE_AUTHORITY_HOST '$authority' is not https." }
        $form = @{
            grant_type            = 'client_credentials'
            scope                 = 'https://storage.azure.com/.default'
            client_id             = $ClientId ? $ClientId : $env:AZURE_CLIENT_ID
            client_assertion_type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
            client_assertion      = Get-Content $env:AZURE_FEDERATED_TOKEN_FILE -Raw
        }
        $address = "$($authority.AbsoluteUri.TrimEnd('/'))/$env:AZURE_TENANT_ID/oauth2/v2.0/token"
        $response = Invoke-RestMethod $address -Method Post -Body $form -MaximumRetryCount 3 -RetryIntervalSec 2
    }

    $storage.Until = [datetime]::UtcNow.AddMinutes(10)
    $storage.Header = @{ Authorization = "Bearer $($response.access_token)"; 'x-ms-version' = '2021-08-06' }
    $storage.Header
}

# Brings a file here; says whether it was there.
function Receive-File([string] $From, [string] $To) {
    if (-not (Test-Uri $From)) {
        if (Test-Path -LiteralPath $From) { Copy-Item -LiteralPath $From $To; return $true }
        return $false
    }

    if (([uri] $From).Scheme -ne 'https' -and -not ([uri] $From).IsLoopback) { throw "'$From' is not https; the token is never sent unencrypted." }
    $response = Invoke-WebRequest $From -Headers (Get-StorageHeader) -OutFile $To -PassThru -SkipHttpErrorCheck -MaximumRetryCount 3 -RetryIntervalSec 2
    if ($response.StatusCode -eq 200) { return $true }
    Remove-Item -LiteralPath $To -ErrorAction Ignore
    if ($response.StatusCode -eq 404) { return $false }
    throw "$From could not be read: $($response.StatusCode)."
}

function Send-File([string] $From, [string] $To) {
    $headers = (Get-StorageHeader) + @{ 'x-ms-blob-type' = 'BlockBlob' }
    $null = Invoke-RestMethod $To -Method Put -InFile $From -ContentType 'application/octet-stream' -Headers $headers -MaximumRetryCount 3 -RetryIntervalSec 5
}

# GitHub gives a federated token for some minutes, so it is asked for again before a sign-in.
function Receive-FederatedToken {
    $file = $env:AZURE_FEDERATED_TOKEN_FILE
    if (-not $env:ACTIONS_ID_TOKEN_REQUEST_URL -or -not $file) { return }
    if ((Test-Path -LiteralPath $file) -and (Get-Item -LiteralPath $file).LastWriteTimeUtc -gt [datetime]::UtcNow.AddMinutes(-3)) { return }
    $headers = @{ Authorization = "Bearer $env:ACTIONS_ID_TOKEN_REQUEST_TOKEN" }
    $address = "$env:ACTIONS_ID_TOKEN_REQUEST_URL&audience=api%3A%2F%2FAzureADTokenExchange"
    (Invoke-RestMethod $address -Headers $headers -MaximumRetryCount 3 -RetryIntervalSec 2).value | Set-Content -LiteralPath $file -NoNewline
}

# The same for a tenant on every machine and in every version: the first eight bytes of the SHA-256 of its id in small letters.
function Get-Shard([string] $TenantId) {
    $hash = [Security.Cryptography.SHA256]::HashData([Text.Encoding]::UTF8.GetBytes($TenantId.ToLowerInvariant()))
    [int] ([Buffers.Binary.BinaryPrimitives]::ReadUInt64BigEndian($hash) % $ShardCount)
}

# Only the user of the worker reads what is in it.
function Initialize-PrivateFolder([string] $Path) {
    if ($IsWindows) { $null = [IO.Directory]::CreateDirectory($Path) }
    else { $null = [IO.Directory]::CreateDirectory($Path, [IO.UnixFileMode] 'UserRead, UserWrite, UserExecute') }
}

$deadline = [datetime]::UtcNow + $TimeBudget
$work = Join-Path ([IO.Path]::GetTempPath()) "fleet-$(New-Guid)"
Initialize-PrivateFolder $work
try {
    try {
        Import-Module DeviceStatus
        if ($ShardCount -lt 1 -or $ShardIndex -lt 0 -or $ShardIndex -ge $ShardCount) { throw "-ShardIndex $ShardIndex is not one of $ShardCount shards; they count from 0." }
        if ($SignIn -eq 'WorkloadIdentity' -and -not $env:AZURE_FEDERATED_TOKEN_FILE) { throw '-SignIn WorkloadIdentity needs the variable AZURE_FEDERATED_TOKEN_FILE.' }
        Receive-FederatedToken
        if (-not (Receive-File $TenantsPath "$work/tenants.csv")) { throw "-TenantsPath '$TenantsPath' is not there." }
        $all = @(Import-Csv "$work/tenants.csv")
        if (-not $all) { throw "-TenantsPath '$TenantsPath' holds no tenants." }
        for ($i = 0; $i -lt $all.Count; $i++) {
            $id = $all[$i].TenantId
            if ($id -notmatch '^[\w.-]{1,253}$' -or $id -match '^\.+$') {
                throw "Line $($i + 2) of '$TenantsPath': the column TenantId holds no tenant: '$id'. The file needs commas between its columns."
            }
        }

        $twice = $all | Group-Object TenantId | Where-Object Count -GT 1 | Select-Object -First 1
        if ($twice) { throw "The tenant $($twice.Name) is in '$TenantsPath' $($twice.Count) times." }
        if (-not $RowsPath) { $RowsPath = $TenantsPath -replace '[^/\\]+$', 'rows' }
    }
    catch {
        Write-Error "The worker cannot begin. $_" -ErrorAction Continue
        Exit-Worker $misconfigured
    }

    $mine = @($all | Where-Object { (Get-Shard $_.TenantId) -eq $ShardIndex })
    $keepsInBlobs = Test-Uri $StatePath

    # One after the other, a moment before its turn: brings the rows of a tenant, and its state where that is not in a folder.
    $prepare = {
        $tenant = $_
        $name = $tenant.TenantId.ToLowerInvariant()
        $folder = Join-Path ($keepsInBlobs ? $work : $StatePath) $name
        $plan = @{ Tenant = $tenant; Name = $name; Folder = $folder; Rows = $null; Journal = $null; Problem = $null }
        try {
            Initialize-PrivateFolder $folder
            Receive-FederatedToken
            $rows = Join-Path $work "$name.csv"
            if (Receive-File "$RowsPath/$($tenant.TenantId).csv" $rows) {
                # The journal is of these rows only: another file is another run.
                $plan.Rows = $rows
                $plan.Journal = "rows-$((Get-FileHash -LiteralPath $rows).Hash.Substring(0, 16).ToLowerInvariant()).journal"
            }

            if ($keepsInBlobs -and $plan.Journal) { $null = Receive-File "$StatePath/$name/$($plan.Journal)" (Join-Path $folder $plan.Journal) }
        }
        catch { $plan.Problem = "$_" }
        $plan
    }

    # Side by side, each tenant in a runspace of its own.
    $job = @{
        Command = $Command; Snapshot = [bool] $Snapshot; SignIn = $SignIn; CertificatePath = $CertificatePath; ClientId = $ClientId; Deadline = $deadline
        Codes = @($unfinished, $unknown, $misconfigured, $failed, $done)
    }
    $process = {
        $ErrorActionPreference = 'Stop'
        $ProgressPreference = 'SilentlyContinue'
        $plan, $job, $connection, $problem, $hasBegun = $_, $using:job, $null, $_.Problem, $false
        $name, $tenant, $folder = $plan.Name, $plan.Tenant, $plan.Folder
        $left = $job.Deadline - [datetime]::UtcNow
        if (-not $problem -and $left -gt [timespan]::Zero) {
            $hasBegun = $true
            try {
                Import-Module DeviceStatus
                $connect = @{ Name = $name }
                foreach ($column in 'Environment', 'GraphEndpoint') { if ($tenant.$column) { $connect[$column] = $tenant.$column } }
                if ($job.SignIn -eq 'EnvironmentVariable') { $env:AZURE_TENANT_ID ??= $tenant.TenantId }
                elseif ($tenant.ClientId -or $job.ClientId) { $connect.ClientId = $tenant.ClientId ? $tenant.ClientId : $job.ClientId }
                if ($job.SignIn -in 'WorkloadIdentity', 'Certificate') { $connect.TenantId = $tenant.TenantId }
                switch ($job.SignIn) {
                    'WorkloadIdentity' { $connect.WorkloadIdentity = $true }
                    'Identity' { $connect.Identity = $true }
                    'EnvironmentVariable' { $connect.EnvironmentVariable = $true }
                    'Certificate' {
                        if ($tenant.CertificateThumbprint) { $connect.CertificateThumbprint = $tenant.CertificateThumbprint }
                        else { $connect.CertificatePath = $tenant.CertificatePath ? $tenant.CertificatePath : $job.CertificatePath }
                    }
                }

                $connection = Connect-DeviceStatus @connect
                $common = @{ Connection = $connection; ErrorAction = 'SilentlyContinue'; InformationAction = 'Ignore' }
                if ($job.Snapshot) { Get-DeviceStatus @common | Export-DeviceStatusSnapshot (Join-Path $folder 'statuses.jsonl.gz') }
                if ($plan.Rows) {
                    $options = @{ JournalPath = Join-Path $folder $plan.Journal; FailedPath = Join-Path $folder 'failed.csv'; TimeBudget = $left }
                    Import-Csv -LiteralPath $plan.Rows | & $job.Command @common @options -WarningAction SilentlyContinue | Out-Null
                }
            }
            catch { $problem = "$_" }
        }

        # The runs of this tenant: by the name of its connection, and of a sign-in that failed by the tenant.
        $runs = @(if ($hasBegun) { Get-DeviceStatusRun | Where-Object { $_.Connection -in $name, $tenant.TenantId } })
        if ($connection) { Disconnect-DeviceStatus $connection }

        # A worker that was killed on another node may still hold the journal for a moment: that is no configuration.
        $isHeld = $runs.Failures.Where({ $_.ErrorId -eq 'JournalError' -and $_.Reason -like '*another run may be using it*' })
        $codes = @($isHeld ? 75 : $runs.ExitCode)
        if ($problem -and -not $runs.Where({ $_.State -eq 'Refused' })) { $codes += 78 }
        if (-not $hasBegun -and -not $problem) { $codes, $problem = @(75), 'The time budget was used up before its turn.' }
        $code = ($job.Codes | Where-Object { $_ -in $codes } | Select-Object -First 1) ?? 0
        $write = $runs | Where-Object Command -NE 'Get-DeviceStatus' | Select-Object -Last 1
        $run = $write ?? ($runs | Select-Object -Last 1)

        # In one step, so that a worker that is killed leaves the last one whole.
        if ($run) {
            $temporary = Join-Path $folder 'run.json.new'
            Get-DeviceStatusRun $run.Id -AsJson | Set-Content -LiteralPath $temporary
            Move-Item -LiteralPath $temporary (Join-Path $folder 'run.json') -Force
        }

        [pscustomobject]@{
            TenantId = $tenant.TenantId
            ExitCode = $code
            Rows     = [long] $write.Rows
            Done     = [long] $write.Done
            Skipped  = [long] $write.Skipped
            Failed   = [long] $write.Failed
            NotSent  = [long] $write.NotSent
            Unknown  = [long] $write.OutcomeUnknown
            Problem  = $problem ?? ($runs.Failures | Select-Object -First 1).Reason
        }
    }

    # One after the other again, as each tenant ends: puts its state away where that is not in a folder.
    $finish = {
        $result = $_
        $name = $result.TenantId.ToLowerInvariant()
        $folder = Join-Path ($keepsInBlobs ? $work : $StatePath) $name
        Remove-Item -LiteralPath (Join-Path $work "$name.csv") -ErrorAction Ignore
        if ($keepsInBlobs) {
            try {
                Receive-FederatedToken
                Get-ChildItem $folder -File | ForEach-Object { Send-File $_.FullName "$StatePath/$name/$($_.Name)" }
                Remove-Item -LiteralPath $folder -Recurse -Force
            }
            catch {
                # The next worker begins with the state that is there.
                $result.ExitCode = $unfinished
                $result.Problem = "The state could not be put away: $_"
            }
        }

        if ($result.ExitCode -ne 0) { Write-Error "$($result.TenantId) ended with $($result.ExitCode): $($result.Problem)" -ErrorAction Continue }
        $result
    }

    $results = @($mine | ForEach-Object $prepare | ForEach-Object -Parallel $process -ThrottleLimit $TenantsAtOnce | ForEach-Object $finish)
    $results
    if ($env:GITHUB_STEP_SUMMARY) {
        $lines = @("## Shard $ShardIndex of $ShardCount", '', '| Tenant | Exit code | Rows | Done | Skipped | Failed | Not sent | Unknown |', '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |')
        $lines += $results | ForEach-Object { "| $($_.TenantId) | $($_.ExitCode) | $($_.Rows) | $($_.Done) | $($_.Skipped) | $($_.Failed) | $($_.NotSent) | $($_.Unknown) |" }
        $lines | Add-Content $env:GITHUB_STEP_SUMMARY
    }

    Exit-Worker (($unfinished, $unknown, $misconfigured, $failed | Where-Object { $_ -in $results.ExitCode } | Select-Object -First 1) ?? $done)
}
finally {
    Remove-Item -LiteralPath $work -Recurse -Force -ErrorAction Ignore
}
