# Reads every status of a tenant with Invoke-RestMethod: the policies, then their lists in many runspaces side by side.
param([string] $Url, [long] $Rows, [int] $ThrottleLimit = 16)
. $PSScriptRoot/Measure.ps1
$headers = @{ Authorization = 'Bearer bench' }
$counter = @{ seen = 0 }
$measured = Measure-Pass $Rows {
    $counter.seen = (& {
            $next = "$Url/v1.0/deviceManagement/deviceConfigurations?`$select=id,displayName"
            while ($next) {
                $page = Invoke-RestMethod -Uri $next -Headers $headers
                $page.value
                $next = $page.'@odata.nextLink'
            }
        } | ForEach-Object -ThrottleLimit $ThrottleLimit -Parallel {
            $policy = $_
            $next = "$using:Url/v1.0/deviceManagement/deviceConfigurations/$($policy.id)/deviceStatuses"
            while ($next) {
                $page = Invoke-RestMethod -Uri $next -Headers $using:headers
                $page.value | Add-Member PolicyName $policy.displayName -PassThru
                $next = $page.'@odata.nextLink'
            }
        } | Measure-Object).Count
}
Write-Result @{ passes = @($measured); done = $counter.seen }
