<#
.SYNOPSIS
    A runbook for Azure Automation: updates device statuses from a CSV file in a storage account, over as many jobs as it takes.
.DESCRIPTION
    Each job goes on where the last one stopped: when the time budget is over, the journal of the run is put beside the CSV file, and the next
    job skips what it has as done. Schedule the runbook, and upload a CSV file whenever there is something to do. A file that was uploaded
    anew is a new run; one that is done costs a job of a few seconds.

    Beside rows.csv come rows.csv.<version>.journal, rows.csv.failed.csv (the rows that failed, as they came) and rows.csv.html (the report).

    Signs in with the managed identity of the Automation account, at Graph and at the storage account. See docs/azure-automation.md.
.OUTPUTS
    One object with the figures of the job. Complete says whether the CSV file is done.
#>
[CmdletBinding()]
param(
    # The container, e.g. https://contoso.blob.core.windows.net/device-status
    [Parameter(Mandatory)]
    [uri] $Container,

    [string] $Blob = 'rows.csv',

    [ValidateSet(
        'Set-IosUpdateDeviceStatus', 'Set-DeviceConfigurationDeviceStatus', 'Set-DeviceCompliancePolicyDeviceStatus',
        'Set-MobileAppConfigurationDeviceStatus', 'Set-IosLobAppProvisioningConfigurationDeviceStatus')]
    [string] $Command = 'Set-DeviceConfigurationDeviceStatus',

    # A job in Azure is ended after three hours; this leaves time to put the journal away.
    [timespan] $TimeBudget = '02:45:00',

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

function Send-Blob([string] $Path, [string] $Name) {
    $headers = (Get-StorageHeader) + @{ 'x-ms-blob-type' = 'BlockBlob' }
    $null = Invoke-RestMethod (Get-BlobUri $Name) -Method Put -InFile $Path -ContentType 'application/octet-stream' -Headers $headers -MaximumRetryCount 3 -RetryIntervalSec 5
}

$folder = New-Item -ItemType Directory -Path (Join-Path ([IO.Path]::GetTempPath()) "device-status-$(New-Guid)")
$connection = $null
try {
    $csv, $journal, $failedFile, $report = 'rows.csv', 'run.journal', 'failed.csv', 'report.html' | ForEach-Object { Join-Path $folder $_ }

    # What cannot be read ends the job, and the schedule tries again; only what would be lost is tried again here, in Send-Blob.
    $downloaded = Invoke-WebRequest (Get-BlobUri $Blob) -Headers (Get-StorageHeader) -OutFile $csv -PassThru

    # What cannot be rows ends the job before anything is sent.
    $lines = @(Get-Content $csv -TotalCount 2)
    if ("$lines" -notlike '*,*' -and "$($lines | Select-Object -First 1)" -match "[;\t|]") {
        throw "$Blob separates its columns by '$($Matches[0])'; separate them by commas. Its first line is: $($lines[0])"
    }

    if ($lines.Count -lt 2) { throw "$Blob contains no rows: it has $(if ($lines) { 'the line of column names only' } else { 'no text' })." }

    # The version of the file is in the name of the journal, so that another upload of the same rows is another run.
    $version = "$($downloaded.Headers.ETag)" -replace '[^0-9A-Za-z]'
    $journalBlob = "$Blob.$version.journal"
    $earlier = Invoke-WebRequest (Get-BlobUri $journalBlob) -Headers (Get-StorageHeader) -OutFile $journal -PassThru -SkipHttpErrorCheck
    if ($earlier.StatusCode -eq 404) { Remove-Item $journal -ErrorAction Ignore }
    elseif ($earlier.StatusCode -ne 200) { throw "$journalBlob could not be read: $($earlier.StatusCode)." }

    # Jobs may share a process, so everything here goes by a connection of its own name.
    $connect = @{ Identity = $true; Environment = $Environment; Name = "job-$(New-Guid)" }
    if ($ClientId) { $connect.ClientId = $ClientId }
    if ($GraphEndpoint) { $connect.GraphEndpoint = $GraphEndpoint }
    $connection = Connect-DeviceStatus @connect

    # Errors are taken one by one: a job has 400 MB, and a list of all rows that are not sent yet could be most of that. What has no row is an
    # error of the job itself.
    $reasons = @{}
    $options = @{ Connection = $connection; JournalPath = $journal; TimeBudget = $TimeBudget; ErrorAction = 'Continue' }
    Import-Csv $csv | & $Command @options 2>&1 | ForEach-Object {
        $id = ($_.FullyQualifiedErrorId -split ',')[0]
        if ($id -ne 'NotSent') {
            $reasons[$id]++
            $_.TargetObject
        }
    } | Export-Csv $failedFile

    $run = Get-DeviceStatusRun | Where-Object Connection -EQ $connection.Name | Select-Object -Last 1
    Send-Blob $journal $journalBlob
    if ($reasons.Count) { Send-Blob $failedFile "$Blob.failed.csv" }
    Export-DeviceStatusReport $report -JournalPath $journal -Title "$Blob, $(Get-Date -AsUTC -Format 'yyyy-MM-dd HH:mm') UTC"
    Send-Blob $report "$Blob.html"

    [pscustomobject]@{
        Blob     = $Blob
        Complete = $run.NotSent -eq 0 -and $run.OutcomeUnknown -eq 0
        ExitCode = $run.ExitCode
        Rows     = $run.Rows
        Done     = $run.Done
        Skipped  = $run.Skipped
        Failed   = $run.Failed
        NotSent  = $run.NotSent
        Unknown  = $run.OutcomeUnknown
        Duration = $run.Duration
        Report   = Get-BlobUri "$Blob.html"
    }

    if ($reasons.Count) {
        $list = $reasons.GetEnumerator() | Sort-Object Value -Descending | ForEach-Object { "$($_.Value) x $($_.Key)" }
        $unknown = if ($run.OutcomeUnknown) { ", and $($run.OutcomeUnknown) have an unknown outcome" }
        Write-Error "$($run.Failed) of $($run.Rows) rows failed$unknown`: $($list -join ', '). They are in $(Get-BlobUri "$Blob.failed.csv")." -ErrorAction Continue
    }
}
finally {
    if ($connection) { Disconnect-DeviceStatus $connection }
    Remove-Item $folder -Recurse -Force
}
