# Reads a list with this module.
param([string] $Module, [string] $Url, [string] $ConfigurationId, [long] $Rows, [int] $Passes = 1)
. $PSScriptRoot/Measure.ps1
Connect-Bench $Module $Url
$counter = @{ seen = 0 }
$measured = foreach ($pass in 1..$Passes) {
    Measure-Pass $Rows { $counter.seen += (Get-DeviceConfigurationDeviceStatus $ConfigurationId | Measure-Object).Count }
}
Write-Result @{ passes = @($measured); done = $counter.seen }
