# One row a request with Invoke-RestMethod, many runspaces side by side.
param([string] $Url, [string] $Csv, [long] $Rows, [int] $ThrottleLimit = 16)
. $PSScriptRoot/Measure.ps1
$headers = @{ Authorization = 'Bearer bench' }
$measured = Measure-Pass $Rows {
    Import-Csv $Csv | ForEach-Object -ThrottleLimit $ThrottleLimit -Parallel {
        $body = @{ '@odata.type' = '#microsoft.graph.deviceConfigurationDeviceStatus'; status = $_.Status; lastReportedDateTime = $_.LastReportedDateTime } | ConvertTo-Json -Compress
        $uri = "$using:Url/v1.0/deviceManagement/deviceConfigurations/$($_.DeviceConfigurationId)/deviceStatuses/$($_.Id)"
        Invoke-RestMethod -Method Patch -Uri $uri -Headers $using:headers -ContentType application/json -Body $body
    }
}
Write-Result @{ passes = @($measured); done = $Rows - $Error.Count }
