# One row after another with Invoke-RestMethod.
param([string] $Url, [string] $Csv, [long] $Rows)
. $PSScriptRoot/Measure.ps1
$headers = @{ Authorization = 'Bearer bench' }
$measured = Measure-Pass $Rows {
    Import-Csv $Csv | ForEach-Object {
        $body = @{ '@odata.type' = '#microsoft.graph.deviceConfigurationDeviceStatus'; status = $_.Status; lastReportedDateTime = $_.LastReportedDateTime } | ConvertTo-Json -Compress
        Invoke-RestMethod -Method Patch -Uri "$Url/v1.0$(Get-UpdateUrl $_)" -Headers $headers -ContentType application/json -Body $body
    }
}
Write-Result @{ passes = @($measured); done = $Rows }
