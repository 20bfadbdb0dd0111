<#
.SYNOPSIS
    A runbook for Azure Automation: reads every status of the tenant, compares it with the last time, reports, and notifies.
.DESCRIPTION
    Schedule it once a night. It keeps three files in a container of a storage account: latest.jsonl.gz (the snapshot that the next job compares with),
    the same under the day's date, and report.html, which begins with what changed. Teams, Slack or a webhook of your own is told when something did.

    The snapshot takes the place of the last one only when the message was delivered, so that no change is lost.

    Signs in with the managed identity of the Automation account, at Graph and at the storage account. See docs/azure-automation.md.
.OUTPUTS
    One object with the figures of the job.
#>
[CmdletBinding()]
param(
    # The container, e.g. https://contoso.blob.core.windows.net/device-status
    [Parameter(Mandatory)]
    [uri] $Container,

    # The encrypted Automation variable that holds the URL of the webhook; without it, nobody is told.
    [string] $WebhookVariable,

    # Names devices and users in the message.
    [switch] $IncludeNames,

    # The client id of a user-assigned identity; without it, the system-assigned one signs in.
    [string] $ClientId,

    [ValidateSet('Global', 'USGov', 'USGovDoD', 'China')]
    [string] $Environment = 'Global',

    # Another root of Graph, for trials against a server of your own.
    [uri] $GraphEndpoint
)

$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

# The sandbox of Azure Automation does not support #Requires.
if ($PSVersionTable.PSVersion -lt [version] '7.4') { throw "This runbook needs PowerShell 7.4 or later, and runs in $($PSVersionTable.PSVersion)." }
Import-Module DeviceStatus

if ($Container.Scheme -ne 'https' -and -not $Container.IsLoopback) {
    throw "-Container '$Container' is not https; the token is never sent unencrypted."
}

# A token for the storage account, from the endpoint that every job finds in its environment. No other module is needed for that.
function Get-StorageHeader {
    $query = 'resource=https%3A%2F%2Fstorage.azure.com%2F&api-version=2019-08-01'
    if ($ClientId) { $query += "&client_id=$ClientId" }
    $headers = @{ 'X-IDENTITY-HEADER' = $env:IDENTITY_HEADER; Metadata = 'true' }
    $response = Invoke-RestMethod "${env:IDENTITY_ENDPOINT}?$query" -Headers $headers -NoProxy -MaximumRetryCount 3 -RetryIntervalSec 2
    @{ Authorization = "Bearer $($response.access_token)"; 'x-ms-version' = '2021-08-06' }
}

function Get-BlobUri([string] $Name) { "$($Container.AbsoluteUri.TrimEnd('/'))/$Name" }

function Send-Blob([string] $Path, [string] $Name, [string] $ContentType) {
    $headers = (Get-StorageHeader) + @{ 'x-ms-blob-type' = 'BlockBlob' }
    $null = Invoke-RestMethod (Get-BlobUri $Name) -Method Put -InFile $Path -ContentType $ContentType -Headers $headers -MaximumRetryCount 3 -RetryIntervalSec 5
}

$folder = New-Item -ItemType Directory -Path (Join-Path ([IO.Path]::GetTempPath()) "device-status-$(New-Guid)")
$connection = $null
try {
    $last, $today, $report = 'last.jsonl.gz', 'today.jsonl.gz', 'report.html' | ForEach-Object { Join-Path $folder $_ }
    $downloaded = Invoke-WebRequest (Get-BlobUri latest.jsonl.gz) -Headers (Get-StorageHeader) -OutFile $last -PassThru -SkipHttpErrorCheck
    if ($downloaded.StatusCode -notin 200, 404) { throw "latest.jsonl.gz could not be read: $($downloaded.StatusCode)." }
    $isFirst = $downloaded.StatusCode -eq 404

    # Jobs may share a process, so everything here goes by a connection of its own name.
    $connect = @{ Identity = $true; Environment = $Environment; Name = "job-$(New-Guid)" }
    if ($ClientId) { $connect.ClientId = $ClientId }
    if ($GraphEndpoint) { $connect.GraphEndpoint = $GraphEndpoint }
    $connection = Connect-DeviceStatus @connect

    # A policy that cannot be read is an error of the job, and the others go on.
    Get-DeviceStatus -Connection $connection -ErrorAction Continue | Export-DeviceStatusSnapshot $today
    $coverage = @(Import-DeviceStatusSnapshot $today -Coverage)
    $incomplete = @($coverage | Where-Object State -NE Complete)
    if ($incomplete.Count -eq $coverage.Count) { throw 'No policy could be read completely, so the last snapshot stays as it is.' }
    $profiles = @(Get-DeviceStatusPolicy -Kind IosLobAppProvisioningConfiguration -Connection $connection -ErrorAction Continue)

    $changes = @(if (-not $isFirst) { Compare-DeviceStatusSnapshot $last $today })
    $options = @{ Policy = $profiles; Title = "Device status, $(Get-Date -AsUTC -Format yyyy-MM-dd)" }
    if (-not $isFirst) { $options.ReferenceSnapshot = $last }
    Import-DeviceStatusSnapshot $today | Export-DeviceStatusReport $report @options
    Send-Blob -Path $report -Name report.html -ContentType 'text/html'

    if ($WebhookVariable) {
        $message = @{ WebhookUri = Get-AutomationVariable -Name $WebhookVariable; OnlyWhenChanged = $true; IncludeNames = $IncludeNames }
        $changes | Send-DeviceStatusNotification @message -ErrorAction Stop
    }

    Send-Blob -Path $today -Name "$(Get-Date -AsUTC -Format yyyy-MM-dd).jsonl.gz" -ContentType 'application/gzip'
    Send-Blob -Path $today -Name latest.jsonl.gz -ContentType 'application/gzip'

    [pscustomobject]@{
        Policies   = $coverage.Count
        Incomplete = $incomplete.Count
        Statuses   = ($coverage | Measure-Object Read -Sum).Sum
        Regressed  = @($changes | Where-Object Change -EQ Regressed).Count
        Recovered  = @($changes | Where-Object Change -EQ Recovered).Count
        Changes    = $changes.Count
        Report     = Get-BlobUri report.html
    }
}
finally {
    if ($connection) { Disconnect-DeviceStatus $connection }
    Remove-Item $folder -Recurse -Force
}
