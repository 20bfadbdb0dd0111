# Exports a report by hand: the job, its polls, the zip file and Import-Csv.
param([string] $Url, [long] $Rows)
. $PSScriptRoot/Measure.ps1
$headers = @{ Authorization = 'Bearer bench' }
$counter = @{ seen = 0 }
$folder = Join-Path ([IO.Path]::GetTempPath()) ([guid]::NewGuid())
$measured = Measure-Pass $Rows {
    $null = New-Item -ItemType Directory $folder
    $jobs = "$Url/v1.0/deviceManagement/reports/exportJobs"
    $job = Invoke-RestMethod -Method Post -Uri $jobs -Headers $headers -ContentType application/json -Body '{"reportName":"DeviceStatusesByConfigurationProfile"}'
    while ($job.status -ne 'completed') { $job = Invoke-RestMethod -Uri "$jobs('$($job.id)')" -Headers $headers }
    Invoke-WebRequest -Uri $job.url -OutFile (Join-Path $folder report.zip)
    Expand-Archive (Join-Path $folder report.zip) $folder
    $counter.seen = (Get-ChildItem $folder -Filter *.csv | Import-Csv | Measure-Object).Count
}
Remove-Item $folder -Recurse
Write-Result @{ passes = @($measured); done = $counter.seen }
