# Reads the lists of many policies: piped into this module, or one after another with Invoke-RestMethod when no module is given.
param([string] $Module, [string] $Url, [string] $ConfigurationId, [int] $Policies, [long] $Rows, [int] $Passes = 1)
. $PSScriptRoot/Measure.ps1
$counter = @{ seen = 0 }
if ($Module) {
    Connect-Bench $Module $Url
    $measured = foreach ($pass in 1..$Passes) {
        Measure-Pass $Rows {
            $counter.seen += (1..$Policies | ForEach-Object { [pscustomobject]@{ DeviceConfigurationId = $ConfigurationId } } |
                Get-DeviceConfigurationDeviceStatus | Measure-Object).Count
        }
    }
}
else {
    $headers = @{ Authorization = 'Bearer bench' }
    $measured = Measure-Pass $Rows {
        $counter.seen = (1..$Policies | ForEach-Object {
                (Invoke-RestMethod -Uri "$Url/v1.0/deviceManagement/deviceConfigurations/$ConfigurationId/deviceStatuses" -Headers $headers).value
            } | Measure-Object).Count
    }
}

Write-Result @{ passes = @($measured); done = $counter.seen }
