# Reads every status of a tenant with this module.
param([string] $Module, [string] $Url, [long] $Rows)
. $PSScriptRoot/Measure.ps1
Connect-Bench $Module $Url
$counter = @{ seen = 0 }
$measured = Measure-Pass $Rows { $counter.seen = (Get-DeviceStatus -Kind DeviceConfiguration | Measure-Object).Count }
Write-Result @{ passes = @($measured); done = $counter.seen }
