# Reads a list with Invoke-RestMethod, page after page.
param([string] $Url, [string] $ConfigurationId, [long] $Rows)
. $PSScriptRoot/Measure.ps1
$headers = @{ Authorization = 'Bearer bench' }
$counter = @{ seen = 0 }
$measured = Measure-Pass $Rows {
    $counter.seen = (& {
            $next = "$Url/v1.0/deviceManagement/deviceConfigurations/$ConfigurationId/deviceStatuses"
            while ($next) {
                $page = Invoke-RestMethod -Uri $next -Headers $headers
                $page.value
                $next = $page.'@odata.nextLink'
            }
        } | Measure-Object).Count
}
Write-Result @{ passes = @($measured); done = $counter.seen }
