# Batches of 20 written by hand, one after another with Invoke-RestMethod.
param([string] $Url, [string] $Csv, [long] $Rows)
. $PSScriptRoot/Measure.ps1
$headers = @{ Authorization = 'Bearer bench' }
$counter = @{ done = 0 }
$measured = Measure-Pass $Rows {
    $items = [Collections.Generic.List[object]]::new(20)
    $send = {
        $answer = Invoke-RestMethod -Method Post -Uri "$Url/v1.0/`$batch" -Headers $headers -ContentType application/json -Body (@{ requests = $items } | ConvertTo-Json -Depth 5 -Compress)
        $counter.done += @($answer.responses | Where-Object { $_.status -in 200..299 }).Count
        $items.Clear()
    }
    Import-Csv $Csv | ForEach-Object {
        $items.Add(@{
                id      = [string] ($items.Count + 1)
                method  = 'PATCH'
                url     = Get-UpdateUrl $_
                headers = @{ 'Content-Type' = 'application/json' }
                body    = @{ '@odata.type' = '#microsoft.graph.deviceConfigurationDeviceStatus'; status = $_.Status; lastReportedDateTime = $_.LastReportedDateTime }
            })
        if ($items.Count -eq 20) { . $send }
    }
    if ($items.Count) { . $send }
}
Write-Result @{ passes = @($measured); done = $counter.done }
