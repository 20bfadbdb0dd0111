# Creations as people write them by hand, in four kinds.
param([ValidateSet('loop', 'retry', 'parallel', 'batches')] [string] $Kind, [string] $Url, [string] $Csv, [long] $Rows)
. $PSScriptRoot/Measure.ps1
$ErrorActionPreference = 'Continue'
$headers = @{ Authorization = 'Bearer bench' }
$counter = @{ done = 0 }
$retry = if ($Kind -in 'retry', 'parallel') { @{ MaximumRetryCount = 10; RetryIntervalSec = 5 } } else { @{} }
$measured = Measure-Pass $Rows {
    if ($Kind -eq 'parallel') {
        $counter.done = @(Import-Csv $Csv | ForEach-Object -ThrottleLimit 16 -Parallel {
                $again = $using:retry
                $body = @{ '@odata.type' = '#microsoft.graph.deviceConfigurationDeviceStatus'; deviceDisplayName = $_.DeviceDisplayName; status = $_.Status } | ConvertTo-Json -Compress
                $uri = "$using:Url/v1.0/deviceManagement/deviceConfigurations/$($_.DeviceConfigurationId)/deviceStatuses"
                try { Invoke-RestMethod -Method Post -Uri $uri -Headers $using:headers -ContentType application/json -Body $body @again -ErrorAction Stop } catch { Write-Verbose "$_" }
            }).Count
        return
    }
    $items = [Collections.Generic.List[object]]::new(20)
    $send = {
        $answer = Invoke-RestMethod -Method Post -Uri "$Url/v1.0/`$batch" -Headers $headers -ContentType application/json -Body (@{ requests = $items } | ConvertTo-Json -Depth 5 -Compress)
        $counter.done += @($answer.responses | Where-Object { $_.status -in 200..299 }).Count
        $items.Clear()
    }
    Import-Csv $Csv | ForEach-Object {
        $path = "/deviceManagement/deviceConfigurations/$($_.DeviceConfigurationId)/deviceStatuses"
        $body = @{ '@odata.type' = '#microsoft.graph.deviceConfigurationDeviceStatus'; deviceDisplayName = $_.DeviceDisplayName; status = $_.Status }
        if ($Kind -eq 'batches') {
            $items.Add(@{ id = [string] ($items.Count + 1); method = 'POST'; url = $path; headers = @{ 'Content-Type' = 'application/json' }; body = $body })
            if ($items.Count -eq 20) { . $send }
        }
        else {
            try {
                $null = Invoke-RestMethod -Method Post -Uri "$Url/v1.0$path" -Headers $headers -ContentType application/json -Body ($body | ConvertTo-Json -Compress) @retry -ErrorAction Stop
                $counter.done++
            }
            catch { Write-Verbose "$_" }
        }
    }
    if ($items.Count) { . $send }
}
Write-Result @{ passes = @($measured); done = $counter.done }
